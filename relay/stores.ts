/**
 * The stores a relay holds: loaded when a client asks for one, let go a while after the last client has left. Nothing is
 * shared between two of them, so one whose log is slow or away keeps no other waiting.
 */
import { isFailure, reason } from '../platform/failure.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Clock } from '../protocol/clock.ts'
import type { PressPort } from '../protocol/press.ts'
import type { StoreLog, StoreLogs } from './log/port.ts'
import type { StoreFeed } from './store-feed.ts'

/** What the relay has of a store. */
export type HeldStore = {
  readonly feed: StoreFeed
  readonly presses: PressPort
  /** Saves what is worth it and lets go. */
  close(): Promise<void>
}

/** A place in a store: it stays loaded until this is given back. */
export type Lease = Pick<HeldStore, 'feed' | 'presses'> & { release(): void }

export type Opened =
  | { readonly kind: 'open'; readonly lease: Lease }
  | {
      readonly kind: 'refused'
      /** `log_away`: come back, the others are not to be tried again. */
      readonly code: 'unknown_store' | 'too_many_stores' | 'log_away'
      readonly message: string
    }

export type StoresOptions = {
  readonly logs: StoreLogs
  /** Loads a store. Rejects with a `Failure` where its log cannot be reached. */
  readonly hold: (log: StoreLog) => Promise<HeldStore>
  readonly clock: Clock
  readonly lines: LogLines
}

/** How long a store without clients stays loaded, ms: a screen that reconnects finds it warm. */
const REST = 60_000
/** Names are cheap to make up where there are no tokens; a chain has some thousand stores. */
const MOST_STORES = 20_000

type Place = {
  readonly held: Promise<HeldStore>
  loaded: HeldStore | undefined
  users: number
  cancelRest: () => void
}

export class Stores {
  readonly #options: StoresOptions
  readonly #places = new Map<string, Place>()
  #closing: Promise<void> | undefined

  constructor(options: StoresOptions) {
    this.#options = options
  }

  /** Those that are loaded now. */
  *held(): Generator<HeldStore> {
    for (const { loaded } of this.#places.values()) if (loaded) yield loaded
  }

  get size(): number {
    return this.#places.size
  }

  /** Never rejects. Everybody who asks while a store is being loaded waits for the same loading. */
  async open(store: string): Promise<Opened> {
    const place = this.#places.get(store) ?? this.#load(store)
    if (!('held' in place)) return place
    place.users++
    place.cancelRest()
    try {
      const { feed, presses } = await place.held
      return { kind: 'open', lease: { feed, presses, release: this.#releaseOnce(store, place) } }
    } catch (error) {
      if (!isFailure(error)) throw error
      return { kind: 'refused', code: 'log_away', message: reason(error) }
    }
  }

  /** Saves and closes all of them. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll()
    return this.#closing
  }

  #load(store: string): Place | Extract<Opened, { kind: 'refused' }> {
    if (this.#closing) return { kind: 'refused', code: 'log_away', message: 'the relay closes' }
    const log = this.#options.logs.open(store)
    if (!log) return { kind: 'refused', code: 'unknown_store', message: 'this relay does not serve this store' }
    if (this.#places.size >= MOST_STORES) {
      return { kind: 'refused', code: 'too_many_stores', message: `this relay holds ${MOST_STORES} stores already` }
    }
    const place: Place = { held: this.#options.hold(log), loaded: undefined, users: 0, cancelRest: () => {} }
    this.#places.set(store, place)
    place.held.then(
      (held) => {
        place.loaded = held
      },
      // Who asks next tries anew.
      () => this.#places.delete(store),
    )
    return place
  }

  #releaseOnce(store: string, place: Place): () => void {
    let given = false
    return () => {
      if (given) return
      given = true
      place.users--
      if (place.users > 0 || this.#closing) return
      place.cancelRest = this.#options.clock.after(REST, () => this.#letGo(store, place))
    }
  }

  #letGo(store: string, place: Place): void {
    if (place.users > 0 || this.#closing) return
    this.#places.delete(store)
    place.loaded?.close().catch((error: unknown) => {
      this.#options.lines.error({ store, reason: reason(error) }, 'store not closed well')
    })
  }

  async #closeAll(): Promise<void> {
    const closing = [...this.#places.values()].map(async ({ held, cancelRest }) => {
      cancelRest()
      const loaded = await held.catch(() => undefined)
      await loaded?.close()
    })
    await Promise.all(closing)
    this.#places.clear()
  }
}
