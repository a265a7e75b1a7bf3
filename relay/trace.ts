/**
 * The way of each press after the log: sent when, painted when, by how many. One log line a press, by the name that the
 * bridge's line has too (`store/offset`), and histograms over all of them.
 *
 * Cheap, for there may be a thousand presses a second and ten thousand screens: a report is one look into a map, and one
 * timer serves all presses that wait.
 */

import type { LogLines } from '../platform/logger.ts'
import { PressLines, pressName } from '../platform/press-lines.ts'
import type { Clock } from '../protocol/clock.ts'
import { type Entry, isPress, type PressEvent } from '../protocol/event.ts'
import type { Metrics } from './metrics.ts'
import type { StoreFeed } from './store-feed.ts'

export type TracedFeed = Pick<StoreFeed, 'store' | 'epoch' | 'now'>

export type TraceOptions = {
  readonly clock: Clock
  readonly lines: LogLines
  readonly metrics: Pick<Metrics, 'appendedToSent' | 'sentToPainted' | 'paints'>
}

/** Screens report with their pings, every 2 s. A press that none has reported after this time was painted by none, ms. */
const PATIENCE = 10_000
const SWEEP = 1_000
/** A screen's idea of log time is off by half a round trip; one that is off by more than this is not believed, ms. */
const CLOCK_ERROR = 1_000
/** Reports that count for one press. They come with pings, so the first hundred of a crowd are a fair sample of it. */
const MOST_REPORTS = 100

type Traced = {
  readonly feed: TracedFeed
  readonly entry: Entry & { readonly event: PressEvent }
  /** The life of the log in which it was sent. */
  readonly epoch: string
  /** Log time, ms. */
  readonly sentAt: number
  /** On the relay's own clock, ms. */
  readonly until: number
  readonly screens: number
  painted: number
}

type Place = { readonly feed: TracedFeed; readonly waiting: Map<number, Traced> }

export class Trace {
  readonly #options: TraceOptions
  readonly #pressLines: PressLines
  readonly #stores = new Map<string, Place>()
  /** All that wait, oldest first. */
  #queue: Traced[] = []
  #cancelSweep: (() => void) | undefined

  constructor(options: TraceOptions) {
    this.#options = options
    this.#pressLines = new PressLines(options.clock, options.lines)
  }

  /** Traces a store's presses from now on; the answer ends it. */
  hold(feed: TracedFeed): () => void {
    const place: Place = { feed, waiting: new Map() }
    this.#stores.set(feed.store, place)
    return () => {
      if (this.#stores.get(feed.store) === place) this.#stores.delete(feed.store)
    }
  }

  /** The entry's frames have been handed to all sockets of the store, `screens` of them those of screens. */
  sent(store: string, entry: Entry, screens: number): void {
    const place = this.#stores.get(store)
    if (!place) return
    const { metrics } = this.#options
    const sentAt = place.feed.now()
    metrics.appendedToSent.observe(Math.max(0, sentAt - entry.at) / 1_000)
    if (!isPressEntry(entry)) return
    const until = this.#options.clock.now() + PATIENCE
    const traced: Traced = { feed: place.feed, epoch: place.feed.epoch, entry, sentAt, until, screens, painted: 0 }
    if (screens === 0) return this.#tell(traced, 'no_screen', 'a press was sent to no screen')
    place.waiting.set(entry.offset, traced)
    this.#queue.push(traced)
    this.#cancelSweep ??= this.#options.clock.after(SWEEP, () => this.#sweep())
  }

  /** A screen says when it has painted an entry, in log time. What cannot be true is passed over. */
  painted(store: string, offset: number, at: number): void {
    const traced = this.#stores.get(store)?.waiting.get(offset)
    if (!traced || traced.painted >= Math.min(traced.screens, MOST_REPORTS)) return
    const { sentAt, feed } = traced
    if (!(at >= sentAt - CLOCK_ERROR && at <= feed.now() + CLOCK_ERROR)) return
    const paintedMs = Math.max(0, at - sentAt)
    this.#options.metrics.sentToPainted.observe(paintedMs / 1_000)
    traced.painted++
    if (traced.painted === 1) this.#tell(traced, 'painted', 'a press was painted', Math.round(paintedMs))
  }

  /** Stops the timer; what still waits is not told of. */
  close(): void {
    this.#cancelSweep?.()
    this.#cancelSweep = undefined
    this.#queue = []
    this.#stores.clear()
  }

  #sweep(): void {
    const now = this.#options.clock.now()
    const fresh = this.#queue.findIndex(({ until }) => until > now)
    const due = this.#queue.splice(0, fresh === -1 ? this.#queue.length : fresh)
    for (const traced of due) this.#end(traced)
    this.#cancelSweep = this.#queue.length === 0 ? undefined : this.#options.clock.after(SWEEP, () => this.#sweep())
  }

  #end(traced: Traced): void {
    const { feed, entry, screens } = traced
    const waiting = this.#stores.get(feed.store)?.waiting
    // In a new life of the log another press may have taken its place.
    if (waiting?.get(entry.offset) === traced) waiting.delete(entry.offset)
    if (traced.painted > 0) return
    this.#tell(traced, 'unpainted', `a press was sent to ${screens} screens, painted by none`)
  }

  /** Each `…Ms` is the time since the step before. */
  #tell(traced: Traced, outcome: 'painted' | 'unpainted' | 'no_screen', text: string, paintedMs?: number): void {
    const { feed, entry, epoch, sentAt, screens } = traced
    const { offset, at, event } = entry
    this.#options.metrics.paints.inc({ outcome })
    const fields = {
      press: pressName(feed.store, offset),
      store: feed.store,
      offset,
      epoch,
      source: event.source,
      cashier: event.cashier,
      action: event.type,
      ...(event.id === undefined ? {} : { id: event.id }),
      appendedMs: Math.max(0, at - event.pressedAt),
      sentMs: Math.max(0, sentAt - at),
      ...(paintedMs === undefined ? {} : { paintedMs }),
      screens,
    }
    this.#pressLines.tell(offset, fields, text)
  }
}

function isPressEntry(entry: Entry): entry is Traced['entry'] {
  return isPress(entry.event)
}
