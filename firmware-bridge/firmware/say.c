#include "say.h"

#include "crc.h"
#include "hear.h"
#include "port.h"

/** `*`, four digits, newline. */
#define TAIL 6
/** Digits of a number of 32 bits. */
#define MOST_DIGITS 10

static char frame[LONGEST_FRAME];
static uint8_t length;

/** No frame of ours comes near the end; a name that somebody else made longer is cut, not written behind it. */
static void put(char c) {
  if (length < LONGEST_FRAME - TAIL) frame[length++] = c;
}

void say(char letter) {
  length = 0;
  put('$');
  put(letter);
}

void say_word(const char *word) {
  put(' ');
  while (*word) put(*word++);
}

void say_letter(char letter) {
  put(' ');
  put(letter);
}

void say_number(uint32_t number) {
  char digits[MOST_DIGITS];
  uint8_t count = 0;
  do digits[count++] = '0' + number % 10;
  while (number /= 10);
  put(' ');
  while (count) put(digits[--count]);
}

static char hex(uint8_t digit) {
  return (char)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}

void say_end(void) {
  uint8_t body = length;
  uint16_t crc = crc_of(frame + 1, body - 1);
  uint8_t at = body;
  frame[at++] = '*';
  for (uint8_t shift = 16; shift;) frame[at++] = hex(crc >> (shift -= 4) & 15);
  frame[at++] = '\n';
  port_write(frame, at);
}
