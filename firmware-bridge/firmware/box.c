#include "box.h"

#include <stdbool.h>
#include <stddef.h>

#include "admission.h"
#include "board.h"
#include "boot_counter.h"
#include "debounce.h"
#include "events.h"
#include "hear.h"
#include "lamps.h"
#include "port.h"
#include "say.h"
#include "settings.h"

#define PROTOCOL 1
#define FIRMWARE "1.0"
#define HEARTBEAT 1000

/** Milliseconds since the start. It begins anew after 49.7 days, so only differences of it are ever compared. */
static uint32_t now;
static uint16_t until_heartbeat;
/** What is still to be said, when the line has room. */
static struct {
  bool hello;
  bool lamps;
  bool heartbeat;
  const char *refusal;
} owed;

void box_start(uint8_t down) {
  debounce_start(down, settings_debounce());
  lamps_start();
  events_start(boot_counter_next());
  until_heartbeat = HEARTBEAT;
  owed.hello = true;
}

void box_after_ms(uint8_t down) {
  now++;
  uint8_t changed = debounce(down);
  for (uint8_t key = 0; changed; key++, changed >>= 1) {
    if (changed & 1) events_edge(key, debounce_down() & 1u << key, now);
  }
  uint8_t lit = lamps_after_ms();
  board_lamps(port_asleep() ? 0 : lit);
  if (--until_heartbeat == 0) {
    until_heartbeat = HEARTBEAT;
    owed.heartbeat = true;
  }
}

void box_hear(uint8_t byte) {
  heard_t heard;
  switch (hear(byte, &heard)) {
    case HEARD_NOTHING:
      return;
    case HEARD_BAD:
      owed.refusal = heard.reason;
      return;
    case HEARD_ACK:
      events_acknowledge(heard.first, heard.second, now);
      break;
    case HEARD_LAMPS:
      lamps_set((uint16_t)heard.first, (uint16_t)heard.second);
      owed.lamps = true;
      break;
    case HEARD_ASK:
      events_host_is_new(now);
      owed.hello = true;
      break;
  }
  lamps_host_heard();
}

static void say_hello(void) {
  say('H');
  say_number(PROTOCOL);
  say_word(settings_name());
  say_word(board_model);
  say_word(FIRMWARE);
  say_number(KEYS);
  say_number(LAMPS);
  say_number(events_boot());
  say_number(events_acknowledged());
  say_end();
}

static void say_event(const event_t *event) {
  say('E');
  say_number(event->boot);
  say_number(event->seq);
  say_number(event->key);
  say_letter(event->down ? 'D' : 'U');
  say_number(event->ms);
  say_end();
}

static void say_heartbeat(void) {
  say('B');
  say_number(now);
  say_number(debounce_down());
  say_number(ring_count());
  say_number(admission_lost());
  say_end();
}

static void say_lamps(void) {
  say('K');
  say_number(lamps_on());
  say_number(lamps_blinking());
  say_end();
}

static void say_refusal(void) {
  say('N');
  say_word(owed.refusal);
  say_end();
}

/** One frame at a time. The hello goes first: a host that does not know the boot cannot place an event. */
void box_speak(void) {
  if (!port_has_room()) return;
  const event_t *event = events_due(now);
  if (owed.hello) {
    owed.hello = false;
    say_hello();
  } else if (event) {
    say_event(event);
    events_said(now);
  } else if (owed.lamps) {
    owed.lamps = false;
    say_lamps();
  } else if (owed.refusal) {
    say_refusal();
    owed.refusal = NULL;
  } else if (owed.heartbeat) {
    owed.heartbeat = false;
    say_heartbeat();
  }
}
