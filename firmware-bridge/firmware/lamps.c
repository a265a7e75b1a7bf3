#include "lamps.h"

#include "board.h"

/** All patterns repeat in this time, ms. */
#define ROUND 2000
#define SLOW_LIT 1000
/** 2.5 Hz: under the three flashes a second that can harm people. */
#define FAST_PERIOD 400
#define FAST_LIT 200
#define OFFLINE_AFTER 5000

static uint8_t on;
static uint8_t blinking;
/** Where in its round the pattern is, ms. */
static uint16_t phase;
/** How long no host has been heard, ms; stays at OFFLINE_AFTER. */
static uint16_t quiet;

void lamps_start(void) {
  on = blinking = 0;
  phase = quiet = 0;
}

void lamps_set(uint16_t new_on, uint16_t new_blinking) {
  // A new pattern begins lit, so that the cashier sees at once that the press has done something.
  if ((new_blinking & ALL_LAMPS) != blinking) phase = 0;
  on = new_on & ALL_LAMPS;
  blinking = new_blinking & ALL_LAMPS;
}

uint8_t lamps_on(void) {
  return on;
}

uint8_t lamps_blinking(void) {
  return blinking;
}

void lamps_host_heard(void) {
  quiet = 0;
}

/** 100 ms lit, 100 dark, 100 lit, 700 dark. */
static bool lit_in_double_flash(void) {
  uint16_t at = phase % 1000;
  return at < 100 || (at >= 200 && at < 300);
}

static uint8_t lit(void) {
  if (quiet == OFFLINE_AFTER) return lit_in_double_flash() ? ALL_LAMPS : 0;
  uint8_t lit = on & ~blinking;
  if (phase < SLOW_LIT) lit |= blinking & ~on;
  if (phase % FAST_PERIOD < FAST_LIT) lit |= blinking & on;
  return lit;
}

uint8_t lamps_after_ms(void) {
  phase = phase + 1 < ROUND ? phase + 1 : 0;
  if (quiet < OFFLINE_AFTER && ++quiet == OFFLINE_AFTER) phase = 0;
  return lit();
}
