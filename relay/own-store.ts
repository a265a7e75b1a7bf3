/**
 * The store of a request that names none: always loaded, and the first that readiness is asked of. Where the stores' logs
 * lie on several shards, its own may be away when the relay starts; the relay serves the others and goes on trying.
 */
import { Failure } from '../platform/failure.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Lease, Opened, Stores } from './stores.ts'

export type OwnStoreOptions = {
  readonly stores: Stores
  readonly store: string
  /** `wait`: other stores may be well where this one is not. `fail`: without it there is nothing to serve. */
  readonly ifAway: 'wait' | 'fail'
  readonly clock: Clock
  readonly lines: LogLines
}

const RETRY = 1_000

export class OwnStore {
  readonly #options: OwnStoreOptions
  readonly #waiting: ((lease: Lease) => void)[] = []
  #lease: Lease | undefined
  #cancel: () => void = () => {}
  #closed = false

  private constructor(options: OwnStoreOptions) {
    this.#options = options
  }

  /** Rejects with `log_unavailable` where it is to fail, with `bad_setting` where there is no such store. */
  static async open(options: OwnStoreOptions): Promise<OwnStore> {
    const own = new OwnStore(options)
    await own.#try('first')
    return own
  }

  /** `undefined`: its log has not been reached yet. */
  get lease(): Lease | undefined {
    return this.#lease
  }

  /** At once, or as soon as it is loaded. */
  whenOpen(listener: (lease: Lease) => void): void {
    if (this.#lease) listener(this.#lease)
    else this.#waiting.push(listener)
  }

  close(): void {
    this.#closed = true
    this.#cancel()
  }

  async #try(when: 'first' | 'again'): Promise<void> {
    const { stores, store, ifAway, clock, lines } = this.#options
    const opened = await stores.open(store)
    if (this.#closed) return
    if (opened.kind === 'open') return this.#take(opened.lease)
    if (when === 'first' && (ifAway === 'fail' || opened.code !== 'log_away')) throw failureOf(opened)
    if (when === 'first') lines.warn({ store, reason: opened.message }, 'cannot load the log yet; others are served')
    this.#cancel = clock.after(RETRY, () => void this.#try('again'))
  }

  #take(lease: Lease): void {
    this.#lease = lease
    for (const listener of this.#waiting.splice(0)) listener(lease)
  }
}

function failureOf({ code, message }: Extract<Opened, { kind: 'refused' }>): Failure {
  return new Failure(code === 'log_away' ? 'log_unavailable' : 'bad_setting', message)
}
