/**
 * Would a press reach a screen? Found out by sending something the whole way, each time somebody asks: through the
 * journal's disk, into the log and back by the connection that feeds the screens. Never a flag that was set once.
 */

import { reason } from '../platform/failure.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Lease } from './stores.ts'

export type Ready =
  | { readonly kind: 'ready'; readonly roundTripMs: number }
  | { readonly kind: 'not_ready'; readonly reason: string }

/** Longer than the log's own timeout, so that its reason is the one reported, ms. */
const PATIENCE = 3_000

export class Readiness {
  readonly #store: Lease
  readonly #clock: Clock
  #asking: Promise<Ready> | undefined

  constructor(store: Lease, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** One round trip serves everybody who asks while it is under way. */
  check(): Promise<Ready> {
    this.#asking ??= this.#roundTrip().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  async #roundTrip(): Promise<Ready> {
    let cancel = () => {}
    const late = new Promise<Ready>((resolve) => {
      cancel = this.#clock.after(PATIENCE, () => resolve({ kind: 'not_ready', reason: 'no round trip in time' }))
    })
    try {
      return await Promise.race([this.#walk(), late])
    } catch (error) {
      return { kind: 'not_ready', reason: reason(error) }
    } finally {
      cancel()
    }
  }

  async #walk(): Promise<Ready> {
    const { feed, presses } = this.#store
    await presses.probe()
    const roundTripMs = await feed.log.probe()
    const { epoch, offset } = await feed.log.position()
    if (feed.status.kind !== 'live') return { kind: 'not_ready', reason: `the log of store ${feed.store} is away` }
    if (feed.epoch !== epoch || feed.state.offset < offset - LAG) {
      return { kind: 'not_ready', reason: `store ${feed.store} is behind its log` }
    }
    return { kind: 'ready', roundTripMs }
  }
}

/** Entries that may be on their way to us while the position is read. */
const LAG = 100
