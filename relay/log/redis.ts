/**
 * Connections to Redis, by ioredis; nothing else imports it.
 *
 * ioredis is told to do as little as possible by itself: no queue while it is offline, no second sending. Each of them
 * would repeat or reorder commands, or leave promises unsettled (`maxRetriesPerRequest: null` together with
 * `autoResendUnfulfilledCommands: false`). Calls wait here for a connection that has been looked at, for a bounded time.
 */
import { Redis, type RedisOptions } from 'ioredis'
import { Failure, reason } from '../../platform/failure.ts'
import { type Backoff, fullJitter } from '../../protocol/backoff.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { StoreLog, StoreLogs } from './port.ts'
import { parseRedisUrl, type RedisAddress } from './redis-address.ts'
import type { Argument, Connect, RedisConnection } from './redis-connection.ts'
import { replyFailure, replyWord, unavailable } from './redis-failure.ts'
import { judgeServer } from './redis-info.ts'
import { RedisLog } from './redis-log.ts'
import { ALL_SCRIPTS, type Script } from './redis-scripts.ts'

export type RedisLogOptions = {
  /** `redis://[user:password@]host[:port][/database]`, or `rediss:` for TLS. */
  readonly url: string
  readonly store: string
  readonly clock: Clock
  /** One line for the operator, who can do something about it; each is said once. */
  readonly onWarning?: (text: string) => void
}

/** A Redis that comes back is found within half a second; there are few of us, so nobody is flooded. */
const RETRY: Backoff = { base: 50, cap: 500 }
const CONNECT_TIMEOUT = 2_000

export type RedisLogsOptions = Omit<RedisLogOptions, 'store'>

/** The logs of all stores of a Redis. Returns at once, whether it is up or not. Throws `bad_setting` if the URL is none. */
export function openRedisLogs(options: RedisLogsOptions): StoreLogs {
  const logs = new Map<string, StoreLog>()
  return {
    open(store) {
      const log = logs.get(store) ?? openRedisLog({ ...options, store })
      logs.set(store, log)
      return log
    },
    close: async () => void (await Promise.all([...logs.values()].map((log) => log.close()))),
  }
}

/** The log of one store, as `openRedisLogs`. */
export function openRedisLog(options: RedisLogOptions): StoreLog {
  return new RedisLog(options.store, options.clock, redisConnect(options))
}

/** Makes the connections of a log, and of those who only look at its Redis. Throws `bad_setting` if the URL is none. */
export function redisConnect({ url, store, clock, onWarning = () => undefined }: RedisLogOptions): Connect {
  const address = parseRedisUrl(url)
  const said = new Set<string>()
  const warnOnce = (text: string) => {
    if (!said.has(text)) onWarning(text)
    said.add(text)
  }
  return (purpose, patience) => {
    const name = `cashierq:${store}:${purpose}`
    return new IoredisConnection({ address, name, patience, clock, onWarning: warnOnce })
  }
}

type Parts = {
  readonly address: RedisAddress
  readonly name: string
  readonly patience: number
  readonly clock: Clock
  readonly onWarning: (text: string) => void
}
/** The bound of a call, not an error of Redis. */
class Late extends Error {}

