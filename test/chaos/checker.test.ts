/** The checker is told broken histories: each must be called what it is. And whole ones, which must pass. */
import { describe, expect, it } from 'vitest'
import { type Action, isPress } from '../../protocol/event.ts'
import { reduce } from '../../protocol/reduce.ts'
import { INITIAL_STATE, type State } from '../../protocol/state.ts'
import { actionOf, castOf, type Lane, pressName } from './cast.ts'
import { Checker } from './checker.ts'
import type { LogEntry } from './log-entry.ts'
import { SAMPLE_EVERY, stateHash } from './state-hash.ts'
import type { Violation } from './violation.ts'

const CAST = castOf({ stores: 1, relays: 1, crowds: 1, boardsEach: 1 })
const STORE = 'shop0'
const BOX = laneOf('bridge', true)
const PLAIN = laneOf('bridge', false)
const HTTP = laneOf('http', true)

function laneOf(way: Lane['way'], ids: boolean): Lane {
  const lane = CAST.lanes.find((one) => one.way === way && one.ids === ids)
  if (!lane) throw new Error('the cast lacks a lane')
  return lane
}

/** A store with a checker that watches it; its methods are what can happen, right or wrong. */
class History {
  readonly violations: Violation[] = []
  readonly checker = new Checker(CAST, (violation) => this.violations.push(violation))
  state: State = INITIAL_STATE
  #seq = new Map<string, number>()

  constructor() {
    this.begin('first')
  }

  begin(epoch: string): this {
    this.checker.begin(STORE, epoch)
    this.state = INITIAL_STATE
    this.#seq.clear()
    return this
  }

  acknowledged({ index }: Lane, ...presses: readonly number[]): this {
    for (const n of presses) this.checker.presses.acknowledge(index, n)
    return this
  }

  appended(lane: Lane, ...presses: readonly number[]): this {
    for (const n of presses) this.append(entryOf(lane, n))
    return this
  }

