/**
 * Looks at every client once in a round, spread evenly over it: ten thousand clients share one timer, and never ten
 * thousand pings leave in one burst.
 */
import type { Clock } from '../../protocol/clock.ts'

const TICK = 100
const TICKS = 48
/** Below the 5 s within which a client without a hello, or with a revoked token, has to be gone, ms. */
export const ROUND = TICK * TICKS

export type Visited = { visit(now: number): void }

export class Rounds<Client extends Visited> {
  readonly #clock: Clock
  readonly #stops: Set<Client>[] = Array.from({ length: TICKS }, () => new Set())
  #tick = 0
  #size = 0
  #cancel: (() => void) | undefined
  #isClosed = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Visits `client` after one round, and after each further one; the answer ends it. */
  add(client: Client): () => void {
    const stop = this.#stops[this.#tick]
    stop?.add(client)
    this.#size++
    if (!this.#isClosed) this.#cancel ??= this.#clock.after(TICK, () => this.#goOn())
    return () => {
      if (stop?.delete(client)) this.#size--
    }
  }

  *all(): Generator<Client> {
    for (const stop of this.#stops) yield* stop
  }

  /** Ends the rounds; those who are there stay known. */
  close(): void {
    this.#cancel?.()
    this.#isClosed = true
  }

  #goOn(): void {
    this.#tick = (this.#tick + 1) % TICKS
    const now = this.#clock.now()
    for (const client of this.#stops[this.#tick] ?? []) client.visit(now)
    this.#cancel = this.#size === 0 ? undefined : this.#clock.after(TICK, () => this.#goOn())
  }
}
