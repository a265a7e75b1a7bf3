/** Follows the embedded log: reads what is there, then waits for the next commit. There is one source, so no seam. */
import { isFailure, reason } from '../../platform/failure.ts'
import { fullJitter } from '../../protocol/backoff.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Cursor, FollowEvent, Following, Position, Read } from './port.ts'

/** Entries handed over at once. */
const CHUNK = 500
const RETRY = { base: 100, cap: 2_000 }

type Parts = {
  readonly position: () => Position
  readonly read: (after: number, limit: number) => Promise<Read>
  readonly queue: { whenBeyond(offset: number, callback: () => void): void; forget(callback: () => void): void }
  readonly clock: Clock
  readonly cursor: Cursor
  readonly listener: (event: FollowEvent) => void
}

export function followEmbedded(parts: Parts): Following {
  const follower = new Follower(parts)
  const running = follower.run()
  return {
    stop: () => {
      follower.stop()
      return running
    },
  }
}

class Follower {
  readonly #parts: Parts
  #offset: number
  #failures = 0
  #stopped = false
  #wake: () => void = () => undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.#offset = parts.cursor.offset
  }

  stop(): void {
    this.#stopped = true
    this.#wake()
  }

  async run(): Promise<void> {
    // Nobody is called back before `follow` has returned.
    await Promise.resolve()
    const { cursor } = this.#parts
    const position = this.#parts.position()
    if (position.epoch !== cursor.epoch || cursor.offset > position.offset)
      return this.#tell({ kind: 'lost', position })
    while (!this.#stopped) {
      const read = await this.#read()
      if (read?.kind === 'trimmed') return this.#tell({ kind: 'lost', position: this.#parts.position() })
      if (read && read.entries.length > 0) this.#pass(read.entries)
      else if (!this.#stopped) await this.#pause(read === undefined)
    }
  }

  #pass(entries: Extract<Read, { kind: 'entries' }>['entries']): void {
    this.#offset = entries.at(-1)?.offset ?? this.#offset
    this.#tell({ kind: 'entries', entries })
  }

  /** `undefined`: the disk refuses. */
  async #read(): Promise<Read | undefined> {
    try {
      const read = await this.#parts.read(this.#offset, CHUNK)
      if (this.#failures > 0) this.#tell({ kind: 'up' })
      this.#failures = 0
      return read
    } catch (error) {
      if (!isFailure(error, 'storage_failed') && !isFailure(error, 'storage_corrupt')) throw error
      if (this.#failures === 0) this.#tell({ kind: 'down', reason: reason(error) })
      this.#failures++
      return undefined
    }
  }

  /** Until the next commit, a while after a failure, or the end. */
  #pause(failed: boolean): Promise<void> {
    const { clock, queue } = this.#parts
    return new Promise<void>((resolve) => {
      this.#wake = resolve
      if (failed) clock.after(fullJitter(RETRY, this.#failures, Math.random()), resolve)
      else queue.whenBeyond(this.#offset, resolve)
    }).finally(() => queue.forget(this.#wake))
  }

  #tell(event: FollowEvent): void {
    if (!this.#stopped) this.#parts.listener(event)
  }
}
