/** Which legs of the chip the keys and lamps are on. The boards differ, their printed numbers do not: D2.. and D6... */
#pragma once
#include <stdint.h>

void pins_start(void);
/** The keys that are down now, raw. A key connects its pin to ground. */
uint8_t pins_down(void);
void pins_light(uint8_t lit);
