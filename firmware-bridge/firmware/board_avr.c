/** The parts that both chips have: the millisecond (timer 0), the watchdog, sleep, the EEPROM, chance. */
#include <avr/boot.h>
#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <util/atomic.h>

#include "board.h"
#include "pins.h"

#define TIMER_DIVIDER 64
#define TICKS_PER_MS (F_CPU / TIMER_DIVIDER / 1000)
_Static_assert(F_CPU % (TIMER_DIVIDER * 1000ul) == 0, "the millisecond must be exact");

/** A watchdog's reset leaves it running with 16 ms, in which no start of ours is done: it would reset for ever. */
__attribute__((naked, used, section(".init3"))) void disarm_watchdog(void) {
  MCUSR = 0;
  wdt_disable();
}

/** Samples that are not yet taken: a loop that comes late by some milliseconds still integrates each of them. */
static volatile uint8_t samples[8];
static volatile uint8_t sampled;
static uint8_t taken;

ISR(TIMER0_COMPA_vect) {
  samples[sampled % sizeof samples] = pins_down();
  sampled++;
}

void board_start(void) {
  pins_start();
  set_sleep_mode(SLEEP_MODE_IDLE);
  TCCR0A = _BV(WGM01);
  OCR0A = TICKS_PER_MS - 1;
  TCNT0 = 0;
  TCCR0B = _BV(CS01) | _BV(CS00);
  TIMSK0 = _BV(OCIE0A);
  sei();
}

/** Later than that by more than eight, and the newest samples stand for the older ones: no millisecond is lost. */
bool board_sample(uint8_t *down) {
  if (taken == sampled) return false;
  *down = samples[taken++ % sizeof samples];
  return true;
}

void board_lamps(uint8_t lit) {
  pins_light(lit);
}

#define WATCHDOG_16_MS 0
#define WATCHDOG_250_MS _BV(WDP2)

static void set_watchdog(uint8_t mode, uint8_t time) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    wdt_reset();
    WDTCSR = _BV(WDCE) | _BV(WDE);
    WDTCSR = mode | time;
  }
}

/** Interrupt first, reset only if even that does not come: the old Nano's bootloader never gets out of such a reset. */
void board_watch(void) {
  set_watchdog(_BV(WDIE) | _BV(WDE), WATCHDOG_250_MS);
}

ISR(WDT_vect, ISR_NAKED) {
  __asm__ volatile("jmp 0");
}

void board_rest(void) {
  wdt_reset();
  cli();
  if (taken == sampled) {
    sleep_enable();
    // The instruction after sei is always done before an interrupt: none can come in between and be slept over.
    sei();
    sleep_cpu();
    sleep_disable();
  }
  sei();
}

uint8_t board_eeprom_read(uint16_t at) {
  return eeprom_read_byte((const uint8_t *)at);
}

void board_eeprom_write(uint16_t at, uint8_t value) {
  eeprom_update_byte((uint8_t *)at, value);
}

static uint32_t mixed(uint32_t hash, uint8_t byte) {
  return (hash ^ byte) * 16777619ul;
}

/** The watchdog has a poor clock of its own: measured by the crystal, each of its rounds is a throw of dice. */
static uint32_t throw_dice(uint32_t hash) {
  TCCR1A = 0;
  TCCR1B = _BV(CS10);
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    set_watchdog(_BV(WDIE), WATCHDOG_16_MS);
    for (uint8_t round = 0; round < 32; round++) {
      loop_until_bit_is_set(WDTCSR, WDIF);
      hash = mixed(hash, TCNT1L);
      WDTCSR |= _BV(WDIF);
    }
    wdt_disable();
  }
  TCCR1B = 0;
  return hash;
}

uint32_t board_entropy(void) {
  uint32_t hash = 2166136261ul;
  // The signature row has lot, wafer and place of the chip on it, though not all datasheets say so.
  for (uint8_t i = 0; i < 32; i++) hash = mixed(hash, boot_signature_byte_get(i));
  // What memory holds after power-on differs from chip to chip.
  for (const uint8_t *at = (const uint8_t *)RAMSTART; at < (const uint8_t *)RAMEND; at++) hash = mixed(hash, *at);
  return throw_dice(hash);
}
