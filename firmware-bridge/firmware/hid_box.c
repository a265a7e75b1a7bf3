/**
 * The box in its HID form: it says each edge as one report of eight bytes, and its state again each second. USB brings
 * a report to the host or keeps it, so there are no acknowledgements; `docs/button-box.md` has the bytes.
 */
#include <string.h>

#include "admission.h"
#include "board.h"
#include "boot_counter.h"
#include "box.h"
#include "debounce.h"
#include "lamps.h"
#include "port.h"
#include "settings.h"

#define HEARTBEAT 1000
#define QUEUE 16
#define LAMPS_REPORT 4

/** Numbers are little endian on the wire, and in this chip. */
typedef struct {
  uint16_t seq;
  uint16_t boot;
  uint16_t bitmap;
  uint16_t lost;
} report_t;

/** How the box is after its newest edge. */
static report_t state;
/** Edges that the host has not fetched. */
static report_t queue[QUEUE];
static uint8_t oldest;
static uint8_t end;

static uint16_t until_heartbeat;
static bool owes_heartbeat;
static uint8_t heard[LAMPS_REPORT];
static uint8_t heard_count;

void box_start(uint8_t down) {
  debounce_start(down, settings_debounce());
  lamps_start();
  admission_start();
  state = (report_t){.boot = boot_counter_next(), .bitmap = debounce_down()};
  until_heartbeat = HEARTBEAT;
  owes_heartbeat = true;
}

static void edge(uint8_t key, bool down) {
  state.bitmap ^= 1u << key;
  bool taken = admission(key, down, QUEUE - (uint8_t)(end - oldest));
  state.lost = admission_lost();
  if (!taken) return;
  state.seq++;
  queue[end++ % QUEUE] = state;
}

void box_after_ms(uint8_t down) {
  uint8_t changed = debounce(down);
  for (uint8_t key = 0; changed; key++, changed >>= 1) {
    if (changed & 1) edge(key, debounce_down() & 1u << key);
  }
  uint8_t lit = lamps_after_ms();
  board_lamps(port_asleep() ? 0 : lit);
  if (--until_heartbeat == 0) {
    until_heartbeat = HEARTBEAT;
    owes_heartbeat = true;
  }
}

/** Bytes come in whole reports: two masks of 16 bits. */
void box_hear(uint8_t byte) {
  uint16_t masks[2];
  heard[heard_count++] = byte;
  if (heard_count < sizeof heard) return;
  heard_count = 0;
  memcpy(masks, heard, sizeof masks);
  lamps_set(masks[0], masks[1]);
  lamps_host_heard();
}

static void send(const report_t *report) {
  port_write((const char *)report, sizeof *report);
}

void box_speak(void) {
  if (!port_has_room()) return;
  if (oldest != end) {
    send(&queue[oldest++ % QUEUE]);
  } else if (owes_heartbeat) {
    owes_heartbeat = false;
    send(&state);
  }
}
