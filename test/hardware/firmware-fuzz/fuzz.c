/**
 * The firmware's logic on this machine, under the address and the undefined behaviour sanitizers: a board of variables,
 * a host that says anything, fingers that do anything, resets at any time, an EEPROM that loses bytes.
 *
 *     fuzz SEED STEPS
 *
 * Ends with 0 if every frame that the box has said was one, and none of the rules below was broken.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "admission.h"
#include "board.h"
#include "box.h"
#include "crc.h"
#include "events.h"
#include "hear.h"
#include "port.h"
#include "ring.h"
#include "settings.h"

const char board_model[] = "till-fuzz";

static uint8_t eeprom[1024];
static uint64_t state;
static unsigned long said;

static uint32_t chance(uint32_t below) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33) % below;
}

static void must(bool holds, const char *rule) {
  if (holds) return;
  fprintf(stderr, "broken: %s\n", rule);
  exit(1);
}

uint8_t board_eeprom_read(uint16_t at) {
  must(at < sizeof eeprom, "the EEPROM is read within its bounds");
  return eeprom[at];
}

void board_eeprom_write(uint16_t at, uint8_t value) {
  must(at < sizeof eeprom, "the EEPROM is written within its bounds");
  eeprom[at] = value;
}

uint32_t board_entropy(void) {
  return chance(UINT32_MAX);
}

void board_lamps(uint8_t lit) {
  must(lit <= ALL_LAMPS, "only lamps that there are are lit");
}

bool port_asleep(void) {
  return false;
}

bool port_has_room(void) {
  return chance(4) > 0;
}

void port_write(const char *bytes, uint8_t count) {
  must(count <= LONGEST_FRAME && count > 6, "a frame has a length that frames have");
  must(bytes[0] == '$' && bytes[count - 1] == '\n' && bytes[count - 6] == '*', "a frame has the form of one");
  char crc[5];
  snprintf(crc, sizeof crc, "%04X", crc_of(bytes + 1, (uint8_t)(count - 7)));
  must(memcmp(crc, bytes + count - 5, 4) == 0, "a frame has its checksum");
  said++;
}

static void hear_text(const char *text) {
  while (*text) box_hear((uint8_t)*text++);
}

/** A frame that is right but for one byte, sometimes. */
static void hear_frame(void) {
  char body[40];
  char frame[LONGEST_FRAME];
  switch (chance(4)) {
    case 0: snprintf(body, sizeof body, "A %u %u", events_boot() - chance(3), chance(40)); break;
    case 1: snprintf(body, sizeof body, "L %u %u", chance(UINT32_MAX), chance(UINT32_MAX)); break;
    case 2: snprintf(body, sizeof body, "?"); break;
    default: snprintf(body, sizeof body, "A %llu 1", (unsigned long long)chance(UINT32_MAX) * 17); break;
  }
  snprintf(frame, sizeof frame, "$%s*%04X\n", body, crc_of(body, (uint8_t)strlen(body)));
  if (chance(3) == 0) frame[chance((uint32_t)strlen(frame))] = (char)(1 + chance(255));
  hear_text(frame);
}

static void hear_noise(void) {
  static const char likely[] = "$*?AL 0123456789ABCDEF\r\n";
  for (uint32_t count = chance(100); count; count--) {
    box_hear(chance(2) ? (uint8_t)likely[chance(sizeof likely - 1)] : (uint8_t)chance(256));
  }
}

static void pass_time(void) {
  static uint8_t down;
  for (uint32_t ms = chance(200); ms; ms--) {
    if (chance(10) == 0) down ^= (uint8_t)(1u << chance(KEYS));
    box_after_ms(down & ALL_KEYS);
    if (chance(2)) box_speak();
  }
}

static void step(void) {
  switch (chance(40)) {
    case 0: box_start((uint8_t)chance(16)); break;
    case 1: eeprom[chance(sizeof eeprom)] = (uint8_t)chance(256); break;
    default: break;
  }
  switch (chance(3)) {
    case 0: hear_frame(); break;
    case 1: hear_noise(); break;
    default: pass_time(); break;
  }
  must(ring_count() <= RING_SLOTS && ring_free() <= RING_SLOTS, "the ring holds no more than it has slots");
  must(ring_at(ring_oldest()) || ring_count() == 0, "the oldest place holds an event");
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  state = strtoull(arguments[1], NULL, 10);
  memset(eeprom, 0xff, sizeof eeprom);
  settings_start();
  box_start(0);
  for (unsigned long steps = strtoul(arguments[2], NULL, 10); steps; steps--) step();
  printf("%lu frames\n", said);
  return 0;
}
