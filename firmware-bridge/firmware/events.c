#include "events.h"

#include <stddef.h>

#include "admission.h"

#define FIRST_WAIT 50
#define LONGEST_WAIT 1000

static uint16_t this_boot;
static uint32_t newest;
static uint32_t acknowledged;

/** The place of the next event that this host has not heard; those before it are only said again. */
static uint8_t unsaid;
static uint32_t said_at;
static uint16_t wait;

void events_start(uint16_t boot) {
  this_boot = boot;
  newest = acknowledged = 0;
  admission_start();
  ring_restore();
  events_host_is_new(0);
}

void events_host_is_new(uint32_t now) {
  unsaid = ring_oldest();
  said_at = now;
  wait = FIRST_WAIT;
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

void events_edge(uint8_t key, bool down, uint32_t now) {
  if (admission(key, down, ring_free())) push(key, down, now);
}

void events_acknowledge(uint32_t boot, uint32_t seq, uint32_t now) {
  uint8_t oldest = ring_oldest();
  if (boot == this_boot) {
    if (seq > newest) seq = newest;
    if (seq > acknowledged) acknowledged = seq;
  }
  ring_forget(boot, seq);
  if (ring_oldest() == oldest) return;
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