type Waiting = { readonly start: () => void; readonly reject: (error: unknown) => void }
type Phase =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready' }
  /** There is a Redis, but it will not do. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'closed' }

class IoredisConnection implements RedisConnection {
  readonly #parts: Parts
  readonly #redis: Redis
  #phase: Phase = { kind: 'connecting' }
  /** In the order of the calls. */
  readonly #waiting = new Set<Waiting>()
  #trouble = 'no connection yet'

  constructor(parts: Parts) {
    this.#parts = parts
    this.#redis = new Redis(optionsFor(parts))
    this.#redis.on('error', (error: Error) => {
      this.#trouble = reason(error)
    })
    this.#redis.on('ready', () => void this.#greet())
    this.#redis.on('close', () => this.#onLost())
  }

  command(...args: readonly [string, ...Argument[]]): Promise<unknown> {
    const [name, ...rest] = args
    return this.#call(() => this.#redis.call(name, ...rest))
  }

  script({ lua, sha }: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    const rest = [keys.length, ...keys, ...args]
    return this.#call(() =>
      this.#redis.call('EVALSHA', sha, ...rest).catch((error: unknown) => {
        // Loaded on connecting, but somebody may have said SCRIPT FLUSH.
        if (replyWord(error) === 'NOSCRIPT') return this.#redis.call('EVAL', lua, ...rest)
        throw error
      }),
    )
  }

  async close(): Promise<void> {
    if (this.#phase.kind === 'closed') return
    this.#phase = { kind: 'closed' }
    this.#rejectWaiting()
    // Between two tries ioredis has no socket to close, and would never say "end".
    const idle = this.#redis.status === 'reconnecting' || this.#redis.status === 'end'
    const ended = new Promise<void>((resolve) => this.#redis.once('end', () => resolve()))
    this.#redis.disconnect()
    if (!idle) await ended
  }

  /** Sends as soon as there is a good connection (in this very turn, if there is one), and bounds the whole. */
  async #call(send: () => Promise<unknown>): Promise<unknown> {
    const { clock, patience } = this.#parts
    let cancel = () => {}
    const late = new Promise<never>((_, reject) => {
      cancel = clock.after(patience, () => reject(new Late()))
    })
    try {
      return await Promise.race([this.#start(send), late])
    } catch (error) {
      throw this.#failure(error)
    } finally {
      cancel()
    }
  }

  #start(send: () => Promise<unknown>): Promise<unknown> {
    switch (this.#phase.kind) {
      case 'ready':
        return send()
      case 'connecting':
        return new Promise((resolve, reject) => {
          this.#waiting.add({ start: () => send().then(resolve, reject), reject })
        })
      case 'refused':
      case 'closed':
        return Promise.reject(this.#failure(undefined))
    }
  }

  /** Looks at the server before anything is sent: its version, its dangers; and gives it the scripts. */
  async #greet(): Promise<void> {
    const asked = [this.#redis.info(), ...ALL_SCRIPTS.map(({ lua }) => this.#redis.script('LOAD', lua))]
    const [info] = await Promise.allSettled(asked)
    if (this.#phase.kind !== 'connecting' || this.#redis.status !== 'ready') return
    this.#trouble = 'the connection was lost'
    const verdict = judgeServer(info?.status === 'fulfilled' ? String(info.value) : '')
    if (verdict.kind === 'too_old') {
      const what = `Redis at ${this.#parts.address.label} is version ${verdict.version}: 6.2 or newer is needed`
      this.#phase = { kind: 'refused', failure: new Failure('log_protocol', what) }
      return this.#rejectWaiting()
    }
    for (const warning of verdict.warnings) this.#parts.onWarning(warning)
    this.#phase = { kind: 'ready' }
    for (const waiting of this.#takeWaiting()) waiting.start()
  }

  #onLost(): void {
    if (this.#phase.kind !== 'closed') this.#phase = { kind: 'connecting' }
    this.#rejectWaiting()
  }

  #rejectWaiting(): void {
    for (const waiting of this.#takeWaiting()) waiting.reject(this.#failure(undefined))
  }

  #takeWaiting(): Waiting[] {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    return waiting
  }

  #failure(error: unknown): Failure {
    const { address } = this.#parts
    if (this.#phase.kind === 'closed') return new Failure('closed', 'the log is closed')
    if (this.#phase.kind === 'refused') return this.#phase.failure
    if (error instanceof Failure) return error
    if (replyWord(error) !== undefined) return replyFailure(address, error)
    const silent = error instanceof Late && this.#phase.kind === 'ready'
    return unavailable(address, silent ? `no answer within ${this.#parts.patience} ms` : this.#trouble)
  }
}

function optionsFor({ address, name, patience }: Parts) {
  const { host, port, db, tls, username, password } = address
  return {
    host,
    port,
    db,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
    connectionName: name,
    disableClientInfo: true,
    // The shapes of RESP2 are the same with every server.
    protocol: 2,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // Left at its default, a Redis that loads for 50 ms is away for a second.
    maxLoadingRetryTime: 100,
    connectTimeout: CONNECT_TIMEOUT,
    // Finds the half-open connection: a command is out, and nothing at all comes back.
    socketTimeout: patience,
    retryStrategy: (times) => fullJitter(RETRY, times, Math.random()),
    // After a failover the old master takes no writes; a new connection finds the new one.
    reconnectOnError: (error) => replyWord(error) === 'READONLY',
  } satisfies RedisOptions
}
