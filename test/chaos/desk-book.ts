/** What the pressing processes have said: how far each lane is, and what a bridge has acknowledged since its start. */
import type { Bridge, Cast, Lane } from './cast.ts'
import type { Mark, Presses } from './presses.ts'
import type { PressingLane } from './pressing.ts'
import type { Tally } from './tally.ts'

/** A journal's segment: with more presses than these in one start, older ones may be in the dead life alone. */
const SEGMENT = 10_000

export class DeskBook {
  readonly #presses: Presses
  readonly #tally: Tally
  /** The newest number that was heard of, for each lane. */
  readonly #heard = new Map<number, number>()
  /** Since the start of its process. */
  readonly #acknowledged = new Map<number, number>()
  readonly #sinceStart = new Map<string, number>()
  /** Where lanes without ids began at their last start. */
  readonly #begun = new Map<number, number>()
  readonly #quiet = new Map<string, string>()

  constructor(presses: Presses, tally: Tally) {
    this.#presses = presses
    this.#tally = tally
  }

  /** The orders of a process that starts: where its lanes go on. */
  begin(owner: string, lanes: readonly Lane[]): PressingLane[] {
    this.#sinceStart.set(owner, 0)
    this.#quiet.delete(owner)
    return lanes.map(({ index, cashier, ids, store }) => {
      this.#acknowledged.delete(index)
      const next = ids ? (this.#heard.get(index) ?? 0) + 1 : this.#unused(index)
      return { index, cashier, ids, store, next }
    })
  }

  /** Without ids a number that may be under way must not be pressed again: nothing would tell the two apart. */
  #unused(lane: number): number {
    const heard = this.#heard.get(lane)
    const begun = this.#begun.get(lane) ?? 0
    const next = Math.max(begun + 1, heard === undefined ? 1 : heard + 2)
    this.#begun.set(lane, next)
    return next
  }

  heard(owner: string, line: string): void {
    const [what, first = '', n = '0', why = ''] = line.split(' ')
    if (what === 'q') this.#quiet.set(owner, first)
    if (what === 'x') this.#refused(Number(first), Number(n), why)
    if (what === 'a') this.#acknowledge(owner, Number(first), Number(n))
  }

  /** Nothing is under way, and the log has all that is on disk. */
  isQuiet(owner: string): boolean {
    return this.#quiet.get(owner) === '0'
  }

  /** What the journals of these bridges hold for certain. */
  marks(bridges: readonly Bridge[]): Mark[] {
    return bridges.flatMap(({ name, lanes }) => {
      if ((this.#sinceStart.get(name) ?? 0) >= SEGMENT) return []
      return lanes.flatMap(({ index }) => {
        const n = this.#acknowledged.get(index)
        return n === undefined ? [] : [{ lane: index, n }]
      })
    })
  }

  /** Presses that were made, acknowledged or not. */
  made(cast: Cast): number {
    return cast.lanes.reduce((sum, { index }) => sum + (this.#heard.get(index) ?? 0), 0)
  }

  #acknowledge(owner: string, lane: number, n: number): void {
    this.#presses.acknowledge(lane, n)
    this.#heard.set(lane, Math.max(n, this.#heard.get(lane) ?? 0))
    this.#acknowledged.set(lane, n)
    this.#sinceStart.set(owner, (this.#sinceStart.get(owner) ?? 0) + 1)
  }

  /** A press with an id is made again under the same number; one without is over. */
  #refused(lane: number, n: number, why: string): void {
    this.#tally.refusedFor(why)
    if (why === 'journal_failed') this.#heard.set(lane, Math.max(n, this.#heard.get(lane) ?? 0))
  }
}
