/** A serial port on USB (CDC-ACM): every system knows it without a driver. One frame of ours is one packet. */
#include <string.h>

#include "bootloader.h"
#include "port.h"
#include "usb.h"

#define PRODUCT 0x0001
#define VERSION 0x0100

#define NOTICES 1
#define FROM_HOST 2
#define TO_HOST 3

enum { SET_LINE_CODING = 0x20, GET_LINE_CODING, SET_CONTROL_LINE_STATE };
#define DTR 1

const uint8_t class_device[] PROGMEM = {
  18, 1, LOW_HIGH(0x0200), 2, 0, 0, 64, LOW_HIGH(USB_VENDOR), LOW_HIGH(PRODUCT), LOW_HIGH(VERSION), 1, 2, 3, 1,
};

#define CONFIGURATION_SIZE 67
const uint8_t class_configuration_size = CONFIGURATION_SIZE;
const uint8_t class_configuration[] PROGMEM = {
  // Configuration: two interfaces, powered by the bus, 100 mA for four lamps.
  9, 2, LOW_HIGH(CONFIGURATION_SIZE), 2, 1, 0, 0x80, 50,
  // Interface 0, control of the port: one endpoint, abstract control model.
  9, 4, 0, 0, 1, 2, 2, 1, 0,
  // Header; call management by nobody; knows line coding; the data are on interface 1.
  5, 0x24, 0, LOW_HIGH(0x0110),
  5, 0x24, 1, 0, 1,
  4, 0x24, 2, 2,
  5, 0x24, 6, 0, 1,
  // Notices, of which there are never any: 8 bytes, each 255 ms.
  7, 5, 0x80 | NOTICES, 3, LOW_HIGH(8), 255,
  // Interface 1, the data: one endpoint each way.
  9, 4, 1, 0, 2, 10, 0, 0, 0,
  7, 5, FROM_HOST, 2, LOW_HIGH(64), 0,
  7, 5, 0x80 | TO_HOST, 2, LOW_HIGH(64), 0,
};
_Static_assert(sizeof class_configuration == CONFIGURATION_SIZE, "the descriptor tells its own length");
_Static_assert(CONFIGURATION_SIZE % 64 != 0, "an answer ends with a packet that is not full");

/** What the host calls the line's speed. It means nothing on USB, but a host may ask for what it has set. */
static struct {
  uint32_t baud;
  uint8_t stop_bits;
  uint8_t parity;
  uint8_t data_bits;
} line_coding = {115200, 0, 0, 8};

void class_open(void) {
  usb_open_endpoint(NOTICES, ENDPOINT_INTERRUPT_IN, ENDPOINT_8_BYTES);
  usb_open_endpoint(FROM_HOST, ENDPOINT_BULK_OUT, ENDPOINT_64_BYTES_TWICE);
  usb_open_endpoint(TO_HOST, ENDPOINT_BULK_IN, ENDPOINT_64_BYTES_TWICE);
}

bool class_request(const setup_t *setup) {
  if (setup->type == REQUEST_CLASS_IN && setup->request == GET_LINE_CODING) {
    usb_answer(&line_coding, sizeof line_coding);
    return true;
  }
  if (setup->type != REQUEST_CLASS_OUT) return false;
  switch (setup->request) {
    case SET_LINE_CODING:
      return setup->length == sizeof line_coding;
    case SET_CONTROL_LINE_STATE:
      // Opened and closed at 1200 baud: what flashing programs do to ask for the bootloader.
      if (line_coding.baud == 1200 && !(setup->value & DTR)) bootloader_ask();
      return true;
    default:
      return false;
  }
}

void class_received(const uint8_t *bytes, uint8_t count) {
  if (count == sizeof line_coding) memcpy(&line_coding, bytes, count);
}

void port_start(const char *id) {
  usb_start(id);
}

void port_poll(void) {
  usb_poll();
  bootloader_poll();
}

bool port_asleep(void) {
  return usb_suspended();
}

bool port_read(uint8_t *byte) {
  if (!usb_configured()) return false;
  uint8_t waiting = usb_waiting(FROM_HOST);
  if (waiting) *byte = usb_take();
  return waiting;
}

bool port_has_room(void) {
  return usb_configured() && usb_can_send(TO_HOST);
}

void port_write(const char *bytes, uint8_t count) {
  usb_send(TO_HOST, bytes, count);
}
