/** `StoreLog` on Redis Streams. Each answer is Redis's own; nothing of the log is kept here, and nothing is open. */
import { randomUUID } from 'node:crypto'
import { Failure } from '../../platform/failure.ts'
import { checkSeq, storedEvent } from './event-codec.ts'
import {
  type Append,
  type Appended,
  type Cursor,
  type FollowEvent,
  type Following,
  ID_MEMORY,
  type Position,
  type Read,
  type Snapshot,
  type StoreLog,
} from './port.ts'
import { decodeAppended, decodePosition, decodeRead, decodeSnapshot, decodeStream, stampOf } from './redis-codec.ts'
import type { RedisConnection } from './redis-connection.ts'
import { RedisFollower, type Seeing } from './redis-follow.ts'
import {
  APPEND,
  LOAD_SNAPSHOT,
  POSITION,
  READ,
  type RedisKeys,
  redisKeys,
  SAVE_SNAPSHOT,
  TRIM,
} from './redis-scripts.ts'

/** Entries that stay in the probe's stream: more than there are relays that probe at the same moment. */
const PROBES = 256

/** What the log shares with those of other stores. */
export type Shared = Omit<Seeing, 'connection'> & {
  readonly commands: RedisConnection
  readonly closed: boolean
  /** A connection of its own for reading back. */
  prober(): RedisConnection
  note(log: RedisLog, state: 'busy' | 'idle'): void
}

export class RedisLog implements StoreLog {
  readonly store: string
  readonly #shared: Shared
  readonly #keys: RedisKeys
  readonly #followings = new Set<Following>()
  readonly #pending = new Set<Promise<unknown>>()
  readonly #afterwards: () => Promise<void>
  #closing: Promise<void> | undefined

  /** `afterwards` closes what is shared, if nobody else shares it. */
  constructor(store: string, shared: Shared, afterwards: () => Promise<void> = async () => {}) {
    this.store = store
    this.#shared = shared
    this.#afterwards = afterwards
    this.#keys = redisKeys(store)
  }

  append(record: Append): Promise<Appended> {
    return this.#do(async () => {
      const { producer, seq, event } = record
      checkSeq(seq)
      const { text, id } = storedEvent(event)
      const { log, producers, meta, bell } = this.#keys
      const keys = id === undefined ? [log, producers, meta] : [log, producers, meta, this.#keys.id(id)]
      const answer = this.#shared.commands.script(APPEND, keys, [producer, seq, text, randomUUID(), ID_MEMORY, bell])
      return decodeAppended(await answer)
    })
  }

  position(): Promise<Position> {
    return this.#do(async () => {
      const { log, meta } = this.#keys
      return decodePosition(await this.#shared.commands.script(POSITION, [log, meta], [randomUUID()]))
    })
  }

  read(after: number, limit: number): Promise<Read> {
    return this.#do(async () => {
      const { log, meta } = this.#keys
      const answer = await this.#shared.commands.script(READ, [log, meta], [after + 1, limit])
      const { first, before, stream } = decodeRead(answer)
      if (after + 1 < first) return { kind: 'trimmed', first }
      return { kind: 'entries', entries: decodeStream(stream, stampOf(before) ?? this.#shared.clock.now()) }
    })
  }

  follow(cursor: Cursor, listener: (event: FollowEvent) => void): Following {
    if (this.#isClosed()) throw this.#closed()
    const { commands: connection, bell, rounds, clock } = this.#shared
    const hear = (event: FollowEvent) => {
      if (event.kind === 'lost') forget()
      listener(event)
    }
    const follower = new RedisFollower({ connection, bell, rounds, clock, keys: this.#keys, cursor, listener: hear })
    const following: Following = {
      stop: async () => {
        follower.stop()
        forget()
      },
    }
    const forget = () => {
      this.#followings.delete(following)
      this.#note()
    }
    this.#followings.add(following)
    this.#note()
    follower.start()
    return following
  }

  loadSnapshot(): Promise<Snapshot | undefined> {
    return this.#do(async () => {
      const { snapshot, meta } = this.#keys
      return decodeSnapshot(await this.#shared.commands.script(LOAD_SNAPSHOT, [snapshot, meta], []))
    })
  }

  saveSnapshot({ epoch, offset, state }: Snapshot): Promise<boolean> {
    return this.#do(async () => {
      const { snapshot, log, meta } = this.#keys
      const args = [epoch, offset, JSON.stringify(state)]
      return (await this.#shared.commands.script(SAVE_SNAPSHOT, [snapshot, log, meta], args)) === 1
    })
  }

  trim(upTo: number): Promise<number> {
    return this.#do(async () => {
      const { log, meta, snapshot, producers } = this.#keys
      return Number(await this.#shared.commands.script(TRIM, [log, meta, snapshot, producers], [upTo]))
    })
  }

  /** Written by the connection that appends, read back by one that only reads. */
  probe(): Promise<number> {
    return this.#do(async () => {
      const prober = this.#shared.prober()
      const started = performance.now()
      const token = randomUUID()
      const { probe } = this.#keys
      const id = String(await this.#shared.commands.command('XADD', probe, 'MAXLEN', PROBES, '*', 'token', token))
      const back = await prober.command('XRANGE', probe, id, id)
      if (JSON.stringify(back) === JSON.stringify([[id, ['token', token]]])) return performance.now() - started
      throw new Failure('log_unavailable', 'what was just written to Redis does not come back')
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#shutDown()
    return this.#closing
  }

  async #shutDown(): Promise<void> {
    for (const following of [...this.#followings]) await following.stop()
    // Each of them is bounded; cutting them off would leave their callers in doubt.
    await Promise.allSettled(this.#pending)
    await this.#afterwards()
  }

  /** `task` begins in this very turn: that keeps appends in the order of the calls. */
  #do<T>(task: () => Promise<T>): Promise<T> {
    if (this.#isClosed()) return Promise.reject(this.#closed())
    const doing = task()
    this.#pending.add(doing)
    this.#note()
    const done = () => {
      this.#pending.delete(doing)
      this.#note()
    }
    doing.then(done, done)
    return doing
  }

  #note(): void {
    this.#shared.note(this, this.#pending.size + this.#followings.size > 0 ? 'busy' : 'idle')
  }

  #isClosed(): boolean {
    return this.#closing !== undefined || this.#shared.closed
  }

  #closed(): Failure {
    return new Failure('closed', `the log of store ${this.store} is closed`)
  }
}
