/** The serial port of the ATmega328P, behind the USB chip of an Uno or Nano: 115200 8N1, by interrupts. */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "hear.h"
#include "port.h"

#define BAUD 115200ul
/** 16 MHz cannot make 115200: by eighths it is 2.1 % too fast, by sixteenths it would be 3.5 % too slow: too much. */
#define BAUD_TOL 3
#include <util/setbaud.h>
_Static_assert(USE_2X, "only the double speed comes near enough");

#define HEARD_ROOM 64
#define TO_SAY_ROOM 128

static volatile uint8_t heard[HEARD_ROOM];
static volatile uint8_t heard_end;
static volatile uint8_t heard_taken;

static volatile uint8_t to_say[TO_SAY_ROOM];
static volatile uint8_t to_say_end;
static volatile uint8_t said;

/** A byte that came broken, or that has no room, is left out: the frame's checksum tells that it is not whole. */
ISR(USART_RX_vect) {
  uint8_t broken = UCSR0A & (_BV(FE0) | _BV(DOR0));
  uint8_t byte = UDR0;
  if (broken || (uint8_t)(heard_end - heard_taken) == HEARD_ROOM) return;
  heard[heard_end++ % HEARD_ROOM] = byte;
}

ISR(USART_UDRE_vect) {
  UDR0 = to_say[said++ % TO_SAY_ROOM];
  if (said == to_say_end) UCSR0B &= ~_BV(UDRIE0);
}

void port_start(const char *id) {
  (void)id;
  // After a hang it still runs: off, so that it begins anew too.
  UCSR0B = 0;
  UBRR0 = UBRR_VALUE;
  UCSR0A = _BV(U2X0);
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

void port_poll(void) {}

bool port_asleep(void) {
  return false;
}

bool port_read(uint8_t *byte) {
  if (heard_taken == heard_end) return false;
  *byte = heard[heard_taken++ % HEARD_ROOM];
  return true;
}

bool port_has_room(void) {
  return (uint8_t)(to_say_end - said) <= TO_SAY_ROOM - LONGEST_FRAME;
}

void port_write(const char *bytes, uint8_t count) {
  for (uint8_t i = 0; i < count; i++) to_say[(uint8_t)(to_say_end + i) % TO_SAY_ROOM] = (uint8_t)bytes[i];
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    to_say_end += count;
    UCSR0B |= _BV(UDRIE0);
  }
}
