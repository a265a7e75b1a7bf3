/**
 * A store as the relay holds it: the state that its log amounts to, and the frames of the newest entries, encoded once
 * for all clients.
 */
import type { LogLines } from '../platform/logger.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Entry } from '../protocol/event.ts'
import { encodeServerMessage, type ServerMessage } from '../protocol/message.ts'
import type { State } from '../protocol/state.ts'
import { FollowedState, type FollowedStatus } from './log/followed-state.ts'
import type { Cursor, StoreLog } from './log/port.ts'
import { joined, textFrame } from './ws/frame.ts'

/** An entry, and the WebSocket frame that tells of it. */
export type Frame = { readonly entry: Entry; readonly wire: Buffer }

export type FeedListener = {
  /** Whether it stands for a screen of customers. */
  readonly isScreen?: boolean
  /** `wire` is all of `frames` in one piece. */
  entries(frames: readonly Frame[], wire: Buffer): void
  /** The log has begun a new life: what was sent before is worth nothing. */
  reset(): void
}

/** How a client catches up: with the frames it misses (none: it misses nothing), or from a snapshot. */
export type CatchUp = { readonly kind: 'recovered'; readonly wire: Buffer | undefined } | { readonly kind: 'snapshot' }

/**
 * Frames kept for clients that come back: some minutes of the busiest store. A snapshot costs about as much as ten of
 * them, and a relay holds some thousand stores.
 */
const RING = 200

type Kept = { readonly state: State; readonly wire: Buffer }

export class StoreFeed {
  readonly log: StoreLog
  readonly #followed: FollowedState
  readonly #listeners = new Set<FeedListener>()
  #ring: Frame[] = []
  #screens = 0
  #snapshot: Kept | undefined
  /** A crowd that comes back after a restart misses the same entries. */
  #tail: (Kept & { readonly after: number }) | undefined
  #onSent: ((entry: Entry, screens: number) => void) | undefined

  private constructor(log: StoreLog, clock: Clock, lines: LogLines) {
    this.log = log
    this.#followed = new FollowedState({
      log,
      clock,
      lines,
      history: RING,
      listener: {
        loaded: (newest) => {
          this.#ring = newest.map(frameWith)
        },
        entries: (entries) => this.#take(entries),
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
  /** Up to where a snapshot covered the log when it was loaded. */
  get snapshotOffset(): number {
    return this.#followed.snapshotOffset
  }

  /** Log time now, whole ms. */
  now(): number {
    return this.#followed.now()
  }

  /** What a client with this cursor misses, and then everything that comes. */
  join(cursor: Cursor | undefined, listener: FeedListener): CatchUp {
    this.#listeners.add(listener)
    if (listener.isScreen) this.#screens++
    const { epoch } = this.#followed
    if (cursor?.epoch !== epoch || !this.#reaches(cursor.offset)) return { kind: 'snapshot' }
    return { kind: 'recovered', wire: this.#after(cursor.offset) }
  }

  leave(listener: FeedListener): void {
    if (this.#listeners.delete(listener) && listener.isScreen) this.#screens--
  }

  /** Calls with each live entry after all listeners have had it, and to how many screens that was. */
  whenSent(onSent: (entry: Entry, screens: number) => void): void {
    this.#onSent = onSent
  }

  /** What a client of this epoch that has everything up to `offset` misses; undefined if that is more than `most` entries. */
  missed(offset: number, most: number): Buffer | undefined {
    if (!this.#reaches(offset) || this.state.offset - offset > most) return undefined
    return this.#after(offset)
  }

  /** The newest state as a frame: made once for all who ask while it is that. */
  snapshot(): Buffer {
    const { state } = this.#followed
    if (this.#snapshot?.state !== state) {
      this.#snapshot = { state, wire: frameOf({ type: 'snapshot', offset: state.offset, state }) }
    }
    return this.#snapshot.wire
  }

  close(): Promise<void> {
    return this.#followed.close()
  }

  /** Whether the ring has all that comes after `offset`. It has not where another program has left out offsets. */
  #reaches(offset: number): boolean {
    const newest = this.state.offset
    const oldest = this.#ring[0]?.entry.offset ?? newest + 1
    const isDense = this.#ring.length === newest - oldest + 1
    return isDense && offset <= newest && offset >= oldest - 1
  }

  #after(offset: number): Buffer | undefined {
    const { state } = this
    if (offset === state.offset) return undefined
    if (this.#tail?.state !== state || this.#tail.after !== offset) {
      const oldest = this.#ring[0]?.entry.offset ?? state.offset + 1
      const frames = this.#ring.slice(offset - oldest + 1)
      this.#tail = { state, after: offset, wire: joined(frames.map(({ wire }) => wire)) }
    }
    return this.#tail.wire
  }

  #take(entries: readonly Entry[]): void {
    const frames = entries.map(frameWith)
    this.#ring.push(...frames)
    if (this.#ring.length > RING * 1.5) this.#ring = this.#ring.slice(-RING)
    this.#fanOut(frames)
  }

  #fanOut(frames: readonly Frame[]): void {
    if (frames.length === 0) return
    const wire = joined(frames.map((frame) => frame.wire))
    for (const listener of this.#listeners) listener.entries(frames, wire)
    if (this.#onSent) for (const { entry } of frames) this.#onSent(entry, this.#screens)
  }
}

function frameWith(entry: Entry): Frame {
  return { entry, wire: frameOf({ type: 'entry', entry }) }
}

function frameOf(message: ServerMessage): Buffer {
  return textFrame(encodeServerMessage(message))
}
