/** The USB block itself: its clock, the bus, and the endpoints. */
#include "usb.h"

#include <avr/io.h>
#include <util/delay.h>

#include "usb_control.h"

#define CONTROL 0
#define ENDPOINT_CONTROL 0
#define ENDPOINT_64_BYTES 0x32

static bool suspended;

void usb_start(const char *serial) {
  control_start(serial);
  // After a hang, or after the bootloader, the host still sees the device of before: it must miss it for a while.
  USBCON = 0;
  _delay_ms(5);
  UHWCON = _BV(UVREGE);
  USBCON = _BV(USBE) | _BV(FRZCLK);
  PLLFRQ = _BV(PDIV2);
  PLLCSR = _BV(PINDIV) | _BV(PLLE);
  // A tenth of a millisecond. Without a clock there is no device, but the keys and lamps still work.
  for (uint8_t tries = 0; bit_is_clear(PLLCSR, PLOCK) && tries < 100; tries++) _delay_us(10);
  USBCON = _BV(USBE) | _BV(OTGPADE);
  UDCON = 0;
}

bool usb_configured(void) {
  return control_configured() && !suspended;
}

bool usb_suspended(void) {
  return suspended;
}

void usb_open_endpoint(uint8_t number, uint8_t kind, uint8_t size) {
  UENUM = number;
  UECONX = _BV(EPEN);
  UECFG0X = kind;
  UECFG1X = size;
}

/** Flags are cleared by writing 0; 1 leaves them. So a flag that is set meanwhile is not lost. */
static void clear_flags(uint8_t flags) {
  UEINTX = (uint8_t)~flags;
}

bool usb_can_send(uint8_t endpoint) {
  UENUM = endpoint;
  return bit_is_set(UEINTX, TXINI);
}

void usb_send(uint8_t endpoint, const void *bytes, uint8_t count) {
  const uint8_t *byte = bytes;
  UENUM = endpoint;
  while (count--) UEDATX = *byte++;
  // In this direction a 1 for RXOUTI would mean: throw the packet away.
  clear_flags(_BV(TXINI) | _BV(RXOUTI) | _BV(NAKINI) | _BV(FIFOCON));
}

uint8_t usb_waiting(uint8_t endpoint) {
  UENUM = endpoint;
  if (bit_is_clear(UEINTX, RXOUTI)) return 0;
  uint8_t count = UEBCLX;
  // All of it was taken, or there was nothing in it: the endpoint is free for another one.
  if (count == 0) clear_flags(_BV(RXOUTI) | _BV(NAKOUTI) | _BV(FIFOCON));
  return count;
}

uint8_t usb_take(void) {
  return UEDATX;
}

static void suspend(void) {
  // A wake-up from before is still noted: it must not end this sleep.
  UDINT &= ~(_BV(SUSPI) | _BV(WAKEUPI));
  USBCON |= _BV(FRZCLK);
  suspended = true;
}

static void wake(void) {
  USBCON &= ~_BV(FRZCLK);
  UDINT &= ~_BV(WAKEUPI);
  suspended = false;
}

/** What happens on the bus itself; true while it can be used. A reset may follow a sleep that was not noticed yet. */
static bool poll_bus(void) {
  if (bit_is_set(UDINT, SUSPI)) suspend();
  if (suspended && UDINT & (_BV(WAKEUPI) | _BV(EORSTI))) wake();
  if (bit_is_set(UDINT, EORSTI)) {
    UDINT &= ~_BV(EORSTI);
    usb_open_endpoint(CONTROL, ENDPOINT_CONTROL, ENDPOINT_64_BYTES);
    control_reset();
  }
  return !suspended;
}

void usb_poll(void) {
  if (poll_bus()) control_poll();
}
