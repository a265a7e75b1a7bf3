/**
 * How much one address, one store and one client may do. Generous for honest ones (a chain's stores may all sit behind
 * one address), short for floods; memory is bounded whatever comes. The figures stand in docs/security.md.
 */
import type { Clock } from '../../protocol/clock.ts'
import { limitKey } from './address.ts'
import type { Rate } from './bucket.ts'
import { isLoopback } from './origin.ts'
import { RateLimit } from './rate.ts'

export type LimitRates = {
  readonly pressAddress: Rate
  readonly pressStore: Rate
  readonly pressClient: Rate
  readonly signalStore: Rate
  readonly settingsStore: Rate
  readonly connection: Rate
  /** Sockets at once of one address. */
  readonly places: number
  readonly pairing: Rate
  readonly polling: Rate
  readonly wrongToken: Rate
  readonly wrongCode: Rate
}

const perMinute = (count: number): number => count / 60

export const DEFAULT_LIMITS: LimitRates = {
  // One press of a tired finger is one request; this is for programs.
  pressAddress: { perSecond: 200, burst: 400 },
  pressStore: { perSecond: 200, burst: 400 },
  pressClient: { perSecond: 50, burst: 150 },
  // Each may go to all of the store's screens.
  signalStore: { perSecond: 100, burst: 400 },
  // Each goes to all of them, and into the log, with up to 32 KB.
  settingsStore: { perSecond: perMinute(30), burst: 30 },
  // A whole chain behind one address that comes back after an outage.
  connection: { perSecond: 100, burst: 1_000 },
  places: 500,
  pairing: { perSecond: perMinute(30), burst: 30 },
  polling: { perSecond: 50, burst: 200 },
  wrongToken: { perSecond: perMinute(20), burst: 20 },
  wrongCode: { perSecond: perMinute(4), burst: 12 },
}

export class Limits {
  readonly #most: number
  readonly #press: { readonly address: RateLimit; readonly store: RateLimit; readonly client: RateLimit }
  readonly #signals: RateLimit
  readonly #settings: RateLimit
  readonly #connections: RateLimit
  readonly #pairings: RateLimit
  readonly #polls: RateLimit
  readonly #wrongTokens: RateLimit
  readonly #wrongCodes: RateLimit
  /** Sockets open now, by address: never more keys than sockets. */
  readonly #places = new Map<string, number>()

  constructor(clock: Clock, rates: LimitRates = DEFAULT_LIMITS) {
    const limit = (rate: Rate) => new RateLimit(rate, clock)
    this.#most = rates.places
    this.#press = {
      address: limit(rates.pressAddress),
      store: limit(rates.pressStore),
      client: limit(rates.pressClient),
    }
    this.#signals = limit(rates.signalStore)
    this.#settings = limit(rates.settingsStore)
    this.#connections = limit(rates.connection)
    this.#pairings = limit(rates.pairing)
    this.#polls = limit(rates.polling)
    this.#wrongTokens = limit(rates.wrongToken)
    this.#wrongCodes = limit(rates.wrongCode)
  }

  /** Whether a press from here is looked at. */
  press(address: string): boolean {
    return this.#press.address.allows(limitKey(address))
  }

  /** Whether the store, and the client (a token's id), may press once more. */
  pressIn(store: string, client: string | undefined): boolean {
    if (client !== undefined && !this.#press.client.allows(client)) return false
    return this.#press.store.allows(store)
  }

  /** Whether one more signal may be sent in the store. */
  signalIn(store: string): boolean {
    return this.#signals.allows(store)
  }

  /** Whether the store's settings may be changed once more. */
  settingsIn(store: string): boolean {
    return this.#settings.allows(store)
  }

  /** Whether one more connection may be opened now. Programs of this machine may always. */
  connection(address: string): boolean {
    return isLoopback(address) || this.#connections.allows(limitKey(address))
  }

  /** A place among the sockets of an address, to be given back once; `undefined`: all are taken. */
  place(address: string): (() => void) | undefined {
    if (isLoopback(address)) return () => undefined
    const key = limitKey(address)
    const taken = this.#places.get(key) ?? 0
    if (taken >= this.#most) return undefined
    this.#places.set(key, taken + 1)
    let given = false
    return () => {
      if (given) return
      given = true
      this.#giveBack(key)
    }
  }

  /** Whether a screen may ask for a code. */
  pairing(address: string): boolean {
    return this.#pairings.allows(limitKey(address))
  }

  /** Whether a screen may ask what became of its code. */
  polling(address: string): boolean {
    return this.#polls.allows(limitKey(address))
  }

  mayTryToken(address: string): boolean {
    return this.#wrongTokens.hasRoom(limitKey(address))
  }

  wrongToken(address: string): void {
    this.#wrongTokens.allows(limitKey(address))
  }

  /** Whether a code may be typed by this one of the staff at this address. */
  mayTryCode(staff: string, address: string): boolean {
    return this.#wrongCodes.hasRoom(`staff ${staff}`) && this.#wrongCodes.hasRoom(`at ${limitKey(address)}`)
  }

  wrongCode(staff: string, address: string): void {
    this.#wrongCodes.allows(`staff ${staff}`)
    this.#wrongCodes.allows(`at ${limitKey(address)}`)
  }

  #giveBack(key: string): void {
    const left = (this.#places.get(key) ?? 1) - 1
    if (left > 0) this.#places.set(key, left)
    else this.#places.delete(key)
  }
}
