#include "debounce.h"

#include <stdbool.h>

#include "board.h"

static uint8_t full;
static uint8_t counters[KEYS];
static uint8_t keys_down;

void debounce_start(uint8_t down, uint8_t ms) {
  full = ms;
  keys_down = down;
  for (uint8_t key = 0; key < KEYS; key++) counters[key] = down & 1u << key ? full : 0;
}

/** Moves a key's counter; true when it has just reached the end it was sent to. */
static bool reaches_end(uint8_t *counter, bool down) {
  uint8_t end = down ? full : 0;
  if (*counter == end) return false;
  *counter += down ? 1 : -1;
  return *counter == end;
}

uint8_t debounce(uint8_t down) {
  uint8_t changed = 0;
  for (uint8_t key = 0; key < KEYS; key++) {
    uint8_t bit = 1u << key;
    bool was_down = keys_down & bit;
    bool is_down = down & bit;
    // The end where the key already is tells nothing new: it was only on its way and came back.
    if (reaches_end(&counters[key], is_down) && is_down != was_down) changed |= bit;
  }
  keys_down ^= changed;
  return changed;
}

uint8_t debounce_down(void) {
  return keys_down;
}
