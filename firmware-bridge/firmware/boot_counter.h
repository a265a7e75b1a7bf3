/**
 * Which life of the box this is: another number after every reset, so that (name, boot, seq) names an event for good.
 *
 * It goes round in 16 cells of the EEPROM, which bears 100,000 writes a cell: 1.6 million resets. Each cell has a
 * check, written last; a write that a power cut has torn does not count, and its number was never used.
 */
#pragma once
#include <stdint.h>

/** Counts this life, and answers its number: 1 to 65535, then 1 again. */
uint16_t boot_counter_next(void);
