#include "usb_control.h"

#include <avr/io.h>
#include <string.h>

#include "usb.h"

#define CONTROL_SIZE 64
#define ALL_BUT_CONTROL 0x7e
#define KIND_OF_REQUEST 0x60

enum { GET_STATUS, CLEAR_FEATURE, SET_ADDRESS = 5, GET_DESCRIPTOR, GET_CONFIGURATION = 8, SET_CONFIGURATION };
enum { DEVICE = 1, CONFIGURATION, STRING };
enum { LANGUAGES, MANUFACTURER, PRODUCT, SERIAL };

/** What is under way on the control endpoint: it does one thing after the other. */
static enum { IDLE, ANSWERING, ANSWERED, RECEIVING, ADDRESSING } stage;
static uint8_t answer[80];
static const uint8_t *next_byte;
static uint8_t bytes_left;

static uint8_t configuration;
static const char *serial_number;

void control_start(const char *serial) {
  serial_number = serial;
}

void control_reset(void) {
  configuration = 0;
  stage = IDLE;
}

bool control_configured(void) {
  return configuration;
}

/** Flags are cleared by writing 0; 1 leaves them. So a flag that is set meanwhile is not lost. */
static void clear_flags(uint8_t flags) {
  UEINTX = (uint8_t)~flags;
}

void usb_answer(const void *bytes, uint8_t count) {
  if (bytes != answer) memcpy(answer, bytes, count);
  next_byte = answer;
  bytes_left = count;
  stage = ANSWERING;
}

void usb_answer_from_flash(const void *bytes, uint8_t count) {
  memcpy_P(answer, bytes, count);
  usb_answer(answer, count);
}

/** Text as USB wants it: length, type, two bytes a letter. */
static void answer_text(const char *text) {
  uint8_t count = 2;
  for (; *text && count < sizeof answer; text++) {
    answer[count++] = (uint8_t)*text;
    answer[count++] = 0;
  }
  answer[0] = count;
  answer[1] = STRING;
  usb_answer(answer, count);
}

static bool answer_string(uint8_t which) {
  static const uint8_t english[] = {4, STRING, LOW_HIGH(0x0409)};
  switch (which) {
    case LANGUAGES:
      usb_answer(english, sizeof english);
      return true;
    case MANUFACTURER:
      answer_text("CashierQ");
      return true;
    case PRODUCT:
      answer_text("CashierQ box");
      return true;
    case SERIAL:
      answer_text(serial_number);
      return true;
    default:
      return false;
  }
}

static bool answer_descriptor(uint8_t kind, uint8_t which) {
  switch (kind) {
    case DEVICE:
      usb_answer_from_flash(class_device, pgm_read_byte(class_device));
      return true;
    case CONFIGURATION:
      usb_answer_from_flash(class_configuration, class_configuration_size);
      return true;
    case STRING:
      return answer_string(which);
    default:
      return false;
  }
}

static void configure(uint8_t value) {
  configuration = value;
  UERST = ALL_BUT_CONTROL;
  UERST = 0;
  if (configuration) class_open();
}

/** A halted endpoint is not one of our states: clearing it starts its packets' toggle anew, as the host then does. */
static bool clear_halt(uint8_t endpoint) {
  if (!configuration) return false;
  UENUM = endpoint & 0x0f;
  UECONX = _BV(STALLRQC) | _BV(RSTDT) | _BV(EPEN);
  UENUM = 0;
  return true;
}

static bool standard_request(const setup_t *setup) {
  static const uint8_t nothing[2];
  switch (setup->request) {
    case GET_STATUS:
      usb_answer(nothing, sizeof nothing);
      return true;
    case GET_CONFIGURATION:
      usb_answer(&configuration, sizeof configuration);
      return true;
    case GET_DESCRIPTOR:
      // A HID device's own descriptors are asked for like this, of the interface.
      if (setup->type == REQUEST_INTERFACE_IN) return class_request(setup);
      return answer_descriptor(setup->value >> 8, (uint8_t)setup->value);
    case SET_ADDRESS:
      UDADDR = setup->value & 0x7f;
      stage = ADDRESSING;
      return true;
    case SET_CONFIGURATION:
      if (setup->value > 1) return false;
      configure((uint8_t)setup->value);
      return true;
    case CLEAR_FEATURE:
      return setup->type == 0x02 && clear_halt((uint8_t)setup->index);
    default:
      return false;
  }
}

/** Those that answer nothing are ended by an empty packet of ours, those that bring data after that has come. */
static void take_setup(void) {
  setup_t setup;
  uint8_t *byte = (uint8_t *)&setup;
  for (uint8_t i = 0; i < sizeof setup; i++) byte[i] = UEDATX;
  clear_flags(_BV(RXSTPI) | _BV(RXOUTI));
  stage = IDLE;
  bool standard = (setup.type & KIND_OF_REQUEST) == 0;
  bool taken = standard ? standard_request(&setup) : class_request(&setup);
  UENUM = 0;
  if (!taken) {
    stage = IDLE;
    UECONX = _BV(STALLRQ) | _BV(EPEN);
  } else if (stage == ANSWERING) {
    if (setup.length < bytes_left) bytes_left = (uint8_t)setup.length;
  } else if (setup.length > 0) {
    stage = RECEIVING;
  } else {
    clear_flags(_BV(TXINI));
  }
}

/** A packet that is not full ends an answer for a host that asked for more; so no answer may end with a full one. */
static void go_on_answering(void) {
  if (bit_is_clear(UEINTX, TXINI)) return;
  uint8_t count = bytes_left < CONTROL_SIZE ? bytes_left : CONTROL_SIZE;
  bytes_left -= count;
  if (bytes_left == 0) stage = ANSWERED;
  while (count--) UEDATX = *next_byte++;
  clear_flags(_BV(TXINI));
}

static void take_data(void) {
  uint8_t count = 0;
  while (UEBCLX && count < sizeof answer) answer[count++] = UEDATX;
  clear_flags(_BV(RXOUTI));
  stage = IDLE;
  class_received(answer, count);
  UENUM = 0;
  clear_flags(_BV(TXINI));
}

void control_poll(void) {
  UENUM = 0;
  if (bit_is_set(UEINTX, RXSTPI)) return take_setup();
  bool heard = bit_is_set(UEINTX, RXOUTI);
  switch (stage) {
    case ANSWERING:
    case ANSWERED:
      // An empty packet from the host ends the answer, also before all of it was sent.
      if (heard) {
        clear_flags(_BV(RXOUTI));
        stage = IDLE;
      } else if (stage == ANSWERING) {
        go_on_answering();
      }
      return;
    case RECEIVING:
      if (heard) take_data();
      return;
    case ADDRESSING:
      // The new address counts from after the answer that went from the old one.
      if (bit_is_clear(UEINTX, TXINI)) return;
      UDADDR |= _BV(ADDEN);
      stage = IDLE;
      return;
    case IDLE:
      return;
  }
}
