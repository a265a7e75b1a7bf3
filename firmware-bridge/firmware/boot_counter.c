#include "boot_counter.h"

#include <stdbool.h>

#include "board.h"
#include "crc.h"
#include "settings.h"

#define CELLS 16

typedef struct {
  uint16_t boot;
  uint16_t crc;
} cell_t;

static uint16_t address_of(uint8_t cell) {
  return EEPROM_BOOT + cell * sizeof(cell_t);
}

static bool read_cell(uint8_t cell, uint16_t *boot) {
  cell_t read;
  uint8_t *byte = (uint8_t *)&read;
  for (uint8_t i = 0; i < sizeof read; i++) byte[i] = board_eeprom_read(address_of(cell) + i);
  *boot = read.boot;
  return read.crc == crc_of(&read.boot, sizeof read.boot);
}

static void write_cell(uint8_t cell, uint16_t boot) {
  cell_t written = {.boot = boot, .crc = crc_of(&boot, sizeof boot)};
  const uint8_t *byte = (const uint8_t *)&written;
  for (uint8_t i = 0; i < sizeof written; i++) board_eeprom_write(address_of(cell) + i, byte[i]);
}

uint16_t boot_counter_next(void) {
  uint8_t newest = CELLS;
  uint16_t last = 0;
  for (uint8_t cell = 0; cell < CELLS; cell++) {
    uint16_t boot;
    // They are 16 numbers in a row, so the difference tells the newer one even where the count begins again.
    if (read_cell(cell, &boot) && (newest == CELLS || (int16_t)(boot - last) > 0)) {
      newest = cell;
      last = boot;
    }
  }
  // A count that began at 1 could name events of today like those from before the EEPROM was erased.
  uint16_t boot = newest == CELLS ? (uint16_t)board_entropy() : last + 1;
  if (boot == 0) boot = 1;
  write_cell((newest + 1) % CELLS, boot);
  return boot;
}
