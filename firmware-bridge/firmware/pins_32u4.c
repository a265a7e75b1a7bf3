/** Leonardo and Pro Micro: keys on D2 to D5, lamps on D6 to D9, the first also on the board's own lamps. */
#include <avr/io.h>

#include "board.h"
#include "pins.h"

#define KEY_2 PD1
#define KEY_3 PD0
#define KEY_4 PD4
#define KEY_5 PC6
#define KEY_PINS_D (_BV(KEY_2) | _BV(KEY_3) | _BV(KEY_4))

#define LAMP_6 PD7
#define LAMP_7 PE6
#define LAMP_8 PB4
#define LAMP_9 PB5
/** They show the first lamp before anything is soldered: TX, which a low level lights, and a Leonardo's L. */
#define ON_BOARD_TX PD5
#define ON_BOARD_L PC7

const char board_model[] = "till-32u4";

void pins_start(void) {
  pins_light(0);
  DDRC |= _BV(ON_BOARD_L);
  DDRB |= _BV(LAMP_8) | _BV(LAMP_9);
  DDRD |= _BV(LAMP_6) | _BV(ON_BOARD_TX);
  DDRE |= _BV(LAMP_7);
}

uint8_t pins_down(void) {
  uint8_t up_d = PIND;
  uint8_t down = 0;
  if (!(up_d & _BV(KEY_2))) down |= 1;
  if (!(up_d & _BV(KEY_3))) down |= 2;
  if (!(up_d & _BV(KEY_4))) down |= 4;
  if (bit_is_clear(PINC, KEY_5)) down |= 8;
  return down;
}

void pins_light(uint8_t lit) {
  PORTD = KEY_PINS_D | (lit & 1 ? _BV(LAMP_6) : _BV(ON_BOARD_TX));
  PORTC = _BV(KEY_5) | (lit & 1 ? _BV(ON_BOARD_L) : 0);
  PORTE = lit & 2 ? _BV(LAMP_7) : 0;
  PORTB = (lit & 4 ? _BV(LAMP_8) : 0) | (lit & 8 ? _BV(LAMP_9) : 0);
}
