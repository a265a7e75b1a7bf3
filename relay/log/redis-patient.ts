/**
 * A connection to one Redis over a wire that comes and goes. Calls wait for a connection that has been looked at, for a
 * bounded time; a call that was sent is never sent again.
 */
import { Failure } from '../../platform/failure.ts'
import type { Clock } from '../../protocol/clock.ts'
import { Late, within } from './patience.ts'
import type { RedisAddress } from './redis-address.ts'
import type { Argument, OpenWire, WatchedConnection, Wire } from './redis-connection.ts'
import { replyFailure, replyWord, unavailable } from './redis-failure.ts'
import { judgeServer } from './redis-info.ts'
import { ALL_SCRIPTS, type Script } from './redis-scripts.ts'

type Parts = {
  readonly open: OpenWire
  readonly address: RedisAddress
  /** How long a call may take, ms. */
  readonly patience: number
  readonly clock: Clock
  readonly onWarning: (text: string) => void
}

type Waiting = { readonly start: () => void; readonly reject: (error: unknown) => void }
type Phase =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready' }
  /** There is a Redis, but it will not do. */
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'closed' }

export class PatientConnection implements WatchedConnection {
  readonly #parts: Parts
  readonly #wire: Wire
  readonly #listeners: (() => void)[] = []
  #phase: Phase = { kind: 'connecting' }
  /** In the order of the calls. */
  readonly #waiting = new Set<Waiting>()
  #trouble = 'no connection yet'
  /** Counts the connections: what was asked on one says nothing about the next. */
  #life = 0

  constructor(parts: Parts) {
    this.#parts = parts
    this.#wire = parts.open({
      ready: () => void this.#greet(++this.#life),
      lost: () => this.#onLost(),
      trouble: (text) => {
        this.#trouble = text
      },
    })
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  command(...args: readonly [string, ...Argument[]]): Promise<unknown> {
    const [name, ...rest] = args
    return this.#call(() => this.#wire.call(name, rest))
  }

  script({ lua, sha }: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    const rest = [keys.length, ...keys, ...args]
    return this.#call(() =>
      this.#wire.call('EVALSHA', [sha, ...rest]).catch((error: unknown) => {
        // Loaded on connecting, but somebody may have said SCRIPT FLUSH, and a foreign one was never loaded.
        if (replyWord(error) === 'NOSCRIPT') return this.#wire.call('EVAL', [lua, ...rest])
        throw error
      }),
    )
  }

  async close(): Promise<void> {
    if (this.#phase.kind === 'closed') return
    this.#phase = { kind: 'closed' }
    this.#rejectWaiting()
    await this.#wire.close()
  }

  /** Sends as soon as there is a good connection (in this very turn, if there is one), and bounds the whole. */
  async #call(send: () => Promise<unknown>): Promise<unknown> {
    try {
      return await within(this.#parts.clock, this.#parts.patience, () => this.#start(send))
    } catch (error) {
      throw this.#failure(error)
    }
  }

  #start(send: () => Promise<unknown>): Promise<unknown> {
    switch (this.#phase.kind) {
      case 'ready':
        return send()
      case 'connecting':
        return this.#wait(send)
      case 'refused':
      case 'closed':
        return Promise.reject(this.#failure(undefined))
    }
  }

  #wait(send: () => Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const waiting = { start: () => send().then(resolve, reject), reject }
      this.#waiting.add(waiting)
      // Whoever has lost patience is not to be served: late, and behind calls that came after it.
      this.#parts.clock.after(this.#parts.patience, () => this.#waiting.delete(waiting))
    })
  }

  /** Looks at the server before anything is sent: its version, its dangers; and gives it the scripts. */
  async #greet(life: number): Promise<void> {
    const asked = [
      this.#wire.call('INFO', []),
      ...ALL_SCRIPTS.map(({ lua }) => this.#wire.call('SCRIPT', ['LOAD', lua])),
    ]
    const [info] = await Promise.allSettled(asked)
    if (this.#phase.kind !== 'connecting' || this.#life !== life) return
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
    this.#tell()
  }

  #onLost(): void {
    this.#life++
    const had = this.#phase.kind === 'ready'
    if (this.#phase.kind !== 'closed') this.#phase = { kind: 'connecting' }
    this.#rejectWaiting()
    if (had) this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
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
