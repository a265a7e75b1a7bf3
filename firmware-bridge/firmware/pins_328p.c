/** Uno and Nano: keys on D2 to D5 (PD2 to PD5), lamps on D6 to D9 (PD6, PD7, PB0, PB1), the first also on D13 (PB5). */
#include <avr/io.h>

#include "board.h"
#include "pins.h"

#define FIRST_KEY PD2
#define KEY_PINS (ALL_KEYS << FIRST_KEY)
#define LAMP_PINS_D (_BV(PD6) | _BV(PD7))
#define LAMP_PINS_B (_BV(PB0) | _BV(PB1))
/** The lamp on the board itself: it shows the first lamp before anything is soldered. */
#define ON_BOARD _BV(PB5)

const char board_model[] = "till-328p";

void pins_start(void) {
  PORTD = KEY_PINS;
  DDRD = LAMP_PINS_D;
  PORTB = 0;
  DDRB = LAMP_PINS_B | ON_BOARD;
}

uint8_t pins_down(void) {
  return (uint8_t)~PIND >> FIRST_KEY & ALL_KEYS;
}

void pins_light(uint8_t lit) {
  PORTD = KEY_PINS | (lit << PD6 & LAMP_PINS_D);
  PORTB = (lit >> 2 & LAMP_PINS_B) | (lit & 1 ? ON_BOARD : 0);
}
