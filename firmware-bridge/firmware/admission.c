#include "admission.h"

/** Keys whose "down" was taken, and those whose "down" was dropped. */
static uint8_t taken;
static uint8_t dropped;
static uint16_t lost;

void admission_start(void) {
  taken = dropped = 0;
  lost = 0;
}

static uint8_t kept_places(void) {
  uint8_t count = 0;
  for (uint8_t keys = taken; keys; keys &= keys - 1) count++;
  return count;
}

static void drop(void) {
  if (lost < UINT16_MAX) lost++;
}

static bool admit_down(uint8_t bit, uint8_t free) {
  bool has_room = free >= kept_places() + 2;
  if (has_room) {
    taken |= bit;
  } else {
    dropped |= bit;
    drop();
  }
  return has_room;
}

static bool admit_up(uint8_t bit) {
  bool is_whole = taken & bit;
  if (dropped & bit) drop();
  taken &= ~bit;
  dropped &= ~bit;
  return is_whole;
}

bool admission(uint8_t key, bool down, uint8_t free) {
  uint8_t bit = 1u << key;
  return down ? admit_down(bit, free) : admit_up(bit);
}

uint16_t admission_lost(void) {
  return lost;
}
