/**
 * What the log needs of Redis, from the log down to the wire. `redis.ts` has the wires, made with ioredis; all between
 * them and the log knows these types alone.
 */
import type { Script } from './redis-scripts.ts'

export type Argument = string | number

/**
 * Commands reach Redis in the order of the calls. A call rejects with `log_unavailable` if there is no answer in time
 * (then it may have been carried out nevertheless), `closed`, or `log_protocol`; never with anything else.
 *
 * In a cluster the first argument of a command, or the first key of a script, says which master it goes to.
 */
export interface RedisConnection {
  command(...args: readonly [string, ...Argument[]]): Promise<unknown>
  script(script: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown>
  close(): Promise<void>
}

/** A connection that also tells when the way to a server has broken, and when it is there again. */
export interface WatchedConnection extends RedisConnection {
  onChange(listener: () => void): void
}

/** What a socket with Redis at its other end does; it may connect again by itself. */
export interface Wire {
  call(name: string, args: readonly Argument[]): Promise<unknown>
  /** Resolves when it will tell nothing any more. */
  close(): Promise<void>
}

export type WireListener = {
  /** Redis is there and has let us in. */
  ready(): void
  /** A connection, or the attempt at one, has ended. */
  lost(): void
  trouble(text: string): void
}

export type OpenWire = (listener: WireListener) => Wire

/** A socket that hears what is published. It does not come back once it has ended. */
export interface BellWire {
  subscribe(channels: readonly string[]): Promise<unknown>
  unsubscribe(channels: readonly string[]): Promise<unknown>
  /** Ends it if nothing answers. */
  ping(): void
  close(): void
}

export type BellWireListener = {
  ready(): void
  message(channel: string, text: string): void
  /** Once. */
  ended(): void
}

export type OpenBellWire = (listener: BellWireListener) => BellWire
