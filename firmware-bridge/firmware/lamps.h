/**
 * What the lamps show. The host says which are on and which blink: on alone is lit, blink alone is slow, both is fast.
 * If no host has been heard for 5 s, all of them flash twice and pause, whatever was said before: a cashier must not
 * trust a lamp that nobody drives.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

void lamps_start(void);
/** Absolute: replaces what was there. Lamps that the box does not have are left out. */
void lamps_set(uint16_t on, uint16_t blink);
uint8_t lamps_on(void);
uint8_t lamps_blinking(void);
void lamps_host_heard(void);
/** One millisecond has passed; answers which lamps are lit in it. */
uint8_t lamps_after_ms(void);
