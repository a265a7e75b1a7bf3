/**
 * Who may leave the screen: whoever has typed the PIN within the last minute. Wrong tries are counted for the whole
 * program, whichever of its pages they come from, so that starting a page anew does not buy new ones.
 */
import type { Clock } from '../../protocol/clock.ts'
import { verifyPin } from './pin.ts'

export type UnlockAnswer =
  | { readonly kind: 'ok' }
  /** `left`: so many more tries before it is locked. */
  | { readonly kind: 'wrong'; readonly left: number }
  | { readonly kind: 'locked'; readonly forMs: number }
  /** A screen without a PIN closes like any window. */
  | { readonly kind: 'no-pin' }

export const TRIES = 3
/** How long it is locked after the first three wrong tries, ms; twice that after the next three, and so on. */
export const FIRST_LOCK = 30_000
/** Also how long after the last wrong try all is forgotten, ms: three tries in this time, guessing takes a month. */
export const LONGEST_LOCK = 15 * 60_000
export const UNLOCKED = 60_000

type Wrong = { readonly tries: number; readonly locks: number; readonly lockedUntil: number; readonly last: number }

const NONE: Wrong = { tries: 0, locks: 0, lockedUntil: -Infinity, last: -Infinity }

export class StaffGate {
  readonly #pin: string | undefined
  readonly #clock: Pick<Clock, 'now'>
  #wrong: Wrong = NONE
  #unlockedUntil = -Infinity
  /** One try after the other: several at once would all be checked before the first is counted. */
  #trying: Promise<unknown> = Promise.resolve()

  /** `pin` is the setting. `clock` must never step: `steadyClock`. */
  constructor(pin: string | undefined, clock: Pick<Clock, 'now'>) {
    this.#pin = pin
    this.#clock = clock
  }

  /** An empty PIN is no try but the question of how things stand. */
  unlock(pin: string): Promise<UnlockAnswer> {
    const answer = this.#trying.then(() => this.#try(pin))
    // A setting that is no hash after all must not bar the way for good.
    this.#trying = answer.catch(() => undefined)
    return answer
  }

  isOpen(): boolean {
    return this.#pin === undefined || this.#clock.now() < this.#unlockedUntil
  }

  async #try(typed: string): Promise<UnlockAnswer> {
    if (this.#pin === undefined) return { kind: 'no-pin' }
    const forMs = this.#wrong.lockedUntil - this.#clock.now()
    if (forMs > 0) return { kind: 'locked', forMs }
    if (typed === '') return { kind: 'wrong', left: TRIES - this.#wrong.tries }
    const right = await verifyPin(this.#pin, typed)
    if (!right) return this.#count(this.#clock.now())
    this.#wrong = NONE
    this.#unlockedUntil = this.#clock.now() + UNLOCKED
    return { kind: 'ok' }
  }

  #count(now: number): UnlockAnswer {
    const { tries, locks } = forgotten(this.#wrong, now) ? NONE : this.#wrong
    if (tries + 1 < TRIES) {
      this.#wrong = { ...NONE, tries: tries + 1, locks, last: now }
      return { kind: 'wrong', left: TRIES - tries - 1 }
    }
    const forMs = Math.min(LONGEST_LOCK, FIRST_LOCK * 2 ** locks)
    this.#wrong = { tries: 0, locks: locks + 1, lockedUntil: now + forMs, last: now + forMs }
    return { kind: 'locked', forMs }
  }
}

function forgotten({ last }: Wrong, now: number): boolean {
  return now - last > LONGEST_LOCK
}
