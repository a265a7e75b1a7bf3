/** The line to the host: the serial port of an Uno or Nano, or USB of our own. Nothing here ever waits. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** `id` is the box's name; USB tells it as its serial number. It must stay where it is. */
void port_start(const char *id);
/** Does what the line wants done between bytes. Call it often. */
void port_poll(void);
/** The host sleeps, and gives hardly any current. */
bool port_asleep(void);
bool port_read(uint8_t *byte);
/** Whether there is room now for a frame of any length, and somebody to send it to. */
bool port_has_room(void);
void port_write(const char *bytes, uint8_t count);
