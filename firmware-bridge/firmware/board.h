/**
 * What the box needs of its chip. All files that include only this are plain C and run on any machine, where the tests
 * give them a board of their own.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/** Any of them may be left unconnected: a key is pulled up, so it is never down by itself. */
#define KEYS 4
#define LAMPS 4
#define ALL_KEYS ((1u << KEYS) - 1)
#define ALL_LAMPS ((1u << LAMPS) - 1)

/** The name under which a host finds the box's map of gestures. */
extern const char board_model[];

/** Starts pins and the millisecond. */
void board_start(void);
/** Starts the watchdog: from now on, a program that hangs for a quarter of a second starts anew. */
void board_watch(void);
/** Takes the sample of the next millisecond: the keys that were down in it. False if there is none yet. */
bool board_sample(uint8_t *down);
void board_lamps(uint8_t lit);
/** Tells the watchdog that all is well, and sleeps until something happens: at most to the next millisecond. */
void board_rest(void);

uint8_t board_eeprom_read(uint16_t at);
/** Takes up to 4 ms; only for the start. */
void board_eeprom_write(uint16_t at, uint8_t value);
/** A number that no other chip makes, and this one not twice. Takes half a second; only for the very first start. */
uint32_t board_entropy(void);
