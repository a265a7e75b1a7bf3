#include "hear.h"

#include <stdbool.h>
#include <stddef.h>

#include "crc.h"

/** `*`, four digits. */
#define TAIL 5
/** Between `$` and the newline. */
#define LONGEST_LINE (LONGEST_FRAME - 2)

static char line[LONGEST_LINE];
static uint8_t length;
static enum { NOISE, FRAME, TOO_LONG } state;

static heard_kind_t bad(const char *reason, heard_t *heard) {
  heard->reason = reason;
  return HEARD_BAD;
}

/** Reads a decimal number of 32 bits and goes behind it; false if there is none. A leading zero is no part of one. */
static bool number(const char **at, const char *end, uint32_t *value) {
  const char *start = *at;
  *value = 0;
  for (; *at < end && **at >= '0' && **at <= '9'; (*at)++) {
    uint8_t digit = **at - '0';
    if (*value > (UINT32_MAX - digit) / 10) return false;
    *value = *value * 10 + digit;
  }
  uint8_t digits = *at - start;
  return digits == 1 || (digits > 1 && *start != '0');
}

static bool spaced_number(const char **at, const char *end, uint32_t *value) {
  return *at < end && *(*at)++ == ' ' && number(at, end, value);
}

/** Reads ` FIRST SECOND` and nothing more. */
static bool two_numbers(const char *at, const char *end, heard_t *heard) {
  return spaced_number(&at, end, &heard->first) && spaced_number(&at, end, &heard->second) && at == end;
}

static heard_kind_t meaning_of(const char *body, const char *end, heard_t *heard) {
  heard_kind_t kind = HEARD_ASK;
  bool formed = end == body + 1;
  switch (body == end ? '\0' : *body) {
    case '?':
      break;
    case 'A':
      kind = HEARD_ACK;
      formed = two_numbers(body + 1, end, heard);
      break;
    case 'L':
      kind = HEARD_LAMPS;
      formed = two_numbers(body + 1, end, heard);
      break;
    default:
      return bad("unknown", heard);
  }
  return formed ? kind : bad("form", heard);
}

static bool upper_hex(const char *at, uint16_t *value) {
  *value = 0;
  for (uint8_t i = 0; i < 4; i++) {
    char c = at[i];
    bool decimal = c >= '0' && c <= '9';
    if (!decimal && (c < 'A' || c > 'F')) return false;
    *value = (uint16_t)(*value << 4 | (decimal ? c - '0' : c - 'A' + 10));
  }
  return true;
}

static heard_kind_t whole_line(heard_t *heard) {
  uint16_t said;
  if (length < TAIL) return bad("form", heard);
  uint8_t body = length - TAIL;
  if (line[body] != '*' || !upper_hex(&line[body + 1], &said)) return bad("form", heard);
  if (said != crc_of(line, body)) return bad("crc", heard);
  return meaning_of(line, line + body, heard);
}

static heard_kind_t line_end(heard_t *heard) {
  switch (state) {
    case FRAME:
      return whole_line(heard);
    case TOO_LONG:
      return bad("long", heard);
    default:
      return HEARD_NOTHING;
  }
}

heard_kind_t hear(uint8_t byte, heard_t *heard) {
  heard_kind_t kind = HEARD_NOTHING;
  // A terminal's Enter key says CR.
  if (byte == '\n' || byte == '\r') {
    kind = line_end(heard);
    state = NOISE;
  } else if (byte == '$') {
    state = FRAME;
    length = 0;
  } else if (state == FRAME) {
    if (length == LONGEST_LINE) state = TOO_LONG;
    else line[length++] = (char)byte;
  }
  return kind;
}
