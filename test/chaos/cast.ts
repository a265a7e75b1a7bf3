/**
 * Who plays: which stores, bridges, relays, programs and crowds of screens a run has, and which lanes of presses.
 *
 * A lane is one till's presses, made one after the other and numbered from 1, so that lost, doubled and reordered can
 * be told from the numbers alone.
 */
import type { Action } from '../../protocol/event.ts'

export type Lane = {
  readonly index: number
  readonly store: string
  readonly way: 'bridge' | 'http'
  /** The process that makes its presses. */
  readonly owner: string
  readonly cashier: number
  /**
   * With ids the lane does as a button box and a careful program do: what was not acknowledged is pressed again under
   * the same id. Without, it does as a finger on a plain button: the next press is another one.
   */
  readonly ids: boolean
}

export type Bridge = { readonly name: string; readonly store: string; readonly lanes: readonly Lane[] }
export type Relay = { readonly name: string; readonly store: string }
/** Presses by HTTP. */
export type Program = { readonly name: string; readonly lanes: readonly Lane[] }
/** Many screens in one process. */
export type Crowd = { readonly name: string; readonly boards: readonly Board[] }
export type Board = { readonly index: number; readonly store: string; readonly relay: string; readonly keeps: boolean }

export type Cast = {
  readonly stores: readonly string[]
  readonly bridges: readonly Bridge[]
  readonly relays: readonly Relay[]
  readonly programs: readonly Program[]
  readonly crowds: readonly Crowd[]
  readonly lanes: readonly Lane[]
}

export type Size = {
  readonly stores: number
  readonly relays: number
  readonly crowds: number
  readonly boardsEach: number
}

/** A store that nobody has set up has tills 1 to 12. */
const TILLS_EACH = 4
const BRIDGES_EACH = 2

export function castOf({ stores: count, relays: relayCount, crowds: crowdCount, boardsEach }: Size): Cast {
  const lanes: Lane[] = []
  const lanesOf = (owner: string, store: string, way: Lane['way'], firstTill: number, ids: boolean): Lane[] => {
    const own = numbers(TILLS_EACH).map((place): Lane => {
      return { index: lanes.length + place, store, way, owner, cashier: firstTill + place, ids }
    })
    lanes.push(...own)
    return own
  }
  const stores = numbers(count).map((index) => `shop${index}`)
  const bridges = stores.flatMap((store, shop) =>
    numbers(BRIDGES_EACH).map((place): Bridge => {
      const name = `bridge-${shop * BRIDGES_EACH + place}`
      return { name, store, lanes: lanesOf(name, store, 'bridge', 1 + place * TILLS_EACH, place % 2 === 0) }
    }),
  )
  const programs = stores.map((store, shop): Program => {
    const name = `program-${shop}`
    return { name, lanes: lanesOf(name, store, 'http', 1 + BRIDGES_EACH * TILLS_EACH, true) }
  })
  const relays = numbers(relayCount).map((index): Relay => {
    return { name: `relay-${index}`, store: stores[index % count] ?? '' }
  })
  const crowds = numbers(crowdCount).map((index): Crowd => {
    return { name: `crowd-${index}`, boards: boardsOf(index * boardsEach, boardsEach, stores, relays) }
  })
  return { stores, bridges, relays, programs, crowds, lanes }
}

function boardsOf(from: number, count: number, stores: readonly string[], relays: readonly Relay[]): Board[] {
  return numbers(count).map((place): Board => {
    const index = from + place
    const store = stores[index % stores.length] ?? ''
    const relay = relays[Math.floor(index / stores.length) % relays.length]?.name ?? ''
    return { index, store, relay, keeps: index % 4 === 3 }
  })
}

/** Which store each board shows. */
export function storesOfBoards({ crowds }: Cast): ReadonlyMap<number, string> {
  return new Map(crowds.flatMap(({ boards }) => boards.map(({ index, store }) => [index, store] as const)))
}

/** What the n-th press of a lane says: mostly calls, and everything else a cashier can say. */
export function actionOf(lane: number, n: number): Action {
  const place = (Math.imul(lane * 31 + n, 0x9e3779b1) >>> 0) % 100
  return MANNERS.find(({ below }) => place < below)?.action ?? 'call'
}

const MANNERS: readonly { readonly below: number; readonly action: Action }[] = [
  { below: 8, action: 'recall' },
  { below: 16, action: 'cancel' },
  { below: 22, action: 'done' },
  { below: 25, action: 'close' },
  { below: 28, action: 'open' },
  { below: 30, action: 'help' },
  { below: 32, action: 'helped' },
]

/** The press's name, which is its id where the lane has ids, and else stands in its source. */
export function pressName(lane: number, n: number): string {
  return `chaos-${lane}-${n}`
}

export function readPressName(text: string): { lane: number; n: number } | undefined {
  const [, lane, n] = /^chaos-(\d+)-(\d+)$/u.exec(text) ?? []
  return lane === undefined || n === undefined ? undefined : { lane: Number(lane), n: Number(n) }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
