/**
 * How far behind the relay is: asks the log itself, some stores each second, and compares some seconds later. A place
 * that was read a moment ago and not reached yet is an entry on its way; one that is still not reached is a delay.
 */
import { isFailure, reason } from '../platform/failure.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Clock } from '../protocol/clock.ts'
import type { StoreLog } from './log/port.ts'
import type { Metrics } from './metrics.ts'
import type { StoreFeed } from './store-feed.ts'

export type WatchedFeed = Pick<StoreFeed, 'store' | 'epoch' | 'state' | 'status'> & {
  readonly log: Pick<StoreLog, 'position'>
}
export type WatchedStores = { held(): Iterable<{ readonly feed: WatchedFeed }> }

export type LogWatchOptions = {
  readonly stores: WatchedStores
  readonly clock: Clock
  readonly lines: LogLines
  readonly metrics: Pick<Metrics, 'redisRoundTrip' | 'logLag' | 'logLagSeconds' | 'stores' | 'storesAway'>
}

export type LogLag = { readonly held: number; readonly away: number; readonly entries: number; readonly ms: number }

const EVERY = 1_000
/** The gauges follow at every fifth turn: going through 5,000 stores takes a millisecond. */
const REPORT = 5
/** Questions in a second: 5,000 stores are gone through in 25 s. Redis needs some 20 µs for one. */
const AT_ONCE = 200

/** The log was seen at `offset` of `epoch`, or could not be asked (`away`), at `since` for the first time. */
type Seen = { readonly since: number; readonly epoch: string; readonly offset: number; readonly away: boolean }

export class LogWatch {
  readonly #options: LogWatchOptions
  readonly #seen = new WeakMap<WatchedFeed, Seen>()
  readonly #asking = new Set<WatchedFeed>()
  #round: WatchedFeed[] = []
  #turn = 0
  #cancel: () => void = () => {}

  constructor(options: LogWatchOptions) {
    this.#options = options
  }

  start(): void {
    this.#cancel = this.#options.clock.after(EVERY, () => {
      // What the last answers told of has had a second to arrive.
      if (this.#turn++ % REPORT === 0) this.report()
      this.ask()
      this.start()
    })
  }

  close(): void {
    this.#cancel()
    this.#round = []
  }

  /** Asks for the next stores' places. */
  ask(): void {
    if (this.#round.length === 0) this.#round = [...this.#options.stores.held()].map(({ feed }) => feed)
    for (const feed of this.#round.splice(0, AT_ONCE)) {
      if (this.#asking.has(feed) || feed.status.kind === 'closed') continue
      this.#asking.add(feed)
      void this.#askOne(feed).finally(() => this.#asking.delete(feed))
    }
  }

  /** As it is now. */
  lag(): LogLag {
    const now = this.#options.clock.now()
    let [held, away, entries, ms] = [0, 0, 0, 0]
    for (const { feed } of this.#options.stores.held()) {
      const seen = this.#seen.get(feed)
      held++
      if (isAway(feed, seen)) away++
      entries = Math.max(entries, behind(feed, seen))
      ms = Math.max(ms, delay(feed, seen, now))
    }
    return { held, away, entries, ms }
  }

  /** Sets the gauges. */
  report(): void {
    const { metrics } = this.#options
    const { held, away, entries, ms } = this.lag()
    metrics.stores.set(held)
    metrics.storesAway.set(away)
    metrics.logLag.set(entries)
    metrics.logLagSeconds.set(ms / 1_000)
  }

  async #askOne(feed: WatchedFeed): Promise<void> {
    const { clock, lines, metrics } = this.#options
    const asked = performance.now()
    const old = this.#seen.get(feed)
    try {
      const { epoch, offset } = await feed.log.position()
      metrics.redisRoundTrip.observe((performance.now() - asked) / 1_000)
      // The oldest place that is still not reached says how long the delay is.
      const since = old && !old.away && behind(feed, old) > 0 ? old.since : clock.now()
      this.#seen.set(feed, { since, epoch, offset, away: false })
    } catch (error) {
      const { epoch, offset } = old ?? { epoch: feed.epoch, offset: 0 }
      this.#seen.set(feed, { since: old?.away ? old.since : clock.now(), epoch, offset, away: true })
      if (isFailure(error, 'log_unavailable') || isFailure(error, 'closed')) return
      lines.warn({ store: feed.store, reason: reason(error) }, 'the log cannot be asked for its place')
    }
  }
}

function isAway(feed: WatchedFeed, seen: Seen | undefined): boolean {
  return feed.status.kind === 'down' || seen?.away === true
}

/** In another life of the log everything is to be read. */
function behind(feed: WatchedFeed, seen: Seen | undefined): number {
  if (!seen) return 0
  return seen.epoch === feed.epoch ? Math.max(0, seen.offset - feed.state.offset) : seen.offset
}

function delay(feed: WatchedFeed, seen: Seen | undefined, now: number): number {
  const down = feed.status.kind === 'down' ? now - feed.status.since : 0
  const late = seen && (seen.away || behind(feed, seen) > 0) ? now - seen.since : 0
  return Math.max(0, down, late)
}
