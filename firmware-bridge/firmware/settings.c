#include "settings.h"

#include <stdbool.h>

#include "board.h"
#include "debounce.h"

/** Both can be given when the firmware is built: `npm run firmware -- --id TILL-3 --debounce 12`. */
#ifndef BOX_NAME
#define BOX_NAME ""
#endif
#ifndef BOX_DEBOUNCE
#define BOX_DEBOUNCE 8
#endif
_Static_assert(sizeof BOX_NAME <= NAME_MOST + 1, "the name is too long");
_Static_assert(BOX_DEBOUNCE >= DEBOUNCE_LEAST && BOX_DEBOUNCE <= DEBOUNCE_MOST, "debounce is out of its range");

#define MADE_LENGTH 6

static char name[NAME_MOST + 1] = BOX_NAME;

static bool may_be_in_name(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

static void read_name(void) {
  uint8_t length = 0;
  while (length < NAME_MOST) {
    char c = (char)board_eeprom_read(EEPROM_NAME + length);
    if (!may_be_in_name(c)) break;
    name[length++] = c;
  }
  name[length] = '\0';
}

/** Six signs that nobody confuses when reading a label, so without I, O, 0 and 1: five bits each. */
static void make_name(void) {
  uint32_t entropy = board_entropy();
  for (uint8_t i = 0; i < MADE_LENGTH; i++, entropy >>= 5) {
    uint8_t digit = entropy & 31;
    name[i] = (char)(digit < 24 ? "ABCDEFGHJKLMNPQRSTUVWXYZ"[digit] : '2' + digit - 24);
  }
}

/** From its end to its beginning: a reset in between leaves a name that does not begin, and so another is made. */
static void keep_name(void) {
  for (uint8_t i = NAME_MOST; i--;) board_eeprom_write(EEPROM_NAME + i, i < MADE_LENGTH ? (uint8_t)name[i] : 0xff);
}

void settings_start(void) {
  if (name[0]) return;
  read_name();
  if (name[0]) return;
  make_name();
  keep_name();
}

const char *settings_name(void) {
  return name;
}

uint8_t settings_debounce(void) {
  uint8_t ms = board_eeprom_read(EEPROM_DEBOUNCE);
  return ms >= DEBOUNCE_LEAST && ms <= DEBOUNCE_MOST ? ms : BOX_DEBOUNCE;
}
