/**
 * The log's port: one ordered log of one store. Two adapters (Redis Streams, embedded) pass one contract test.
 *
 * Offsets are dense from 1 within an epoch. An epoch is a random name for one life of the log: if it differs, nothing
 * a reader knows is worth anything. `at` is log time: the clock of the place where entries are appended.
 */
import type { Entry, LogEvent } from '../../protocol/event.ts'
import type { State } from '../../protocol/state.ts'

/** A record from a producer. `seq` is dense from 1 per producer: that is what makes a retry harmless. */
export type Append = { readonly producer: string; readonly seq: number; readonly event: LogEvent }

export type Appended =
  | { readonly kind: 'appended'; readonly offset: number; readonly at: number }
  /**
   * This seq, or this event's `id`, is in the log already; `offset` is where. For a seq below the producer's newest it
   * is where the newest is: everything up to that one is in the log.
   */
  | { readonly kind: 'dup'; readonly offset: number }
  /** The producer's records before this one are missing; `last` is the newest seq the log has of it. */
  | { readonly kind: 'gap'; readonly last: number }

export type Position = {
  readonly epoch: string
  /** Oldest offset that can still be read; `offset + 1` when none can. */
  readonly first: number
  /** Newest offset; 0 when the log is empty. */
  readonly offset: number
  /** Log time now, ms. */
  readonly time: number
}

export type Read =
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  /** What was asked for is trimmed: start from a snapshot. */
  | { readonly kind: 'trimmed'; readonly first: number }

/** A reader's place: it has everything up to `offset` of this epoch. */
export type Cursor = { readonly epoch: string; readonly offset: number }

export type FollowEvent =
  /** In order, without a gap, from the cursor on. */
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  /** The cursor is worth nothing any more (other epoch, trimmed, or ahead of the log): following has ended. */
  | { readonly kind: 'lost'; readonly position: Position }
  | { readonly kind: 'down'; readonly reason: string }
  | { readonly kind: 'up' }
  /** Log time, from a log that has another clock than we: asked at `sent`, answered at `received` by our own, ms. */
  | { readonly kind: 'time'; readonly sent: number; readonly received: number; readonly time: number }

export type Following = { stop(): Promise<void> }

export type Snapshot = { readonly epoch: string; readonly offset: number; readonly state: State }

/**
 * Every method rejects with a `Failure`: `log_unavailable` or `storage_failed` (try again later), `closed`, or
 * `log_protocol` (a bug, or a server that cannot serve). After the first two an append may be in the log nevertheless:
 * the same seq again answers `dup` then.
 */
export interface StoreLog {
  readonly store: string
  append(record: Append): Promise<Appended>
  position(): Promise<Position>
  /** Entries with an offset greater than `after`, at most `limit`. */
  read(after: number, limit: number): Promise<Read>
  /** Calls `listener` with what comes after the cursor, until stopped or lost. Reconnects by itself. */
  follow(cursor: Cursor, listener: (event: FollowEvent) => void): Following
  /** The newest durable snapshot of the current epoch, if there is one. */
  loadSnapshot(): Promise<Snapshot | undefined>
  /** Saved only if its epoch is the log's and it is newer than the one there; says whether it was. */
  saveSnapshot(snapshot: Snapshot): Promise<boolean>
  /** Forgets entries up to `upTo`, but never one that the durable snapshot does not cover. Says the new `first`. */
  trim(upTo: number): Promise<number>
  /** Writes and reads back through the same ways a press takes, without an entry: the round trip in ms. */
  probe(): Promise<number>
  close(): Promise<void>
}

/** The logs of many stores in one place; what they share is opened once. */
export interface StoreLogs {
  /** The log of a store, whether anything was ever written to it or not; `undefined`: this place has none of it. */
  open(store: string): StoreLog | undefined
  close(): Promise<void>
}

/** How long the log remembers an event's `id` to recognise a repetition, ms: a day, well above any client's retries. */
export const ID_MEMORY = 86_400_000
