/**
 * The events that no host has acknowledged, kept over a reset: opening the port of an Uno or Nano resets it (DTR), and
 * what was pressed a moment before must not be lost by that.
 *
 * It lies in memory that the start does not clear. Each slot has its own checksum, so that a reset in the middle of a
 * change costs at most the event that was being written, and what chance leaves in memory at power-on is not taken for
 * a press. An event's place is a number that counts on for ever, modulo 256; its slot is that modulo 16.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define RING_SLOTS 16

typedef struct {
  uint16_t boot;
  uint32_t seq;
  uint32_t ms;
  uint8_t key;
  bool down;
} event_t;

/** Finds what the life before has left, or nothing. */
void ring_restore(void);
uint8_t ring_free(void);
/** There must be a free slot. */
void ring_push(const event_t *event);
/** Forgets the events of this boot up to `seq`. */
void ring_forget(uint32_t boot, uint32_t seq);
/** How many events it holds. */
uint8_t ring_count(void);

/** The place of the oldest event, and the place after the newest; the same if there is none. */
uint8_t ring_oldest(void);
uint8_t ring_end(void);
/** The event at a place between them; NULL if it was forgotten while older ones were not. */
const event_t *ring_at(uint8_t place);
