#include "debounce.h"

#include <stdbool.h>

#include "board.h"
#include "crc.h"

static uint8_t full;
static uint8_t counters[KEYS];
static uint8_t keys_down __attribute__((section(".noinit")));
static uint16_t check __attribute__((section(".noinit")));

static bool survived(void) {
  return keys_down <= ALL_KEYS && check == crc_of(&keys_down, sizeof keys_down);
}

static void keep(uint8_t down) {
  keys_down = down;
  check = crc_of(&keys_down, sizeof keys_down);
}

void debounce_start(uint8_t down, uint8_t ms) {
  full = ms;
  if (!survived()) keep(down);
  for (uint8_t key = 0; key < KEYS; key++) counters[key] = keys_down & 1u << key ? full : 0;
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
  if (changed) keep(keys_down ^ changed);
  return changed;
}

uint8_t debounce_down(void) {
  return keys_down;
}
