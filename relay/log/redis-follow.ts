/**
 * Follows the stream by a cursor of its own. The bell tells an entry at once; it is handed on only if it is the next
 * one, and names the time of the very entry that was handed on last. Everything else is a reason to look at the log.
 *
 * A look says in one moment's answer where the log stands, whether the entry at the cursor is still the one that was
 * read, and what comes after it. So a Redis that was emptied, restarted from an older state or trimmed under the reader
 * is noticed before a wrong entry is handed on. One look each round finds what no bell told.
 */
import { randomUUID } from 'node:crypto'
import { isFailure, reason } from '../../platform/failure.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Entry } from '../../protocol/event.ts'
import type { Cursor, FollowEvent, Position } from './port.ts'
import type { BellLine, Ringer } from './redis-bell.ts'
import {
  decodeLook,
  decodeRing,
  decodeStream,
  type Look,
  type Ring,
  type StreamEntry,
  stampOf,
  tailOf,
} from './redis-codec.ts'
import type { RedisConnection } from './redis-connection.ts'
import type { Rounds, Visited } from './redis-rounds.ts'
import { LOOK, RENEW, type RedisKeys } from './redis-scripts.ts'

/** Entries read at once. */
const CHUNK = 500

export type Seeing = {
  readonly connection: RedisConnection
  readonly bell: BellLine
  readonly rounds: Rounds
  readonly clock: Clock
}
type Parts = Seeing & {
  readonly keys: RedisKeys
  readonly cursor: Cursor
  readonly listener: (event: FollowEvent) => void
}

/** The entry that was handed on last. */
type Place = {
  readonly offset: number
  /** Its `t`; empty: not known. */
  readonly tail: string
  /** Log time, ms; `undefined` until the log was looked at. */
  readonly at: number | undefined
}

export class RedisFollower implements Ringer, Visited {
  readonly #parts: Parts
  #place: Place
  /** Looked at the log since the bell was heard last without a break. */
  #fresh = false
  #looking = false
  /** Something has happened that the look under way may not have seen. */
  #again = false
  #down = false
  #over = false
  #leave: () => void = () => {}

  constructor(parts: Parts) {
    this.#parts = parts
    this.#place = { offset: parts.cursor.offset, tail: '', at: undefined }
  }

  start(): void {
    const { bell, rounds, keys } = this.#parts
    this.#leave = bell.listen(keys.bell, this)
    rounds.add(this)
    this.visit()
  }

  stop(): void {
    this.#over = true
    this.#parts.rounds.remove(this)
    this.#leave()
  }

  visit(): void {
    if (!this.#looking && !this.#over) void this.#look()
  }

  tuned(): void {
    this.#again = true
    if (!this.#looking) this.#parts.rounds.hurry(this)
  }

  deaf(): void {
    this.#fresh = false
  }

  rang(text: string): void {
    if (this.#over) return
    const ring = decodeRing(text)
    if (this.#fresh && ring && this.#isNext(ring)) this.#pass([ring.entry], String(ring.entry.at))
    else if (!ring || !this.#isLast(ring)) this.#wake()
  }

  #isNext({ epoch, before, entry }: Ring): boolean {
    const { offset, tail } = this.#place
    const follows = offset === 0 ? before === '-' : before === tail
    return epoch === this.#parts.cursor.epoch && entry.offset === offset + 1 && follows
  }

  /** It was read before its bell was heard. */
  #isLast({ epoch, entry }: Ring): boolean {
    const { offset, tail } = this.#place
    return epoch === this.#parts.cursor.epoch && entry.offset === offset && String(entry.at) === tail
  }

  #wake(): void {
    this.#again = true
    this.visit()
  }

  async #look(): Promise<void> {
    this.#looking = true
    try {
      do {
        this.#again = false
        await this.#step()
      } while (this.#again && !this.#over)
    } catch (error) {
      if (!isFailure(error)) throw error
      this.#onFailure(reason(error))
    } finally {
      this.#looking = false
    }
  }

  async #step(): Promise<void> {
    const { connection, keys, clock } = this.#parts
    const asked = this.#place
    const sent = clock.now()
    const look = decodeLook(await connection.script(LOOK, [keys.log, keys.meta], [randomUUID(), asked.offset, CHUNK]))
    if (this.#over) return
    if (this.#isLost(look, asked)) {
      this.#fresh = false
      const position = await this.#newLife(look, asked)
      this.#tell({ kind: 'lost', position })
      return this.stop()
    }
    if (this.#down) this.#tell({ kind: 'up' })
    this.#down = false
    this.#fresh = true
    this.#tell({ kind: 'time', sent, received: clock.now(), time: look.position.time })
    this.#take(look, asked)
  }

  #take({ tail, stream, position }: Look, asked: Place): void {
    const known = { ...asked, tail: asked.tail || tail }
    const at = asked.at ?? stampOf(known.tail) ?? position.time
    const entries = decodeStream(stream, at)
    if (this.#place.offset === asked.offset) this.#place = { ...known, at }
    else if (!this.#hasPlace(stream)) return this.#doubt(entries)
    this.#pass(
      entries.filter(({ offset }) => offset > this.#place.offset),
      tailOf(stream),
    )
    if (stream.length >= CHUNK) this.#again = true
  }

  /** Bells were handed on since the log was asked: the answer has the very entry of the last one, or is of no use. */
  #hasPlace(stream: readonly StreamEntry[]): boolean {
    const { offset, tail } = this.#place
    return tailOf(stream.filter(([id]) => id === `${offset}-0`)) === tail
  }

  /** An answer from before those bells is merely old. One that goes beyond them is of another past: looked at again. */
  #doubt(entries: readonly Entry[]): void {
    if ((entries.at(-1)?.offset ?? 0) >= this.#place.offset) this.#again = true
  }

  #isLost(look: Look, asked: Place): boolean {
    const { epoch, first } = look.position
    return epoch !== this.#parts.cursor.epoch || asked.offset + 1 < first || isSetBack(look, asked)
  }

  /** A log that was set back gets a new epoch, or clients would trust offsets whose entries are others now. */
  async #newLife(look: Look, asked: Place): Promise<Position> {
    const { connection, keys, cursor } = this.#parts
    const { position } = look
    const wasThere = asked.tail !== ''
    if (position.epoch !== cursor.epoch || !wasThere || !isSetBack(look, asked)) return position
    const epoch = await connection.script(RENEW, [keys.meta, keys.snapshot], [cursor.epoch, randomUUID()])
    return { ...position, epoch: String(epoch) }
  }

  #pass(entries: readonly Entry[], tail: string): void {
    const last = entries.at(-1)
    if (!last) return
    this.#place = { offset: last.offset, tail, at: last.at }
    this.#tell({ kind: 'entries', entries })
  }

  /** The next round looks again, and sooner if the connection comes back. */
  #onFailure(why: string): void {
    this.#fresh = false
    if (!this.#down) this.#tell({ kind: 'down', reason: why })
    this.#down = true
  }

  #tell(event: FollowEvent): void {
    if (!this.#over) this.#parts.listener(event)
  }
}

/** Redis came back from an older state; other entries take the places of those that were read here, or have. */
function isSetBack({ position, tail }: Look, asked: Place): boolean {
  return asked.offset > position.offset || (asked.tail !== '' && tail !== '' && tail !== asked.tail)
}
