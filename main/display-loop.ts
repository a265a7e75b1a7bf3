/**
 * Keeps the relay's page on the screen: asks whether the relay answers, shows its page when it does, the waiting page
 * when it does not, and comes back with backoff for as long as it takes. It never gives up: nobody stands by a kiosk.
 */
import { type Backoff, fullJitter } from '../protocol/backoff.ts'
import type { Clock } from '../protocol/clock.ts'

/** A relay on the same machine starts in under two seconds; one over a network should not be hammered. */
export const RETRY: Backoff = { base: 1_000, cap: 10_000 }
/** Full jitter may answer 0 ms: a page that crashes as it loads would then keep the machine busy. */
const LEAST_DELAY = 250
/** A page that has lived this long, ms, is not the one that keeps crashing. */
export const STEADY = 30_000

export interface Display {
  /** Whether the relay would answer with a page. Never rejects. */
  relayAnswers(): Promise<boolean>
  /** Whether the relay's page could be loaded. Never rejects. */
  showRelay(): Promise<boolean>
  showWaiting(): void
}

type Phase = 'trying' | 'showing' | 'waiting'

export class DisplayLoop {
  readonly #display: Display
  readonly #clock: Clock
  readonly #random: () => number
  #phase: Phase = 'trying'
  #attempt = 0
  #cancel: () => void = () => {}

  constructor(display: Display, clock: Clock, random: () => number) {
    this.#display = display
    this.#clock = clock
    this.#random = random
  }

  async start(): Promise<void> {
    this.#cancel()
    this.#phase = 'trying'
    const shown = (await this.#display.relayAnswers()) && (await this.#display.showRelay())
    if (!shown) this.failed()
  }

  /** The relay's page is up. */
  loaded(): void {
    // Told late, about a page that has been given up already: the retry that is due shows it anew.
    if (this.#phase === 'waiting') return
    this.#phase = 'showing'
    this.#plan(STEADY, () => {
      this.#attempt = 0
    })
  }

  /** The relay's page could not be loaded, or has died. Electron tells some failures twice; the second changes nothing. */
  failed(): void {
    this.#display.showWaiting()
    if (this.#phase === 'waiting') return
    this.#phase = 'waiting'
    const delay = Math.max(LEAST_DELAY, fullJitter(RETRY, this.#attempt++, this.#random()))
    this.#plan(delay, () => void this.start())
  }

  #plan(delay: number, task: () => void): void {
    this.#cancel()
    this.#cancel = this.#clock.after(delay, task)
  }
}
