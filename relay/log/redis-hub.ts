/**
 * The logs of all stores of one Redis. What they share is here: the connection that commands go over, the one that
 * hears the bell, and the rounds. The log of a store is a name and the keys that follow from it.
 */
import type { Clock } from '../../protocol/clock.ts'
import type { StoreLogs } from './port.ts'
import type { BellLine } from './redis-bell.ts'
import type { RedisConnection, WatchedConnection } from './redis-connection.ts'
import { RedisLog } from './redis-log.ts'
import { Rounds } from './redis-rounds.ts'

export interface RedisLogs extends StoreLogs {
  open(store: string): RedisLog
  /** That of all stores, for who keeps something beside the logs; closing it does nothing. */
  connection(): RedisConnection
}

type Parts = {
  readonly clock: Clock
  readonly commands: WatchedConnection
  readonly bell: BellLine
  /** Opens one that only reads back what a probe wrote. */
  readonly openProber: () => RedisConnection
}

export class RedisHub implements RedisLogs {
  readonly clock: Clock
  readonly commands: RedisConnection
  readonly bell: BellLine
  readonly rounds: Rounds
  readonly #parts: Parts
  /** Those with something under way. */
  readonly #busy = new Set<RedisLog>()
  #prober: RedisConnection | undefined
  #closing: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.clock = parts.clock
    this.commands = parts.commands
    this.bell = parts.bell
    this.rounds = new Rounds(parts.clock)
    // A connection that is back may be to another Redis; one that is gone is to be noticed.
    parts.commands.onChange(() => this.rounds.hurryAll())
  }

  open(store: string): RedisLog {
    return new RedisLog(store, this)
  }

  /** The only one: closing it closes everything. */
  openLone(store: string): RedisLog {
    return new RedisLog(store, this, () => this.close())
  }

  connection(): RedisConnection {
    const { commands } = this
    return {
      command: (...args) => commands.command(...args),
      script: (script, keys, args) => commands.script(script, keys, args),
      close: async () => {},
    }
  }

  get closed(): boolean {
    return this.#closing !== undefined
  }

  prober(): RedisConnection {
    this.#prober ??= this.#parts.openProber()
    return this.#prober
  }

  /** A log is held on to only while there is something to wait for, or to end. */
  note(log: RedisLog, state: 'busy' | 'idle'): void {
    if (state === 'busy') this.#busy.add(log)
    else this.#busy.delete(log)
  }

  close(): Promise<void> {
    this.#closing ??= this.#shutDown()
    return this.#closing
  }

  async #shutDown(): Promise<void> {
    await Promise.all([...this.#busy].map((log) => log.close()))
    this.bell.close()
    await Promise.all([this.commands.close(), this.#prober?.close()])
  }
}
