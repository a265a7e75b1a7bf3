/** The box as its host sees it: hears frames, counts milliseconds, and says what it owes when the line has room. */
#pragma once
#include <stdint.h>

/** `down` are the keys that are down at the start: after power-on they make no edge. */
void box_start(uint8_t down);
/** One millisecond has passed, and these keys were down in it. */
void box_after_ms(uint8_t down);
void box_hear(uint8_t byte);
void box_speak(void);
