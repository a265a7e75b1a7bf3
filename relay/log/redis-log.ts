/** `StoreLog` on Redis Streams. Each answer is Redis's own; nothing of the log is kept here. */
import { randomUUID } from 'node:crypto'
import { Failure } from '../../platform/failure.ts'
import type { Clock } from '../../protocol/clock.ts'
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
import type { Connect, RedisConnection } from './redis-connection.ts'
import { FOLLOW_PATIENCE, RedisFollower } from './redis-follow.ts'
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

/** How long a command may take, ms. */
const PATIENCE = 2_000
/** Entries that stay in the probe's stream: more than there are relays that probe at the same moment. */
const PROBES = 256

export class RedisLog implements StoreLog {
  readonly store: string
  readonly #clock: Clock
  readonly #connect: Connect
  readonly #keys: RedisKeys
  readonly #commands: RedisConnection
  readonly #followings = new Set<Following>()
  readonly #pending = new Set<Promise<unknown>>()
  #prober: RedisConnection | undefined
  #closing: Promise<void> | undefined

  constructor(store: string, clock: Clock, connect: Connect) {
    this.store = store
    this.#clock = clock
    this.#connect = connect
    this.#keys = redisKeys(store)
    this.#commands = connect('commands', PATIENCE)
  }

  append(record: Append): Promise<Appended> {
    return this.#do(async () => {
      const { producer, seq, event } = record
      checkSeq(seq)
      const { text, id } = storedEvent(event)
      const { log, producers, meta } = this.#keys
      const keys = id === undefined ? [log, producers, meta] : [log, producers, meta, this.#keys.id(id)]
      const answer = this.#commands.script(APPEND, keys, [producer, seq, text, randomUUID(), ID_MEMORY])
      return decodeAppended(await answer)
    })
  }

  position(): Promise<Position> {
    return this.#do(async () => {
      const { log, meta } = this.#keys
      return decodePosition(await this.#commands.script(POSITION, [log, meta], [randomUUID(), 0])).position
    })
  }

  read(after: number, limit: number): Promise<Read> {
    return this.#do(async () => {
      const { log, meta } = this.#keys
      const answer = await this.#commands.script(READ, [log, meta], [after + 1, limit])
      const { first, before, stream } = decodeRead(answer)
      if (after + 1 < first) return { kind: 'trimmed', first }
      return { kind: 'entries', entries: decodeStream(stream, stampOf(before) ?? this.#clock.now()) }
    })
  }

  follow(cursor: Cursor, listener: (event: FollowEvent) => void): Following {
    if (this.#closing) throw this.#closed()
    const connection = this.#connect('follow', FOLLOW_PATIENCE)
    const follower = new RedisFollower({ connection, keys: this.#keys, clock: this.#clock, cursor, listener })
    const running = follower.run()
    const following: Following = {
      stop: async () => {
        this.#followings.delete(following)
        follower.stop()
        await Promise.all([connection.close(), running])
      },
    }
    this.#followings.add(following)
    return following
  }

  loadSnapshot(): Promise<Snapshot | undefined> {
    return this.#do(async () => {
      const { snapshot, meta } = this.#keys
      return decodeSnapshot(await this.#commands.script(LOAD_SNAPSHOT, [snapshot, meta], []))
    })
  }

  saveSnapshot({ epoch, offset, state }: Snapshot): Promise<boolean> {
    return this.#do(async () => {
      const { snapshot, log, meta } = this.#keys
      const args = [epoch, offset, JSON.stringify(state)]
      return (await this.#commands.script(SAVE_SNAPSHOT, [snapshot, log, meta], args)) === 1
    })
  }

  trim(upTo: number): Promise<number> {
    return this.#do(async () => {
      const { log, meta, snapshot } = this.#keys
      return Number(await this.#commands.script(TRIM, [log, meta, snapshot], [upTo]))
    })
  }

  /** Written by the connection that appends, read back by one that only reads. */
  probe(): Promise<number> {
    return this.#do(async () => {
      this.#prober ??= this.#connect('probe', PATIENCE)
      const started = performance.now()
      const token = randomUUID()
      const { probe } = this.#keys
      const id = String(await this.#commands.command('XADD', probe, 'MAXLEN', PROBES, '*', 'token', token))
      const back = await this.#prober.command('XRANGE', probe, id, id)
      if (JSON.stringify(back) === JSON.stringify([[id, ['token', token]]])) return performance.now() - started
      throw new Failure('log_unavailable', 'what was just written to Redis does not come back')
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#shutDown()
    return this.#closing
  }

  async #shutDown(): Promise<void> {
    await Promise.all([...this.#followings].map((following) => following.stop()))
    // Each of them is bounded; cutting them off would leave their callers in doubt.
    await Promise.allSettled(this.#pending)
    await Promise.all([this.#commands.close(), this.#prober?.close()])
  }

  /** `task` begins in this very turn: that keeps appends in the order of the calls. */
  #do<T>(task: () => Promise<T>): Promise<T> {
    if (this.#closing) return Promise.reject(this.#closed())
    const doing = task()
    this.#pending.add(doing)
    const done = () => this.#pending.delete(doing)
    doing.then(done, done)
    return doing
  }

  #closed(): Failure {
    return new Failure('closed', `the log of store ${this.store} is closed`)
  }
}
