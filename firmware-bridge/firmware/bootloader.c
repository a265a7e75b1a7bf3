#include "bootloader.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/wdt.h>

/** Turns of the loop, about a millisecond each: long enough for the answer to be fetched. */
#define PAUSE 50
/** Caterina stays if it finds this word, at this place or, in its newer releases, at the end of memory. */
#define KEY 0x7777
#define KEY_PLACE (*(volatile uint16_t *)0x0800)
#define NEW_KEY_PLACE (*(volatile uint16_t *)(RAMEND - 1))

static uint8_t countdown;

void bootloader_ask(void) {
  countdown = PAUSE;
}

/** Only a reset by the watchdog leads there: after any other Caterina starts us again. */
static void go_to_bootloader(void) {
  cli();
  UDCON = _BV(DETACH);
  KEY_PLACE = KEY;
  NEW_KEY_PLACE = KEY;
  wdt_enable(WDTO_120MS);
  for (;;);
}

void bootloader_poll(void) {
  if (countdown && --countdown == 0) go_to_bootloader();
}
