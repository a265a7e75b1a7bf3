/**
 * How fast one client may talk: a token bucket that is two numbers, because there is one for each of ten thousand
 * connections.
 */
import type { Rate } from '../access/rate.ts'

export class Bucket {
  #tokens: number
  #filledAt: number

  constructor({ burst }: Rate, now: number) {
    this.#tokens = burst
    this.#filledAt = now
  }

  /** Takes one; false: there is none. A clock that is set back fills nothing. */
  takes({ burst, perSecond }: Rate, now: number): boolean {
    const gained = (Math.max(0, now - this.#filledAt) / 1_000) * perSecond
    this.#tokens = Math.min(burst, this.#tokens + gained)
    this.#filledAt = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
