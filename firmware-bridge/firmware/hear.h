/**
 * Reads what the host says: `$BODY*CCCC` and a newline, byte by byte.
 *
 * A frame begins at the last `$` of a line, because bytes from before the port was opened may stick to the first one.
 * Lines without `$` are noise (a modem manager asking whether this is a modem): they are not even refused.
 */
#pragma once
#include <stdint.h>

/** From `$` to the newline, both counted. */
#define LONGEST_FRAME 64

typedef enum { HEARD_NOTHING, HEARD_ACK, HEARD_LAMPS, HEARD_ASK, HEARD_BAD } heard_kind_t;

typedef struct {
  /** HEARD_ACK: boot. HEARD_LAMPS: those that are on. */
  uint32_t first;
  /** HEARD_ACK: seq. HEARD_LAMPS: those that blink. */
  uint32_t second;
  /** HEARD_BAD: `crc`, `form`, `long` or `unknown`. */
  const char *reason;
} heard_t;

heard_kind_t hear(uint8_t byte, heard_t *heard);
