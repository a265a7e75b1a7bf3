/**
 * What the page knows, kept over a reload: a page that crashed in mid-call goes on with that call, even while its relay
 * is away. In the session's storage, which ends with the window: nothing old can come back from a disk.
 */
import * as v from 'valibot'
import { parseState } from '../../protocol/message.ts'
import type { Known } from '../client/board-client.ts'

const KEY = 'cashierq:known'
/** Older than this, ms, nothing in it can still be shown; the relay's snapshot is as quick. */
const FRESH = 60_000

const Kept = v.object({
  /** By the machine's own clock, ms. */
  keptAt: v.number(),
  epoch: v.string(),
  state: v.unknown(),
  clock: v.object({
    samples: v.array(v.object({ offset: v.number(), roundTrip: v.number(), taken: v.number() })),
  }),
})

export class PageMemory {
  readonly #storage: Storage
  readonly #store: string
  #kept: Known | undefined

  /** `store`: what one line of people knows is nothing to another. */
  constructor(storage: Storage, store: string) {
    this.#storage = storage
    this.#store = store
  }

  /** What was known less than a minute before `now`. */
  recall(now: number): Known | undefined {
    const text = this.#storage.getItem(this.#key())
    if (text === null) return undefined
    const kept = v.safeParse(v.pipe(v.string(), v.parseJson(), Kept), text)
    if (!kept.success) return undefined
    const { keptAt, epoch, clock } = kept.output
    const state = parseState(kept.output.state)
    const age = now - keptAt
    return state !== undefined && age >= 0 && age < FRESH ? { epoch, state, clock } : undefined
  }

  keep(known: Known | undefined, now: number): void {
    if (known === undefined || known.state === this.#kept?.state) return
    this.#kept = known
    this.#storage.setItem(this.#key(), JSON.stringify({ keptAt: now, ...known }))
  }

  #key(): string {
    return `${KEY}:${this.#store}`
  }
}
