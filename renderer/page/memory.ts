/**
 * What the page knows, kept over a reload: a page that crashed in mid-call goes on with that call, even while its relay
 * is away. In the session's storage, which ends with the window: nothing old can come back from a disk.
 */
import * as v from 'valibot'
import { logTime } from '../../protocol/log-clock.ts'
import { parseState } from '../../protocol/message.ts'
import type { Known } from '../client/board-client.ts'

const KEY = 'cashierq:known'
/** When a state has not changed for so long, ms, even the longest queue of calls in it has been called. */
const FRESH = 10 * 60_000

const KeptText = v.object({
  /** By the machine's own clock, ms. */
  keptAt: v.number(),
  /** Log time, ms, since when it was no longer sure; absent: the page was sure of it to the end. */
  since: v.exactOptional(v.number()),
  epoch: v.string(),
  state: v.unknown(),
  clock: v.object({
    samples: v.array(v.object({ offset: v.number(), roundTrip: v.number(), taken: v.number() })),
  }),
})

type Kept = Remembered & { readonly keptAt: number }

/** `since`: the log was lost already in the page's last life, and what began after that may have been cancelled. */
export type Remembered = Known & { readonly since?: number }

export class PageMemory {
  readonly #storage: Storage
  readonly #store: string
  #kept: Kept | undefined

  /** `store`: what one line of people knows is nothing to another. */
  constructor(storage: Storage, store: string) {
    this.#storage = storage
    this.#store = store
  }

  /** What was known when it last changed, unless that is long before `now`. */
  recall(now: number): Remembered | undefined {
    const text = this.#storage.getItem(this.#key())
    if (text === null) return undefined
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), KeptText), text)
    if (!read.success) return undefined
    const { keptAt, state: kept, ...known } = read.output
    const state = parseState(kept)
    const age = now - keptAt
    if (state === undefined || age < 0 || age >= FRESH) return undefined
    this.#kept = { ...known, keptAt, state }
    return { ...known, state }
  }

  /** `known` is undefined while nothing is sure: what was kept stays, and is marked with the time. */
  keep(known: Known | undefined, now: number): void {
    const kept = this.#kept
    if (known !== undefined) {
      const { epoch, state, clock } = known
      if (kept === undefined || kept.since !== undefined || kept.state !== state || kept.epoch !== epoch) {
        this.#write({ keptAt: now, epoch, state, clock })
      }
    } else if (kept !== undefined && kept.since === undefined) {
      this.#write({ ...kept, since: logTime(kept.clock, now) })
    }
  }

  /** The page is not let in any more: what it knew is none of its business, also after a reload. */
  forget(): void {
    this.#kept = undefined
    this.#storage.removeItem(this.#key())
  }

  #write(kept: Kept): void {
    this.#kept = kept
    this.#storage.setItem(this.#key(), JSON.stringify(kept))
  }

  #key(): string {
    return `${KEY}:${this.#store}`
  }
}
