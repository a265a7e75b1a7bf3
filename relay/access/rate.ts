/** Token buckets: each key may do `burst` things at once and `perSecond` in the long run. */
import type { Clock } from '../../protocol/clock.ts'

export type Rate = { readonly perSecond: number; readonly burst: number }
type Bucket = { tokens: number; filledAt: number }

/** More keys than this at once are an attack with many addresses; the oldest are forgotten. */
const MOST_KEYS = 50_000

export class RateLimit {
  readonly #rate: Rate
  readonly #clock: Clock
  readonly #buckets = new Map<string, Bucket>()

  constructor(rate: Rate, clock: Clock) {
    this.#rate = rate
    this.#clock = clock
  }

  /** Whether `key` may do one more thing now; counts it if so. */
  allows(key: string): boolean {
    const bucket = this.#bucket(key)
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }

  /** Whether `key` may do one more thing now; counts nothing. */
  hasRoom(key: string): boolean {
    return !this.#buckets.has(key) || this.#bucket(key).tokens >= 1
  }

  #bucket(key: string): Bucket {
    const now = this.#clock.now()
    const known = this.#buckets.get(key)
    const bucket = known ?? { tokens: this.#rate.burst, filledAt: now }
    const gained = (Math.max(0, now - bucket.filledAt) / 1_000) * this.#rate.perSecond
    bucket.tokens = Math.min(this.#rate.burst, bucket.tokens + gained)
    bucket.filledAt = now
    if (!known) this.#remember(key, bucket)
    return bucket
  }

  #remember(key: string, bucket: Bucket): void {
    if (this.#buckets.size >= MOST_KEYS) {
      const oldest = this.#buckets.keys().next()
      if (!oldest.done) this.#buckets.delete(oldest.value)
    }
    this.#buckets.set(key, bucket)
  }
}
