/** A HID device that is no keyboard: reports of our own, on a page that is there for that. */
#include <string.h>

#include "port.h"
#include "usb.h"

#define PRODUCT 0x0002
#define VERSION 0x0100

#define TO_HOST 1
#define FROM_HOST 2
#define ENDPOINT_SIZE 8
#define INPUT_SIZE 8
#define OUTPUT_SIZE 4

enum { GET_REPORT = 1, GET_DESCRIPTOR = 6, SET_REPORT = 9, SET_IDLE };
enum { HID = 0x21, REPORT };

static const uint8_t report_descriptor[] PROGMEM = {
  0x06, LOW_HIGH(0xff00),  // usage page: vendor
  0x09, 0x01,              // usage 1: the box
  0xa1, 0x01,              // collection: application
  0x09, 0x02,              //   usage 2: seq, boot, bitmap, lost
  0x15, 0x00,              //   from 0
  0x26, LOW_HIGH(0x00ff),  //   to 255
  0x75, 0x08,              //   bytes
  0x95, INPUT_SIZE,        //   so many
  0x81, 0x02,              //   input
  0x09, 0x03,              //   usage 3: lamps
  0x95, OUTPUT_SIZE,       //   so many bytes
  0x91, 0x02,              //   output
  0xc0,                    // end
};

const uint8_t class_device[] PROGMEM = {
  18, 1, LOW_HIGH(0x0200), 0, 0, 0, 64, LOW_HIGH(USB_VENDOR), LOW_HIGH(PRODUCT), LOW_HIGH(VERSION), 1, 2, 3, 1,
};

#define CONFIGURATION_SIZE 41
#define HID_AT 18
#define HID_SIZE 9
const uint8_t class_configuration_size = CONFIGURATION_SIZE;
const uint8_t class_configuration[] PROGMEM = {
  // Configuration: one interface, powered by the bus, 100 mA for four lamps.
  9, 2, LOW_HIGH(CONFIGURATION_SIZE), 1, 1, 0, 0x80, 50,
  // Interface 0: HID, neither keyboard nor mouse; two endpoints.
  9, 4, 0, 0, 2, 3, 0, 0, 0,
  // HID 1.11, no country, one report descriptor.
  HID_SIZE, HID, LOW_HIGH(0x0111), 0, 1, REPORT, LOW_HIGH(sizeof report_descriptor),
  // Each way a report each millisecond.
  7, 5, 0x80 | TO_HOST, 3, LOW_HIGH(ENDPOINT_SIZE), 1,
  7, 5, FROM_HOST, 3, LOW_HIGH(ENDPOINT_SIZE), 1,
};
_Static_assert(sizeof class_configuration == CONFIGURATION_SIZE, "the descriptor tells its own length");
_Static_assert(CONFIGURATION_SIZE % 64 != 0, "an answer ends with a packet that is not full");

/** The newest report, for a host that asks. */
static uint8_t newest[INPUT_SIZE];
/** A report from the host, on its way to the box byte by byte. */
static uint8_t lamps[OUTPUT_SIZE];
static uint8_t lamps_left;

void class_open(void) {
  usb_open_endpoint(TO_HOST, ENDPOINT_INTERRUPT_IN, ENDPOINT_8_BYTES);
  usb_open_endpoint(FROM_HOST, ENDPOINT_INTERRUPT_OUT, ENDPOINT_8_BYTES);
}

static bool answer_descriptor(uint8_t kind) {
  if (kind == REPORT) usb_answer_from_flash(report_descriptor, sizeof report_descriptor);
  if (kind == HID) usb_answer_from_flash(class_configuration + HID_AT, HID_SIZE);
  return kind == REPORT || kind == HID;
}

bool class_request(const setup_t *setup) {
  switch (setup->request) {
    case GET_DESCRIPTOR:
      return setup->type == REQUEST_INTERFACE_IN && answer_descriptor(setup->value >> 8);
    case GET_REPORT:
      if (setup->type != REQUEST_CLASS_IN) return false;
      usb_answer(newest, sizeof newest);
      return true;
    case SET_REPORT:
      return setup->type == REQUEST_CLASS_OUT && setup->length == OUTPUT_SIZE;
    case SET_IDLE:
      return setup->type == REQUEST_CLASS_OUT;
    default:
      return false;
  }
}

void class_received(const uint8_t *bytes, uint8_t count) {
  if (count != sizeof lamps) return;
  memcpy(lamps, bytes, sizeof lamps);
  lamps_left = sizeof lamps;
}

void port_start(const char *id) {
  usb_start(id);
}

/** Takes a whole report, so that one of a wrong length cannot shift those after it. */
static void take_report(void) {
  uint8_t bytes[ENDPOINT_SIZE];
  uint8_t count = usb_waiting(FROM_HOST);
  if (count == 0) return;
  for (uint8_t i = 0; i < count; i++) bytes[i] = usb_take();
  class_received(bytes, count);
}

void port_poll(void) {
  usb_poll();
  if (usb_configured() && lamps_left == 0) take_report();
}

bool port_asleep(void) {
  return usb_suspended();
}

bool port_read(uint8_t *byte) {
  if (lamps_left == 0) return false;
  *byte = lamps[sizeof lamps - lamps_left--];
  return true;
}

bool port_has_room(void) {
  return usb_configured() && usb_can_send(TO_HOST);
}

void port_write(const char *bytes, uint8_t count) {
  memcpy(newest, bytes, count);
  usb_send(TO_HOST, bytes, count);
}