  append(entry: Omit<LogEntry, 'offset' | 'at' | 'seq'> & Partial<LogEntry>): this {
    const seq = (this.#seq.get(entry.producer) ?? 0) + 1
    const whole = { offset: this.state.offset + 1, at: 1_000 * (this.state.offset + 1), seq, ...entry }
    this.#seq.set(entry.producer, whole.seq)
    this.state = reduce(this.state, whole)
    this.checker.entry(STORE, whole)
    return this
  }

  wiped(...marks: readonly { readonly lane: number; readonly n: number }[]): this {
    this.checker.wiped(marks)
    return this
  }

  /** What the checker finds once all is over. */
  found(finals = [this.final('second')]): string[] {
    this.checker.judge(finals)
    return this.violations.map(({ kind }) => kind)
  }

  final(epoch: string, hash = stateHash(this.state), offset = this.state.offset) {
    const known = this.checker.position(STORE)?.epoch ?? epoch
    return { board: 0, store: STORE, epoch: known, offset, hash }
  }
}

function entryOf(lane: Lane, n: number, action: Action = actionOf(lane.index, n)) {
  const name = pressName(lane.index, n)
  const source = lane.way === 'http' ? 'http' : lane.ids ? `box:${lane.index}` : name
  const { cashier } = lane
  const event = { type: action, cashier, language: 'en', pressedAt: 0, source, ...(lane.ids && { id: name }) }
  return { producer: `${lane.owner}`, event }
}

const view = (call: number, cashier: number, offset = call, epoch = 'first') =>
  ({ kind: 'view', board: 0, store: STORE, epoch, offset, call, cashier }) as const

describe('a history in which every promise was kept', () => {
  it('passes', () => {
    const history = new History().acknowledged(BOX, 1, 2, 3).acknowledged(PLAIN, 1, 3).acknowledged(HTTP, 1)
    expect(history.appended(BOX, 1, 2).appended(PLAIN, 1, 3).appended(HTTP, 1).appended(BOX, 3).found()).toEqual([])
  })

  it('may hold presses that nobody was told are safe', () => {
    expect(new History().acknowledged(PLAIN, 1).appended(PLAIN, 1, 2, 5).found()).toEqual([])
  })

  it('may begin a new life with what the journal keeps, and lose what only the dead life had', () => {
    const history = new History().acknowledged(BOX, 1, 2, 3).acknowledged(HTTP, 1).appended(BOX, 1, 2, 3)
    history.appended(HTTP, 1).wiped({ lane: BOX.index, n: 3 }).begin('second').acknowledged(BOX, 4)
    expect(history.appended(BOX, 2, 3, 4).found()).toEqual([])
  })

  it('may bring a press by HTTP that waited in a relay into the next life, behind newer ones', () => {
    const history = new History().acknowledged(HTTP, 1, 2).appended(HTTP, 1).wiped().begin('second')
    expect(history.appended(HTTP, 2, 1).found()).toEqual([])
  })
})

describe('a broken history is called', () => {
  it('lost, if an acknowledged press is nowhere', () => {
    expect(new History().acknowledged(BOX, 1, 2).appended(BOX, 1).found()).toEqual(['lost'])
  })

  it('lost, if a press by HTTP is nowhere', () => {
    expect(new History().acknowledged(HTTP, 1, 2, 3).appended(HTTP, 1, 3).found()).toEqual(['lost'])
  })

  it('lost, if a new life skips a press between its neighbours that the dead one had', () => {
    const history = new History().acknowledged(BOX, 1, 2, 3).appended(BOX, 1, 2, 3).wiped().begin('second')
    expect(history.appended(BOX, 1, 3).found()).toEqual(['lost'])
  })

  it('lost, if a new life ends before the newest press that the dead one had', () => {
    const history = new History().acknowledged(BOX, 1, 2, 3).appended(BOX, 1, 2, 3).wiped().begin('second')
    expect(history.appended(BOX, 1, 2).found()).toEqual(['lost'])
  })

  it('withheld, if the journal never gives a new life what it certainly keeps', () => {
    const history = new History().acknowledged(BOX, 1, 2).appended(BOX, 1, 2).wiped({ lane: BOX.index, n: 2 })
    expect(history.begin('second').found()).toEqual(['withheld'])
  })

  it.each([BOX, PLAIN, HTTP])('doubled, if a press of lane $index is in one life twice', (lane) => {
    expect(new History().acknowledged(lane, 1, 2).appended(lane, 1, 2, 1).found()).toEqual(['doubled'])
  })

  it.each([BOX, PLAIN, HTTP])('reordered, if presses of lane $index have changed places', (lane) => {
    expect(new History().acknowledged(lane, 1, 2, 3).appended(lane, 1, 3, 2).found()).toContain('reordered')
  })

  it('altered, if an entry says something else than was pressed', () => {
    const other = actionOf(BOX.index, 1) === 'call' ? 'cancel' : 'call'
    expect(new History().append(entryOf(BOX, 1, other)).found()).toEqual(['altered'])
  })

  it('altered, if a press came under another till', () => {
    const { producer, event } = entryOf(BOX, 1)
    expect(new History().append({ producer, event: { ...event, cashier: 77 } }).found()).toEqual(['altered'])
  })

  it('stranger, if an entry is nobody’s press', () => {
    const { producer, event } = entryOf(BOX, 1)
    expect(new History().append({ producer, event: { ...event, id: 'somebody' } }).found()).toEqual(['stranger'])
  })

  it('a hole, if an offset is missing', () => {
    expect(
      new History()
        .appended(BOX, 1)
        .append({ ...entryOf(BOX, 2), offset: 3 })
        .found(),
    ).toEqual(['hole'])
  })

  it('a hole, if a producer without ids lacks a seq', () => {
    expect(
      new History()
        .appended(PLAIN, 1)
        .append({ ...entryOf(PLAIN, 2), seq: 3 })
        .found(),
    ).toEqual(['hole'])
  })

  it('renewed, if the epoch is another although nobody emptied the log', () => {
    expect(new History().appended(BOX, 1).begin('second').found()).toEqual(['renewed'])
  })
})

describe('what a screen showed', () => {
  const history = () => {
    const shop = new History()
    for (let n = 1; n <= SAMPLE_EVERY; n++) shop.appended(BOX, n)
    return shop
  }
  const firstCall = Array.from({ length: SAMPLE_EVERY }, (_, n) => n + 1).find((n) => actionOf(BOX.index, n) === 'call')
  const call = firstCall ?? 0

  it('is fine, if it is a call of the log', () => {
    const shop = history()
    shop.checker.sightings.saw(view(call, BOX.cashier))
    expect(shop.found()).toEqual([])
    expect(shop.checker.sightings.views).toBe(1)
  })

  it('is a phantom, if the entry calls another till', () => {
    const shop = history()
    shop.checker.sightings.saw(view(call, BOX.cashier + 1))
    expect(shop.found()).toEqual(['phantom'])
  })

  it('is a phantom, if the entry calls nobody', () => {
    const shop = history()
    const quiet = Array.from({ length: SAMPLE_EVERY }, (_, n) => n + 1).find((n) => actionOf(BOX.index, n) === 'help')
    shop.checker.sightings.saw(view(quiet ?? 0, BOX.cashier))
    expect(shop.found()).toEqual(['phantom'])
  })

  it('is a phantom, if the log never came so far', () => {
    const shop = history()
    shop.checker.sightings.saw(view(SAMPLE_EVERY + 1, BOX.cashier))
    shop.checker.settle()
    expect(shop.violations).toEqual([])
    expect(shop.found()).toEqual(['phantom'])
  })

  it('is a phantom, if no life of the log has that name', () => {
    const shop = history()
    shop.checker.sightings.saw(view(call, BOX.cashier, call, 'never'))
    expect(shop.found()).toEqual(['phantom'])
  })

  it('is held against the life it was of, also when that is dead', () => {
    const shop = history().wiped().begin('second')
    shop.checker.sightings.saw(view(call, BOX.cashier))
    expect(shop.found()).toEqual([])
  })

  it('has diverged, if its state on the way was another', () => {
    const shop = history()
    const seen = { kind: 'state', board: 0, store: STORE, epoch: 'first', offset: SAMPLE_EVERY } as const
    shop.checker.sightings.saw({ ...seen, hash: stateHash(shop.state) })
    expect(shop.found()).toEqual([])
    shop.checker.sightings.saw({ ...seen, hash: stateHash({ ...shop.state, closed: [55] }) })
    expect(shop.found()).toEqual(['diverged'])
  })

  it('has diverged, if it ends with another state, at another place or in another life', () => {
    const { state } = history()
    expect(history().found([history().final('first', stateHash({ ...state, help: [9] }))])).toEqual(['diverged'])
    expect(history().found([history().final('first', stateHash(state), SAMPLE_EVERY - 1)])).toEqual(['diverged'])
    const shop = history()
    expect(shop.found([{ ...shop.final('first'), epoch: 'dead' }])).toEqual(['diverged'])
  })
})

describe('a state as one word', () => {
  it('does not depend on the order in which JSON was written', () => {
    const { v: version, ...rest } = INITIAL_STATE
    expect(stateHash({ ...rest, v: version })).toBe(stateHash(INITIAL_STATE))
  })
})

describe('a press of a lane', () => {
  it('is known by its name in what the log says', () => {
    const { event } = entryOf(PLAIN, 12)
    expect(isPress(event) && event.source).toBe(`chaos-${PLAIN.index}-12`)
  })
})
