/**
 * Would a press reach a screen? Found out by sending something the whole way, each time somebody asks: through the
 * journal's disk, into the log and back by the connection that feeds the screens. Never a flag that was set once.
 *
 * A relay serves thousands of stores, whose logs may lie on several shards: it is ready while any of them can be reached,
 * and says how many cannot. One store may be asked for by its name.
 */

import { isFailure, reason } from '../platform/failure.ts'
import type { Clock } from '../protocol/clock.ts'
import type { PressPort } from '../protocol/press.ts'
import type { StoreLog } from './log/port.ts'
import type { StoreFeed } from './store-feed.ts'

export type StoreCount = { readonly held: number; readonly away: number }

export type Ready =
  | { readonly kind: 'ready'; readonly roundTripMs: number; readonly stores: StoreCount }
  | { readonly kind: 'not_ready'; readonly reason: string; readonly stores: StoreCount }

/** No client of this relay has asked for this store: nothing is known of it. */
export type NotHeld = { readonly kind: 'not_held' }

type Asked = { readonly kind: 'reached'; readonly roundTripMs: number } | Missed
type Missed = {
  readonly kind: 'missed'
  /** `own`: nothing but this machine is at fault, and no other store would fare better. */
  readonly fault: 'log' | 'own'
  readonly reason: string
}

/** What is looked at in a store. */
export type AskedStore = {
  readonly feed: Pick<StoreFeed, 'store' | 'epoch' | 'state' | 'status'> & {
    readonly log: Pick<StoreLog, 'probe' | 'position'>
  }
  readonly presses: Pick<PressPort, 'probe'>
}

/** The default store; its log may not have been reached yet. */
type OwnStore = { readonly lease: AskedStore | undefined }
type AskedStores = { held(): Iterable<AskedStore> }

/** Longer than the log's own timeout, so that its reason is the one reported, ms. */
const PATIENCE = 3_000
/** Entries that may be on their way to us while the position is read. */
const LAG = 100
/** Other stores that are asked when the default one's log is away: as many as there may be shards. */
const OTHERS = 16

export class Readiness {
  readonly #own: OwnStore
  readonly #stores: AskedStores
  readonly #clock: Clock
  readonly #asking = new Map<string, Promise<Asked>>()

  constructor(own: OwnStore, stores: AskedStores, clock: Clock) {
    this.#own = own
    this.#stores = stores
    this.#clock = clock
  }

  /** The whole relay. */
  async check(): Promise<Ready> {
    return this.#answer(await this.#askRelay())
  }

  /** One store that it holds. */
  async checkStore(store: string): Promise<Ready | NotHeld> {
    for (const held of this.#stores.held()) if (held.feed.store === store) return this.#answer(await this.#ask(held))
    return { kind: 'not_held' }
  }

  #answer(asked: Asked): Ready {
    const stores = this.count()
    if (asked.kind === 'reached') return { kind: 'ready', roundTripMs: asked.roundTripMs, stores }
    return { kind: 'not_ready', reason: asked.reason, stores }
  }

  count(): StoreCount {
    let [held, away] = [0, 0]
    for (const { feed } of this.#stores.held()) {
      held++
      if (feed.status.kind !== 'live') away++
    }
    return { held, away }
  }

  async #askRelay(): Promise<Asked> {
    const { lease } = this.#own
    const own = lease ? await this.#ask(lease) : missed('log', 'the log of the default store is away')
    if (own.kind === 'reached' || own.fault === 'own') return own
    const others = await Promise.all(this.#others().map((held) => this.#ask(held)))
    return others.find(({ kind }) => kind === 'reached') ?? own
  }

  /** Spread over all that are held, those that look well first. */
  #others(): AskedStore[] {
    const others = [...this.#stores.held()].filter(({ feed }) => feed !== this.#own.lease?.feed)
    const live = others.filter(({ feed }) => feed.status.kind === 'live')
    const among = live.length > 0 ? live : others
    const step = Math.max(1, Math.floor(among.length / OTHERS))
    return among.filter((_, i) => i % step === 0).slice(0, OTHERS)
  }

  /** One round trip serves everybody who asks while it is under way. */
  #ask(held: AskedStore): Promise<Asked> {
    const { store } = held.feed
    const asking = this.#asking.get(store) ?? this.#inTime(held).finally(() => this.#asking.delete(store))
    this.#asking.set(store, asking)
    return asking
  }

  async #inTime(held: AskedStore): Promise<Asked> {
    let cancel = () => {}
    const late = new Promise<Asked>((resolve) => {
      cancel = this.#clock.after(PATIENCE, () => resolve(missed('log', 'no round trip in time')))
    })
    try {
      return await Promise.race([walk(held), late])
    } catch (error) {
      return missed(isFailure(error, 'log_unavailable') ? 'log' : 'own', reason(error))
    } finally {
      cancel()
    }
  }
}

async function walk({ feed, presses }: AskedStore): Promise<Asked> {
  await presses.probe()
  const roundTripMs = await feed.log.probe()
  const { epoch, offset } = await feed.log.position()
  if (feed.status.kind !== 'live') return missed('log', `the log of store ${feed.store} is away`)
  if (feed.epoch !== epoch || feed.state.offset < offset - LAG) {
    return missed('log', `store ${feed.store} is behind its log`)
  }
  return { kind: 'reached', roundTripMs }
}

function missed(fault: Missed['fault'], why: string): Missed {
  return { kind: 'missed', fault, reason: why }
}
