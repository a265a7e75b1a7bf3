/**
 * From an edge to its acknowledgement: numbers the events, keeps them in the ring, and says which one is to be said
 * now.
 *
 * An event is said at once. If the oldest one is not acknowledged, it is said again after 50 ms, then after twice that,
 * up to 1 s. What is kept from before a reset comes first, and alone, until it is acknowledged.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "ring.h"

void events_start(uint16_t boot);
/** A key has changed, at `now` milliseconds since the start. */
void events_edge(uint8_t key, bool down, uint32_t now);
/** All events of this boot up to `seq` are safe with the host. */
void events_acknowledge(uint32_t boot, uint32_t seq, uint32_t now);
/** A host has just come: it has heard nothing yet, so everything is said again. */
void events_host_is_new(uint32_t now);

/** The event to say now, or NULL. It stays due until it is said. */
const event_t *events_due(uint32_t now);
void events_said(uint32_t now);

uint16_t events_boot(void);
/** The newest event of this boot that is acknowledged; 0 if none is. */
uint32_t events_acknowledged(void);
