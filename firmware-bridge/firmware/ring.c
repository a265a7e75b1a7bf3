#include "ring.h"

#include <stddef.h>

#include "board.h"
#include "crc.h"

/** Together with the checksum 32 bits that chance must hit: once in 270 million cold starts. */
#define IN_USE 0xb0c5u

typedef struct {
  uint16_t in_use;
  uint8_t place;
  event_t event;
  uint16_t crc;
} slot_t;

static slot_t slots[RING_SLOTS] __attribute__((section(".noinit")));
static uint8_t oldest;
static uint8_t end;

static slot_t *slot_of(uint8_t place) {
  return &slots[place % RING_SLOTS];
}

static uint16_t crc_of_slot(const slot_t *slot) {
  return crc_of(slot, offsetof(slot_t, crc));
}

static bool holds(uint8_t place) {
  const slot_t *slot = slot_of(place);
  return slot->in_use == IN_USE && slot->place == place;
}

static bool survived(uint8_t index) {
  const slot_t *slot = &slots[index];
  bool whole = slot->in_use == IN_USE && slot->crc == crc_of_slot(slot);
  return whole && slot->place % RING_SLOTS == index && slot->event.key < KEYS;
}

/** The oldest is the one from which all others are less than a round ahead. */
static bool all_follow(uint8_t place) {
  for (uint8_t i = 0; i < RING_SLOTS; i++) {
    if (slots[i].in_use == IN_USE && (uint8_t)(slots[i].place - place) >= RING_SLOTS) return false;
  }
  return true;
}

void ring_restore(void) {
  oldest = end = 0;
  for (uint8_t i = 0; i < RING_SLOTS; i++) {
    if (!survived(i)) slots[i].in_use = 0;
  }
  for (uint8_t i = 0; i < RING_SLOTS; i++) {
    if (slots[i].in_use == IN_USE && all_follow(slots[i].place)) {
      oldest = slots[i].place;
      for (end = oldest + RING_SLOTS; !holds(end - 1);) end--;
      return;
    }
  }
  // Slots of two different rounds: no life of ours leaves that behind, so chance did.
  for (uint8_t i = 0; i < RING_SLOTS; i++) slots[i].in_use = 0;
}

uint8_t ring_free(void) {
  return RING_SLOTS - (uint8_t)(end - oldest);
}

void ring_push(const event_t *event) {
  slot_t *slot = slot_of(end);
  slot->event = *event;
  slot->place = end;
  slot->in_use = IN_USE;
  slot->crc = crc_of_slot(slot);
  end++;
}

void ring_forget(uint32_t boot, uint32_t seq) {
  for (uint8_t place = oldest; place != end; place++) {
    slot_t *slot = slot_of(place);
    if (holds(place) && slot->event.boot == boot && slot->event.seq <= seq) slot->in_use = 0;
  }
  while (oldest != end && !holds(oldest)) oldest++;
}

uint8_t ring_count(void) {
  uint8_t count = 0;
  for (uint8_t place = oldest; place != end; place++) count += holds(place);
  return count;
}

uint8_t ring_oldest(void) {
  return oldest;
}

uint8_t ring_end(void) {
  return end;
}

const event_t *ring_at(uint8_t place) {
  return holds(place) ? &slot_of(place)->event : NULL;
}
