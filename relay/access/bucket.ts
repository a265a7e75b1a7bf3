/**
 * A token bucket: `burst` things at once and `perSecond` in the long run. It is two numbers, because there is one for each
 * of ten thousand connections; whoever has it knows its rate.
 */
export type Rate = { readonly perSecond: number; readonly burst: number }

export class Bucket {
  #tokens: number
  #filledAt: number

  constructor({ burst }: Rate, now: number) {
    this.#tokens = burst
    this.#filledAt = now
  }

  /** Takes one; false: there is none. */
  takes(rate: Rate, now: number): boolean {
    if (!this.has(rate, now)) return false
    this.#tokens -= 1
    return true
  }

  /** Whether there is one. A clock that is set back fills nothing. */
  has({ burst, perSecond }: Rate, now: number): boolean {
    const gained = (Math.max(0, now - this.#filledAt) / 1_000) * perSecond
    this.#tokens = Math.min(burst, this.#tokens + gained)
    this.#filledAt = now
    return this.#tokens >= 1
  }
}
