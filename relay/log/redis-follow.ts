/**
 * Follows the stream by a cursor of its own. Every time something was read (or a second has passed without), the
 * position is asked for as well: a Redis that was emptied, restarted from an older state or trimmed under the reader
 * must be noticed before a wrong entry is handed on. An epoch never comes back, so looking after reading is enough.
 */
import { randomUUID } from 'node:crypto'
import { isFailure, reason } from '../../platform/failure.ts'
import { type Backoff, fullJitter } from '../../protocol/backoff.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Entry } from '../../protocol/event.ts'
import type { Cursor, FollowEvent, Position } from './port.ts'
import {
  type Checked,
  decodePosition,
  decodeStream,
  decodeXRead,
  type StreamEntry,
  stampOf,
  tailOf,
} from './redis-codec.ts'
import type { RedisConnection } from './redis-connection.ts'
import { POSITION, RENEW, type RedisKeys } from './redis-scripts.ts'

/** How long XREAD waits for news, ms: an idle follower looks at epoch and top this often. */
const BLOCK = 1_000
/** How long a command of a follower may take, ms: the wait and a generous answer. */
export const FOLLOW_PATIENCE = BLOCK + 1_500
/** Entries read at once. */
const CHUNK = 500
const RETRY: Backoff = { base: 50, cap: 500 }

type Parts = {
  readonly connection: RedisConnection
  readonly keys: RedisKeys
  readonly clock: Clock
  readonly cursor: Cursor
  readonly listener: (event: FollowEvent) => void
}

export class RedisFollower {
  readonly #parts: Parts
  #offset: number
  /** Log time, ms, of the newest entry handed on; `undefined` until the log was looked at. */
  #at: number | undefined
  /** The `t` that the entry at the cursor had; empty: not known. */
  #tail = ''
  #failures = 0
  #stopped = false
  #wake: () => void = () => undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.#offset = parts.cursor.offset
  }

  /** The caller closes the connection, which ends what is being waited for. */
  stop(): void {
    this.#stopped = true
    this.#wake()
  }

  /** Ends when it is stopped or lost. */
  async run(): Promise<void> {
    while (!this.#stopped) {
      try {
        if (await this.#step()) return
      } catch (error) {
        if (!isFailure(error)) throw error
        if (this.#failures === 0) this.#tell({ kind: 'down', reason: reason(error) })
        this.#failures++
        this.#at = undefined
        await this.#pause()
      }
    }
  }

  /** Says whether the cursor is lost. */
  async #step(): Promise<boolean> {
    const stream = this.#at === undefined ? [] : await this.#xread()
    const checked = await this.#check()
    if (this.#isLost(checked, stream)) {
      this.#tell({ kind: 'lost', position: await this.#newLife(checked) })
      return true
    }
    if (this.#failures > 0) this.#tell({ kind: 'up' })
    this.#failures = 0
    if (this.#tail === '') this.#tail = checked.tail
    this.#at ??= stampOf(this.#tail) ?? checked.position.time
    this.#pass(decodeStream(stream, this.#at), stream)
    return false
  }

  async #xread(): Promise<readonly StreamEntry[]> {
    // The largest sequence: an id that is no offset, such as 5-1, is passed by with its neighbour.
    const from = `${this.#offset}-18446744073709551615`
    const { connection, keys } = this.#parts
    return decodeXRead(await connection.command('XREAD', 'COUNT', CHUNK, 'BLOCK', BLOCK, 'STREAMS', keys.log, from))
  }

  async #check(): Promise<Checked> {
    const { connection, keys } = this.#parts
    return decodePosition(await connection.script(POSITION, [keys.log, keys.meta], [randomUUID(), this.#offset]))
  }

  #isLost({ position, tail }: Checked, stream: readonly StreamEntry[]): boolean {
    const other = position.epoch !== this.#parts.cursor.epoch
    const trimmed = this.#offset + 1 < position.first && stream[0]?.[0] !== `${this.#offset + 1}-0`
    return other || trimmed || this.#isSetBack({ position, tail })
  }

  /** Redis came back from an older state; other entries take the places of those that were read here, or have. */
  #isSetBack({ position, tail }: Checked): boolean {
    return this.#offset > position.offset || (this.#tail !== '' && tail !== '' && tail !== this.#tail)
  }

  /** A log that was set back gets a new epoch, or clients would trust offsets whose entries are others now. */
  async #newLife(checked: Checked): Promise<Position> {
    const { connection, keys, cursor } = this.#parts
    const { position } = checked
    const wasThere = this.#tail !== ''
    if (position.epoch !== cursor.epoch || !wasThere || !this.#isSetBack(checked)) return position
    const epoch = await connection.script(RENEW, [keys.meta, keys.snapshot], [cursor.epoch, randomUUID()])
    return { ...position, epoch: String(epoch) }
  }

  #pass(entries: readonly Entry[], stream: readonly StreamEntry[]): void {
    const last = entries.at(-1)
    if (!last) return
    this.#offset = last.offset
    this.#at = last.at
    this.#tail = tailOf(stream)
    this.#tell({ kind: 'entries', entries })
  }

  #pause(): Promise<void> {
    if (this.#stopped) return Promise.resolve()
    return new Promise((resolve) => {
      this.#wake = resolve
      this.#parts.clock.after(fullJitter(RETRY, this.#failures, Math.random()), resolve)
    })
  }

  #tell(event: FollowEvent): void {
    if (!this.#stopped) this.#parts.listener(event)
  }
}
