/**
 * A store as the relay holds it: the log followed from a snapshot, the state it amounts to, and the frames of the
 * newest entries, encoded once for all clients.
 */

import { isFailure, reason } from '../platform/failure.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Entry } from '../protocol/event.ts'
import { type LogClock, logTime, synced, UNSYNCED } from '../protocol/log-clock.ts'
import { encodeServerMessage } from '../protocol/message.ts'
import { reduce } from '../protocol/reduce.ts'
import { INITIAL_STATE, type State } from '../protocol/state.ts'
import type { Cursor, FollowEvent, Following, Position, StoreLog } from './log/port.ts'

export type Frame = { readonly entry: Entry; readonly text: string }

export type FeedStatus =
  | { readonly kind: 'live' }
  | { readonly kind: 'down'; readonly since: number; readonly reason: string }
  | { readonly kind: 'closed' }

export type FeedListener = {
  entries(frames: readonly Frame[]): void
  /** The log has begun a new life: what was sent before is worth nothing. */
  reset(): void
}

/** How a client catches up: with the frames it misses, or from a snapshot. */
export type CatchUp =
  | { readonly kind: 'recovered'; readonly frames: readonly Frame[] }
  | { readonly kind: 'snapshot'; readonly state: State }

/** Frames kept for clients that come back: at the busiest store about an hour of presses. */
const RING = 2_000
const READ_AT_ONCE = 1_000
const CLOCK_SYNC = 5_000
const RETRY = 500

export class StoreFeed {
  readonly log: StoreLog
  readonly #clock: Clock
  readonly #lines: LogLines
  readonly #listeners = new Set<FeedListener>()
  #epoch = ''
  #state: State = INITIAL_STATE
  #ring: Frame[] = []
  #logClock: LogClock = UNSYNCED
  #status: FeedStatus
  #following: Following | undefined
  #cancelSync: () => void = () => {}

  private constructor(log: StoreLog, clock: Clock, lines: LogLines) {
    this.log = log
    this.#clock = clock
    this.#lines = lines
    this.#status = { kind: 'down', since: clock.now(), reason: 'starting' }
  }

  /** Resolves when the state is that of the whole log. Rejects with `log_unavailable` when it cannot be reached. */
  static async start(log: StoreLog, clock: Clock, lines: LogLines): Promise<StoreFeed> {
    const feed = new StoreFeed(log, clock, lines)
    await feed.#load()
    feed.#scheduleSync()
    return feed
  }

  get store(): string {
    return this.log.store
  }
  get state(): State {
    return this.#state
  }
  get epoch(): string {
    return this.#epoch
  }
  get status(): FeedStatus {
    return this.#status
  }

  /** Log time now, whole ms. */
  now(): number {
    return Math.round(logTime(this.#logClock, this.#clock.now()))
  }

  /** What a client with this cursor misses, and then everything that comes. */
  join(cursor: Cursor | undefined, listener: FeedListener): CatchUp {
    this.#listeners.add(listener)
    const oldest = this.#ring[0]?.entry.offset ?? this.#state.offset + 1
    const known = cursor?.epoch === this.#epoch && cursor.offset <= this.#state.offset && cursor.offset >= oldest - 1
    if (!cursor || !known) return { kind: 'snapshot', state: this.#state }
    return { kind: 'recovered', frames: this.#ring.slice(cursor.offset - oldest + 1) }
  }

  leave(listener: FeedListener): void {
    this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    this.#status = { kind: 'closed' }
    this.#cancelSync()
    await this.#following?.stop()
  }

  async #load(): Promise<void> {
    const position = await this.#position()
    const snapshot = await this.log.loadSnapshot()
    this.#epoch = position.epoch
    this.#state = snapshot?.state ?? INITIAL_STATE
    this.#ring = []
    await this.#readFrom(Math.max(position.first - 1, position.offset - RING))
    this.#status = { kind: 'live' }
    this.#following = this.log.follow({ epoch: this.#epoch, offset: this.#state.offset }, (event) => this.#on(event))
  }

  /** Reads everything after `offset`: entries that the snapshot covers fill the ring without changing the state. */
  async #readFrom(offset: number): Promise<void> {
    let after = Math.min(offset, this.#state.offset)
    for (;;) {
      const read = await this.log.read(after, READ_AT_ONCE)
      if (read.kind === 'trimmed') {
        after = read.first - 1
        continue
      }
      const last = read.entries.at(-1)
      if (!last) return
      this.#apply(read.entries)
      after = last.offset
    }
  }

  #apply(entries: readonly Entry[]): Frame[] {
    const frames = entries.map((entry) => ({ entry, text: encodeServerMessage({ type: 'entry', entry }) }))
    for (const entry of entries) this.#state = reduce(this.#state, entry)
    this.#ring.push(...frames)
    if (this.#ring.length > RING * 1.5) this.#ring = this.#ring.slice(-RING)
    return frames
  }

  #on(event: FollowEvent): void {
    switch (event.kind) {
      case 'entries': {
        const frames = this.#apply(event.entries)
        for (const listener of this.#listeners) listener.entries(frames)
        return
      }
      case 'down':
        this.#status = { kind: 'down', since: this.#clock.now(), reason: event.reason }
        this.#lines.warn({ store: this.store, reason: event.reason }, 'the log is away')
        return
      case 'up':
        this.#status = { kind: 'live' }
        this.#lines.info({ store: this.store }, 'the log is back')
        return
      case 'lost':
        this.#lines.warn({ store: this.store, epoch: event.position.epoch }, 'the log has begun anew')
        this.#reload()
    }
  }

  #reload(): void {
    if (this.#status.kind === 'closed') return
    this.#load().then(
      () => {
        for (const listener of [...this.#listeners]) listener.reset()
      },
      (error: unknown) => {
        this.#status = { kind: 'down', since: this.#clock.now(), reason: reason(error) }
        if (isFailure(error, 'closed')) return
        this.#lines.warn({ store: this.store, reason: reason(error) }, 'cannot load the log yet')
        this.#clock.after(RETRY, () => this.#reload())
      },
    )
  }

  async #position(): Promise<Position> {
    const sent = this.#clock.now()
    const position = await this.log.position()
    this.#logClock = synced(this.#logClock, sent, this.#clock.now(), position.time)
    return position
  }

  #scheduleSync(): void {
    this.#cancelSync = this.#clock.after(CLOCK_SYNC, () => {
      this.#position().catch((error: unknown) => {
        this.#lines.debug({ store: this.store, reason: reason(error) }, 'log time not measured')
      })
      if (this.#status.kind !== 'closed') this.#scheduleSync()
    })
  }
}
