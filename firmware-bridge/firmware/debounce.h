/**
 * Tells a press from its bouncing contact. Each key has a counter that goes up in a millisecond in which the key is
 * down, and down in one in which it is up; the key has changed when its counter has reached the other end. So a bounce
 * or a spark costs time, and never makes an edge.
 *
 * Which keys are down outlives a reset, in memory that the start does not clear: a finger that came in the moment of the
 * reset presses, and the one that was there already does not press again.
 */
#pragma once
#include <stdint.h>

#define DEBOUNCE_LEAST 5
#define DEBOUNCE_MOST 25

/** After power-on nobody knows what was before: then the keys that are `down` already make no edge. */
void debounce_start(uint8_t down, uint8_t ms);
/** Takes the sample of one millisecond; answers which keys have changed. */
uint8_t debounce(uint8_t down);
/** The keys that are down. */
uint8_t debounce_down(void);
