/**
 * The one connection that hears what is appended, for all followed stores of a Redis. It promises nothing but speed:
 * what it misses, the followers' checks find. So it begins anew at the first doubt, and tells when it hears again.
 */
import { type Backoff, fullJitter } from '../../protocol/backoff.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { BellWire, OpenBellWire } from './redis-connection.ts'

export type Ringer = {
  rang(text: string): void
  /** From now on nothing is missed; what came before may have been. */
  tuned(): void
  deaf(): void
}

export interface BellLine {
  /** The answer ends it. */
  listen(channel: string, ringer: Ringer): () => void
  close(): void
}

const RETRY: Backoff = { base: 50, cap: 500 }
/** The wire gives a ping two seconds: a half-open connection is found within four. */
const PING = 2_000
/** Channels subscribed at once: the answer is one line for each, and other news wait behind them. */
const CHUNK = 500

type Wiring = { readonly wire: BellWire; readonly asked: Set<string>; ready: boolean; cancelPing: () => void }

export class Bell implements BellLine {
  readonly #open: OpenBellWire
  readonly #clock: Clock
  readonly #ringers = new Map<string, Set<Ringer>>()
  /** Channels that somebody listens to or has left, and the wire has not been told. */
  #changed = new Set<string>()
  #wiring: Wiring | undefined
  #telling = false
  #failures = 0
  #closed = false

  constructor(open: OpenBellWire, clock: Clock) {
    this.#open = open
    this.#clock = clock
  }

  listen(channel: string, ringer: Ringer): () => void {
    const ringers = this.#ringers.get(channel) ?? new Set()
    ringers.add(ringer)
    this.#ringers.set(channel, ringers)
    if (!this.#wiring && !this.#closed) this.#connect()
    this.#tell(channel)
    return () => {
      if (!ringers.delete(ringer) || ringers.size > 0) return
      if (this.#ringers.get(channel) === ringers) this.#ringers.delete(channel)
      this.#tell(channel)
    }
  }

  close(): void {
    this.#closed = true
    this.#drop()
    this.#ringers.clear()
  }

  #connect(): void {
    const wire = this.#open({
      ready: () => {
        if (this.#wiring?.wire === wire) this.#begin(this.#wiring)
      },
      message: (channel, text) => {
        for (const ringer of this.#ringers.get(channel) ?? []) ringer.rang(text)
      },
      ended: () => {
        if (this.#wiring?.wire === wire) this.#comeBack(this.#wiring)
      },
    })
    this.#wiring = { wire, asked: new Set(), ready: false, cancelPing: () => {} }
  }

  #begin(wiring: Wiring): void {
    wiring.ready = true
    this.#failures = 0
    this.#changed = new Set(this.#ringers.keys())
    this.#pingLater(wiring)
    void this.#flush(wiring)
  }

  #comeBack({ ready }: Wiring): void {
    this.#drop()
    if (ready) for (const ringer of this.#all()) ringer.deaf()
    this.#clock.after(fullJitter(RETRY, this.#failures++, Math.random()), () => {
      if (!this.#closed && !this.#wiring) this.#connect()
    })
  }

  #drop(): void {
    const wiring = this.#wiring
    this.#wiring = undefined
    this.#telling = false
    wiring?.cancelPing()
    wiring?.wire.close()
  }

  #pingLater(wiring: Wiring): void {
    wiring.cancelPing = this.#clock.after(PING, () => {
      wiring.wire.ping()
      this.#pingLater(wiring)
    })
  }

  #tell(channel: string): void {
    this.#changed.add(channel)
    if (this.#wiring?.ready && !this.#telling) void this.#flush(this.#wiring)
  }

  /** Tells the wire what has changed, some at a time, each after the last was answered. */
  async #flush(wiring: Wiring): Promise<void> {
    this.#telling = true
    // Those who begin in the same turn go together.
    await Promise.resolve()
    while (this.#wiring === wiring && this.#changed.size > 0) {
      if (!(await this.#tellSome(wiring))) break
    }
    if (this.#wiring === wiring) this.#telling = false
  }

  /** Says whether that was answered. If not, the wire ends, and the next is told all of it. */
  async #tellSome({ wire, asked }: Wiring): Promise<boolean> {
    const some = [...this.#changed].slice(0, CHUNK)
    for (const channel of some) this.#changed.delete(channel)
    const on = some.filter((channel) => this.#ringers.has(channel) && !asked.has(channel))
    const off = some.filter((channel) => !this.#ringers.has(channel) && asked.has(channel))
    for (const channel of on) asked.add(channel)
    for (const channel of off) asked.delete(channel)
    try {
      if (off.length > 0) await wire.unsubscribe(off)
      if (on.length > 0) await wire.subscribe(on)
    } catch {
      return false
    }
    for (const channel of on) for (const ringer of [...(this.#ringers.get(channel) ?? [])]) ringer.tuned()
    return true
  }

  *#all(): Generator<Ringer> {
    for (const ringers of [...this.#ringers.values()]) yield* [...ringers]
  }
}
