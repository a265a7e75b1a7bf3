/** Keeps the log short: every so often the state is saved as a snapshot, and entries far below it are forgotten. */
import { isFailure, reason } from '../platform/failure.ts'
import type { LogLines } from '../platform/logger.ts'
import type { StoreFeed } from './store-feed.ts'

/** A snapshot each so many entries: replaying these takes a relay a few milliseconds at its start. */
export const SNAPSHOT_EVERY = 1_000
/** Entries kept for readers that look back: about a day of a busy store. */
export const KEEP = 10_000

export class Compaction {
  readonly #feed: StoreFeed
  readonly #lines: LogLines
  #savedAt: number
  #saving: Promise<void> = Promise.resolve()
  readonly #listener = { entries: () => this.#saveIfDue(), reset: () => this.#onReset() }

  constructor(feed: StoreFeed, lines: LogLines) {
    this.#feed = feed
    this.#lines = lines
    // Bridges may have written a day's presses while no relay held the store: the next start is not to replay them, too.
    this.#savedAt = feed.snapshotOffset
    feed.join(undefined, this.#listener)
    this.#saveIfDue()
  }

  /** Saves what is new and ends. */
  async close(): Promise<void> {
    this.#feed.leave(this.#listener)
    await this.#saving
    if (this.#feed.state.offset > this.#savedAt) await this.#save()
  }

  #saveIfDue(): void {
    if (this.#feed.state.offset - this.#savedAt < SNAPSHOT_EVERY) return
    this.#savedAt = this.#feed.state.offset
    this.#saving = this.#saving.then(() => this.#save())
  }

  #onReset(): void {
    this.#savedAt = this.#feed.snapshotOffset
    this.#saveIfDue()
  }

  async #save(): Promise<void> {
    const { epoch, state, log, store } = this.#feed
    try {
      if (!(await log.saveSnapshot({ epoch, offset: state.offset, state }))) return
      this.#savedAt = state.offset
      if (state.offset > KEEP) await log.trim(state.offset - KEEP)
    } catch (error) {
      // Nothing is lost by a missed snapshot: the next one covers it.
      if (!isFailure(error)) throw error
      this.#lines.warn({ store, reason: reason(error) }, 'snapshot not saved')
    }
  }
}
