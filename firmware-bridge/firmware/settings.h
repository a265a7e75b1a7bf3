/**
 * What the box keeps without power: its name and how long it debounces. Where in the EEPROM, so that a technician can
 * write it with avrdude (docs/button-box.md):
 *
 *     0x00  16 bytes  name: letters, digits, `-`, `_`; shorter ones are filled up with 0xFF
 *     0x10   1 byte   debounce, ms, 5 to 25; anything else: 8
 *     0x20  64 bytes  the boot counter (boot_counter.h)
 */
#pragma once
#include <stdint.h>

#define EEPROM_NAME 0x00
#define EEPROM_DEBOUNCE 0x10
#define EEPROM_BOOT 0x20

#define NAME_MOST 16

/** Reads them. A box that has no name makes one for itself, and keeps it. */
void settings_start(void);
const char *settings_name(void);
uint8_t settings_debounce(void);
