#include "events.h"

#include <stddef.h>

#include "board.h"

#define FIRST_WAIT 50
#define LONGEST_WAIT 1000

static uint16_t this_boot;
static uint32_t newest;
static uint32_t acknowledged;
static uint16_t lost;
/** Keys whose "down" was numbered: their "up" has a place kept for it. */
static uint8_t pressed;
/** Keys whose "down" was dropped: so will be their "up". A key in neither was down at the start. */
static uint8_t dropped;

/** The place of the next event that this host has not heard; those before it are only said again. */
static uint8_t unsaid;
static uint32_t said_at;
static uint16_t wait;

void events_start(uint16_t boot) {
  this_boot = boot;
  newest = acknowledged = 0;
  lost = 0;
  pressed = dropped = 0;
  ring_restore();
  events_host_is_new(0);
}

void events_host_is_new(uint32_t now) {
  unsaid = ring_oldest();
  said_at = now;
  wait = FIRST_WAIT;
}

static uint8_t kept_places(void) {
  uint8_t count = 0;
  for (uint8_t keys = pressed; keys; keys &= keys - 1) count++;
  return count;
}

static void push(uint8_t key, bool down, uint32_t now) {
  event_t event = {.boot = this_boot, .seq = ++newest, .ms = now, .key = key, .down = down};
  // An empty ring: this one is the oldest now, and its time begins.
  if (ring_oldest() == ring_end()) {
    said_at = now;
    wait = FIRST_WAIT;
  }
  ring_push(&event);
}

static void drop(void) {
  if (lost < UINT16_MAX) lost++;
}

/** Half a press would look like a key that is held: without room for both edges there is none. */
static bool has_room_for_press(void) {
  return ring_free() >= kept_places() + 2;
}

static void key_down(uint8_t key, uint32_t now) {
  uint8_t bit = 1u << key;
  if (has_room_for_press()) {
    pressed |= bit;
    push(key, true, now);
  } else {
    dropped |= bit;
    drop();
  }
}

static void key_up(uint8_t key, uint32_t now) {
  uint8_t bit = 1u << key;
  if (pressed & bit) push(key, false, now);
  if (dropped & bit) drop();
  pressed &= ~bit;
  dropped &= ~bit;
}

void events_edge(uint8_t key, bool down, uint32_t now) {
  if (down) key_down(key, now);
  else key_up(key, now);
}

void events_acknowledge(uint32_t boot, uint32_t seq, uint32_t now) {
  uint8_t oldest = ring_oldest();
  if (boot == this_boot) {
    if (seq > newest) seq = newest;
    if (seq > acknowledged) acknowledged = seq;
  }
  ring_forget(boot, seq);
  if (ring_oldest() == oldest) return;
  if ((int8_t)(unsaid - ring_oldest()) < 0) unsaid = ring_oldest();
  said_at = now;
  wait = FIRST_WAIT;
}

/** What is kept from before a reset comes first, and alone: a later event would overtake one that the line has lost. */
static const event_t *next_unsaid(void) {
  while (unsaid != ring_end() && !ring_at(unsaid)) unsaid++;
  if (unsaid == ring_end()) return NULL;
  const event_t *next = ring_at(unsaid);
  return next->boot == ring_at(ring_oldest())->boot ? next : NULL;
}

const event_t *events_due(uint32_t now) {
  const event_t *next = next_unsaid();
  if (next) return next;
  bool again = ring_oldest() != ring_end() && now - said_at >= wait;
  return again ? ring_at(ring_oldest()) : NULL;
}

void events_said(uint32_t now) {
  if (next_unsaid()) {
    if (unsaid == ring_oldest()) said_at = now;
    unsaid++;
    return;
  }
  said_at = now;
  wait = wait * 2 < LONGEST_WAIT ? wait * 2 : LONGEST_WAIT;
}

uint16_t events_boot(void) {
  return this_boot;
}

uint32_t events_acknowledged(void) {
  return acknowledged;
}

uint16_t events_lost(void) {
  return lost;
}
