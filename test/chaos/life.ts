/**
 * One life (epoch) of a store's log as the checker keeps it: the state it amounts to, the state's hash now and then,
 * which offsets called whom, and how far each lane has come in it. A million entries cost a few megabytes.
 */
import { isPress } from '../../protocol/event.ts'
import { reduce } from '../../protocol/reduce.ts'
import { INITIAL_STATE, type State } from '../../protocol/state.ts'
import { Bytes } from './bytes.ts'
import type { LogEntry } from './log-entry.ts'
import { SAMPLE_EVERY, stateHash } from './state-hash.ts'

/** A lane in this life. `gaps` are numbers that were passed over: nobody may have been told that they are safe. */
export type LaneInLife = { last: number; readonly gaps: { readonly from: number; readonly to: number }[] }

export class Life {
  readonly store: string
  readonly epoch: string
  /** 1 for the store's first. */
  readonly number: number
  readonly lanes = new Map<number, LaneInLife>()
  #state: State = INITIAL_STATE
  readonly #hashes = new Map<number, string>()
  readonly #called = new Bytes()
  readonly #newest = new Map<string, number>()

  constructor(store: string, epoch: string, number: number) {
    this.store = store
    this.epoch = epoch
    this.number = number
  }

  get offset(): number {
    return this.#state.offset
  }

  get hash(): string {
    return stateHash(this.#state)
  }

  /** The next entry. Answers the seq that its producer had before it in this life. */
  take(entry: LogEntry): number {
    const { offset, event, producer, seq } = entry
    this.#state = reduce(this.#state, entry)
    if (offset % SAMPLE_EVERY === 0) this.#hashes.set(offset, this.hash)
    if (isPress(event) && (event.type === 'call' || event.type === 'recall')) this.#called.set(offset, event.cashier)
    const before = this.#newest.get(producer) ?? 0
    this.#newest.set(producer, Math.max(before, seq))
    return before
  }

  lane(index: number): LaneInLife {
    const lane = this.lanes.get(index) ?? { last: 0, gaps: [] }
    this.lanes.set(index, lane)
    return lane
  }

  /** Whom the entry at this offset called; 0: nobody. */
  calledAt(offset: number): number {
    return this.#called.get(offset)
  }

  hashAt(offset: number): string | undefined {
    return this.#hashes.get(offset)
  }

  /** It takes no more entries: what only the next one needs may go. */
  end(): void {
    this.#newest.clear()
  }
}
