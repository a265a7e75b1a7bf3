/**
 * Holds what everybody said against the log: presses that were called safe, what screens showed, and every life of
 * every store's log, entry by entry. Pure: it is told everything, and asks nobody.
 */
import { isPress } from '../../protocol/event.ts'
import { actionOf, type Cast, type Lane, readPressName } from './cast.ts'
import { Life } from './life.ts'
import type { LogEntry } from './log-entry.ts'
import { type Mark, Presses } from './presses.ts'
import { Sightings } from './sightings.ts'
import type { Complain, ViolationKind } from './violation.ts'

/** A screen at the end. */
export type Final = {
  readonly board: number
  readonly store: string
  readonly epoch: string
  readonly offset: number
  readonly hash: string
}

export class Checker {
  readonly presses: Presses
  readonly sightings: Sightings
  entries = 0
  /** Final states that were compared. */
  compared = 0
  readonly #cast: Cast
  readonly #complain: Complain
  readonly #lives: Life[] = []
  readonly #newest = new Map<string, Life>()
  /** Stores whose log was emptied and has not begun anew. */
  readonly #emptied = new Set<string>()

  constructor(cast: Cast, complain: Complain) {
    this.#cast = cast
    this.#complain = complain
    this.presses = new Presses(cast, complain)
    this.sightings = new Sightings(complain)
    for (const store of cast.stores) this.#emptied.add(store)
  }

  get lives(): number {
    return this.#lives.length
  }

  /** Where the log that stands has been read to. */
  position(store: string): { readonly epoch: string; readonly offset: number } | undefined {
    const life = this.#newest.get(store)
    return life && !this.#emptied.has(store) ? { epoch: life.epoch, offset: life.offset } : undefined
  }

  /** What follows is of this epoch. */
  begin(store: string, epoch: string): void {
    const before = this.#newest.get(store)
    if (before && !this.#emptied.has(store)) this.#say('renewed', before, `it is called ${epoch} now`)
    before?.end()
    this.#emptied.delete(store)
    const life = new Life(store, epoch, (before?.number ?? 0) + 1)
    this.#lives.push(life)
    this.#newest.set(store, life)
  }

  entry(store: string, entry: LogEntry): void {
    const life = this.#newest.get(store)
    if (!life) throw new Error(`the log of ${store} has not begun`)
    this.entries++
    if (entry.offset !== life.offset + 1) this.#say('hole', life, `the next entry is ${entry.offset}`)
    const before = life.take(entry)
    const { event } = entry
    if (!isPress(event)) {
      if (event.type !== 'settings') this.#say('stranger', life, JSON.stringify(event))
      return
    }
    const press = readPressName(event.id ?? event.source)
    const lane = press && this.#cast.lanes[press.lane]
    if (!press || !lane) return this.#say('stranger', life, JSON.stringify(event))
    this.#checkSaying(life, lane, press.n, entry)
    if (!lane.ids && entry.seq !== before + 1) {
      this.#say('hole', life, `seq ${entry.seq} of ${entry.producer} follows ${before}`)
    }
    this.presses.take(press, life)
  }

  /** Redis has been emptied: all logs are dead, and read to their ends. */
  wiped(marks: readonly Mark[]): void {
    for (const store of this.#cast.stores) {
      this.presses.wiped(store, this.#newest.get(store)?.number ?? 0, marks)
      this.#emptied.add(store)
    }
  }

  settle(): void {
    this.sightings.settle(this.#lives, 'reading')
  }

  /** Everything has come to rest. */
  judge(finals: readonly Final[]): void {
    this.sightings.settle(this.#lives, 'over')
    this.presses.judge(this.#lives, [...this.#newest.values()])
    for (const final of finals) this.#compare(final)
  }

  #compare({ board, store, epoch, offset, hash }: Final): void {
    const life = this.#newest.get(store)
    if (!life) return
    this.compared++
    if (life.epoch === epoch && life.offset === offset && life.hash === hash) return
    const there = life.epoch === epoch ? `offset ${offset}` : `epoch ${epoch}, offset ${offset}`
    this.#say('diverged', life, `board ${board} ends at ${there} with another state`)
  }

  #checkSaying(life: Life, lane: Lane, n: number, { event }: LogEntry): void {
    if (!isPress(event)) return
    const same = event.type === actionOf(lane.index, n) && event.cashier === lane.cashier && lane.store === life.store
    const named = lane.ids === (event.id !== undefined) && (lane.way === 'http') === (event.source === 'http')
    if (!same || !named) this.#say('altered', life, `press ${n} of lane ${lane.index}: ${JSON.stringify(event)}`)
  }

  #say(kind: ViolationKind, { store, number, offset }: Life, text: string): void {
    this.#complain({ kind, where: `${store}, life ${number}, offset ${offset}`, text })
  }
}
