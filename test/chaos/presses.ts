/**
 * Presses and their promises: each acknowledged one is in the log, once in each life of it, in the order of its till.
 *
 * What survives an emptied Redis: the journal keeps the segment that is being written, whole, and every older one that
 * the log has not confirmed. So a bridge that was running when the log was emptied must give the new life everything
 * that it had acknowledged since its own start; what it had acknowledged before may be in the dead life alone. What
 * came by HTTP straight into the log is nowhere but in the life that took it.
 */
import { Bytes } from './bytes.ts'
import type { Cast, Lane } from './cast.ts'
import type { LaneInLife, Life } from './life.ts'
import type { Complain, ViolationKind } from './violation.ts'

/** The newest press of a lane that its bridge had acknowledged when the log was emptied. */
export type Mark = { readonly lane: number; readonly n: number }
type OpenMark = { readonly n: number; readonly life: number }

/** One byte says in which life a press was seen last. */
const MOST_LIVES = 250

export class Presses {
  readonly #lanes: readonly LaneBook[]
  readonly #complain: Complain
  acknowledged = 0
  seen = 0
  /** Entries that a later life of the log was given again. */
  again = 0

  constructor(cast: Cast, complain: Complain) {
    this.#complain = complain
    this.#lanes = cast.lanes.map((lane) => new LaneBook(lane))
  }

  acknowledge(lane: number, n: number): void {
    const book = this.#lanes[lane]
    if (!book || book.acknowledged.get(n) === 1) return
    book.acknowledged.set(n, 1)
    book.newest = Math.max(book.newest, n)
    this.acknowledged++
  }

  /** The entry of this press stands in the life now. */
  take({ lane: index, n }: Mark, life: Life): void {
    const book = this.#lanes[index]
    if (!book) return this.#say('stranger', life, `there is no lane ${index}`)
    const { lane } = book
    if (life.number > MOST_LIVES) throw new Error(`more than ${MOST_LIVES} lives of a log cannot be told apart`)
    const seenIn = book.seenIn.get(n)
    const inLife = life.lane(index)
    if (seenIn === life.number) this.#say('doubled', life, `${told(lane, n)} is there twice`)
    else if (n <= inLife.last && (lane.way === 'bridge' || seenIn === 0)) {
      this.#say('reordered', life, `${told(lane, n)} stands behind press ${inLife.last}`)
    }
    if (seenIn === 0) this.seen++
    else this.again++
    book.seenIn.set(n, life.number)
    book.found(n, life.number)
    advance(inLife, n, seenIn === 0 || lane.way === 'bridge')
  }

  /** The log of the store has just been emptied, in this life. */
  wiped(store: string, life: number, marks: readonly Mark[]): void {
    for (const { lane, n } of marks) {
      const book = this.#lanes[lane]
      if (book?.lane.store === store) book.open.push({ n, life })
    }
  }

  /** Presses that the journals have kept and that no later life of the log has yet. */
  waiting(): number {
    return this.#lanes.reduce((sum, { open }) => sum + open.length, 0)
  }

  /** At the end: nothing is missing. `newest` are the lives that stand now. */
  judge(lives: readonly Life[], newest: readonly Life[]): void {
    for (const book of this.#lanes) {
      this.#judgeWhole(book)
      for (const life of lives) if (life.store === book.lane.store) this.#judgeGaps(book, life)
      for (const life of newest) if (life.store === book.lane.store) this.#judgeEnd(book, life)
      for (const { n, life } of book.open) {
        const where = `${book.lane.store}, after life ${life}`
        this.#complain({ kind: 'withheld', where, text: `${told(book.lane, n)} came into no later life` })
      }
    }
  }

  #judgeWhole({ lane, acknowledged, seenIn, newest }: LaneBook): void {
    for (let n = 1; n <= newest; n++) {
      if (acknowledged.get(n) === 0 || seenIn.get(n) !== 0) continue
      this.#complain({ kind: 'lost', where: lane.store, text: `${told(lane, n)} was acknowledged and is nowhere` })
    }
  }

  #judgeGaps({ lane, acknowledged, seenIn }: LaneBook, life: Life): void {
    if (lane.way === 'http') return
    for (const { from, to } of life.lanes.get(lane.index)?.gaps ?? []) {
      for (let n = from; n <= to; n++) {
        if (acknowledged.get(n) === 0 || seenIn.get(n) === 0) continue
        this.#say('lost', life, `${told(lane, n)} was acknowledged and is missing between its neighbours`)
      }
    }
  }

  /** What is newer than something that the newest life has is in it too: journals are given in order. */
  #judgeEnd({ lane, acknowledged, seenIn, newest }: LaneBook, life: Life): void {
    const last = life.lanes.get(lane.index)?.last
    if (lane.way === 'http' || last === undefined) return
    for (let n = last + 1; n <= newest; n++) {
      if (acknowledged.get(n) === 0 || seenIn.get(n) === 0) continue
      this.#say('lost', life, `${told(lane, n)} was acknowledged, and the log that stands ends at press ${last}`)
    }
  }

  #say(kind: ViolationKind, { store, number, offset }: Life, text: string): void {
    this.#complain({ kind, where: `${store}, life ${number}, offset ${offset}`, text })
  }
}

class LaneBook {
  readonly lane: Lane
  readonly acknowledged = new Bytes()
  /** Number of the newest life that has the press; 0: none. */
  readonly seenIn = new Bytes()
  newest = 0
  open: OpenMark[] = []

  constructor(lane: Lane) {
    this.lane = lane
  }

  found(n: number, life: number): void {
    if (this.open.length > 0) this.open = this.open.filter((mark) => mark.n !== n || life <= mark.life)
  }
}

function advance(lane: LaneInLife, n: number, counts: boolean): void {
  if (!counts || n <= lane.last) return
  if (lane.last > 0 && n > lane.last + 1) lane.gaps.push({ from: lane.last + 1, to: n - 1 })
  lane.last = n
}

function told({ index, cashier, owner }: Lane, n: number): string {
  return `press ${n} of lane ${index} (till ${cashier}, ${owner})`
}
