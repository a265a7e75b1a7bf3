/** A token bucket for each key. */
import type { Clock } from '../../protocol/clock.ts'
import { Bucket, type Rate } from './bucket.ts'

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
    const now = this.#clock.now()
    return (this.#buckets.get(key) ?? this.#remember(key, now)).takes(this.#rate, now)
  }

  /** Whether `key` may do one more thing now; counts nothing. */
  hasRoom(key: string): boolean {
    return this.#buckets.get(key)?.has(this.#rate, this.#clock.now()) ?? true
  }

  #remember(key: string, now: number): Bucket {
    if (this.#buckets.size >= MOST_KEYS) {
      const oldest = this.#buckets.keys().next()
      if (!oldest.done) this.#buckets.delete(oldest.value)
    }
    const bucket = new Bucket(this.#rate, now)
    this.#buckets.set(key, bucket)
    return bucket
  }
}
