/**
 * A store as the relay holds it: the state that its log amounts to, and the frames of the newest entries, encoded once
 * for all clients.
 */
import type { LogLines } from '../platform/logger.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Entry } from '../protocol/event.ts'
import { encodeServerMessage } from '../protocol/message.ts'
import type { State } from '../protocol/state.ts'
import { FollowedState, type FollowedStatus } from './log/followed-state.ts'
import type { Cursor, StoreLog } from './log/port.ts'

export type Frame = { readonly entry: Entry; readonly text: string }

export type FeedListener = {
  entries(frames: readonly Frame[]): void
  /** The log has begun a new life: what was sent before is worth nothing. */
  reset(): void
}

/** How a client catches up: with the frames it misses, or from a snapshot. */
export type CatchUp =
  | { readonly kind: 'recovered'; readonly frames: readonly Frame[] }
  | { readonly kind: 'snapshot'; readonly state: State }

/**
 * Frames kept for clients that come back: some minutes of the busiest store. A snapshot costs about as much as ten of
 * them, and a relay holds some thousand stores.
 */
const RING = 200

export class StoreFeed {
  readonly log: StoreLog
  readonly #followed: FollowedState
  readonly #listeners = new Set<FeedListener>()
  #ring: Frame[] = []

  private constructor(log: StoreLog, clock: Clock, lines: LogLines) {
    this.log = log
    this.#followed = new FollowedState({
      log,
      clock,
      lines,
      history: RING,
      listener: {
        loading: () => {
          this.#ring = []
        },
        entries: (entries, when) => this.#take(entries, when),
        reloaded: () => {
          for (const listener of [...this.#listeners]) listener.reset()
        },
      },
    })
  }

  /** Resolves when the state is that of the whole log. Rejects with `log_unavailable` when it cannot be reached. */
  static async start(log: StoreLog, clock: Clock, lines: LogLines): Promise<StoreFeed> {
    const feed = new StoreFeed(log, clock, lines)
    try {
      await feed.#followed.load()
    } catch (error) {
      await feed.close()
      throw error
    }
    return feed
  }

  get store(): string {
    return this.log.store
  }
  get state(): State {
    return this.#followed.state
  }
  get epoch(): string {
    return this.#followed.epoch
  }
  get status(): FollowedStatus {
    return this.#followed.status
  }

  /** Log time now, whole ms. */
  now(): number {
    return this.#followed.now()
  }

  /** What a client with this cursor misses, and then everything that comes. */
  join(cursor: Cursor | undefined, listener: FeedListener): CatchUp {
    this.#listeners.add(listener)
    const { state, epoch } = this.#followed
    const oldest = this.#ring[0]?.entry.offset ?? state.offset + 1
    const known = cursor?.epoch === epoch && cursor.offset <= state.offset && cursor.offset >= oldest - 1
    if (!cursor || !known) return { kind: 'snapshot', state }
    return { kind: 'recovered', frames: this.#ring.slice(cursor.offset - oldest + 1) }
  }

  leave(listener: FeedListener): void {
    this.#listeners.delete(listener)
  }

  close(): Promise<void> {
    return this.#followed.close()
  }

  #take(entries: readonly Entry[], when: 'loading' | 'live'): void {
    const frames = entries.map((entry) => ({ entry, text: encodeServerMessage({ type: 'entry', entry }) }))
    this.#ring.push(...frames)
    if (this.#ring.length > RING * 1.5) this.#ring = this.#ring.slice(-RING)
    if (when === 'live') for (const listener of this.#listeners) listener.entries(frames)
  }
}
