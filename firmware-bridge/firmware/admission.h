/**
 * Which edges are taken: a press as a whole or not at all. Half a press would look like a key that is held.
 *
 * A key whose "down" was taken has a place kept for its "up". Of one whose "down" was dropped the "up" is dropped too,
 * even if there is room by then. A key that was down at the start is in neither, and its "up" is no edge.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

void admission_start(void);
/** Whether this edge is taken, where `free` more have room. */
bool admission(uint8_t key, bool down, uint8_t free);
/** Edges that were dropped since the start; stays at 65535. */
uint16_t admission_lost(void);
