/**
 * The USB device of an ATmega32U4: the bus, the endpoints, and (usb_control.c) the requests that every device
 * answers. What makes it a serial port or a HID device is its class: `usb_cdc.c` or `usb_hid.c` has the functions and
 * tables named `class_`, and this file calls them.
 *
 * Nothing here is done by interrupts and nothing waits: `usb_poll` does what is due, at least once a millisecond, and
 * lets the host wait (NAK) until then.
 */
#pragma once
#include <avr/pgmspace.h>
#include <stdbool.h>
#include <stdint.h>

/** pid.codes' numbers for tests: a product that is sold needs its own. */
#define USB_VENDOR 0x1209

/** Request types: direction, kind and recipient in one byte. */
#define REQUEST_DEVICE_IN 0x80
#define REQUEST_INTERFACE_IN 0x81
#define REQUEST_CLASS_OUT 0x21
#define REQUEST_CLASS_IN 0xa1

typedef struct {
  uint8_t type;
  uint8_t request;
  uint16_t value;
  uint16_t index;
  uint16_t length;
} setup_t;

/** Text of the descriptors that differ: both bytes of a number. */
#define LOW_HIGH(number) (number) & 0xff, (number) >> 8

void usb_start(const char *serial);
void usb_poll(void);
/** The host has chosen our configuration: the class's endpoints work. */
bool usb_configured(void);
/** The host sleeps, and so must we: nearly no current. */
bool usb_suspended(void);

/** Answers the request with these bytes, or as many of them as the host has asked for. */
void usb_answer(const void *bytes, uint8_t count);
void usb_answer_from_flash(const void *bytes, uint8_t count);
/** Accepts a request that brings no data, or is to bring some: `class_received` gets it. */
void usb_accept(void);

#define ENDPOINT_BULK_OUT 0x80
#define ENDPOINT_BULK_IN 0x81
#define ENDPOINT_INTERRUPT_OUT 0xc0
#define ENDPOINT_INTERRUPT_IN 0xc1
#define ENDPOINT_8_BYTES 0x02
#define ENDPOINT_64_BYTES_TWICE 0x36
void usb_open_endpoint(uint8_t number, uint8_t kind, uint8_t size);
/** Whether an IN endpoint can take a packet now. */
bool usb_can_send(uint8_t endpoint);
void usb_send(uint8_t endpoint, const void *bytes, uint8_t count);
/** How many bytes of a packet wait in an OUT endpoint. Another packet can come only after this has answered 0. */
uint8_t usb_waiting(uint8_t endpoint);
/** Takes the first of them. */
uint8_t usb_take(void);

extern const uint8_t class_device[] PROGMEM;
extern const uint8_t class_configuration[] PROGMEM;
extern const uint8_t class_configuration_size;
void class_open(void);
/** Answers or accepts a request; false refuses it. */
bool class_request(const setup_t *setup);
/** The data of the last request that was accepted. */
void class_received(const uint8_t *bytes, uint8_t count);
