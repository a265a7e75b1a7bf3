/** What the log needs of a connection to Redis; `redis.ts` makes one with ioredis. */
import type { Script } from './redis-scripts.ts'

export type Argument = string | number

/**
 * Commands reach Redis in the order of the calls. A call rejects with `log_unavailable` if there is no answer in time
 * (then it may have been carried out nevertheless), `closed`, or `log_protocol`; never with anything else.
 */
export interface RedisConnection {
  command(...args: readonly [string, ...Argument[]]): Promise<unknown>
  script(script: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown>
  close(): Promise<void>
}

/** Opens one more connection. `patience` is how long a command may take, ms. */
export type Connect = (purpose: 'commands' | 'follow' | 'probe', patience: number) => RedisConnection
