/**
 * One box as its host sees it: frames in; presses and acknowledgements out. Pure.
 *
 * An edge is acknowledged when nothing before it is open any more: no button that is still held, and no press that is
 * not on disk. Keep the host over the reopening of a port: it knows what it has taken already.
 */
import { type EdgeOrder, greeted, isLaterBoot, NO_EDGES, newestTaken, takeEdge, type Verdict } from './edge-order.ts'
import type { Ack, Edge, Heartbeat, Hello } from './frame.ts'
import type { GestureMap } from './gesture.ts'
import {
  type BoxPress,
  type Decided,
  doubted,
  EMPTY_HANDS,
  feelBeat,
  feelEarly,
  feelEdges,
  feelTime,
  type Hands,
  nextFeel,
} from './hands.ts'

export type { BoxPress } from './hands.ts'

/** `waiting`: for those before it, which it must not overtake. `given`: to be journaled. `failed`: it could not be. */
type Unsettled = { readonly press: BoxPress; readonly state: 'waiting' | 'given' | 'failed' }

export type BoxHost = {
  readonly order: EdgeOrder
  readonly hands: Hands
  /** In the order in which they were decided. */
  readonly unsettled: readonly Unsettled[]
  /** The boot that the box is in. */
  readonly boot: number | undefined
}

export const NEW_BOX_HOST: BoxHost = {
  order: NO_EDGES,
  hands: { ...EMPTY_HANDS, beats: true },
  unsettled: [],
  boot: undefined,
}

/** Of one boot. A box keeps far fewer: one that goes on without acknowledgements is left waiting, not remembered. */
const MOST_UNSETTLED = 64

export type Heard = {
  readonly host: BoxHost
  /** To be journaled; then `settle` wants to know what became of each. Never two of one boot at a time. */
  readonly presses: readonly BoxPress[]
  readonly acks: readonly Ack[]
  /** Only of an edge. */
  readonly verdict?: Verdict
}

export function hear(host: BoxHost, frame: Hello | Edge | Heartbeat, map: GestureMap, now: number): Heard {
  switch (frame.kind) {
    case 'hello':
      return { host: hearHello(host, frame), presses: [], acks: [] }
    case 'heartbeat':
      return hearBeat(host, frame, map)
    case 'edge':
      return hearEdge(host, frame, map, now)
  }
}

/** A button that is still held may have become a long press. */
export function elapse(host: BoxHost, map: GestureMap, now: number): Heard {
  return give(host, feelTime(host.hands, host.boot, map, now))
}

/** When to call `elapse`, ms; null: not before the next frame. */
export function dueAt(host: BoxHost, map: GestureMap): number | null {
  return nextFeel(host.hands, host.boot, map)
}

/** `taken`: it is on disk, or can never be; `failed`: it is given again at the box's next repetition or heartbeat. */
export function settle(host: BoxHost, press: BoxPress, outcome: 'taken' | 'failed'): Heard {
  const unsettled =
    outcome === 'taken'
      ? host.unsettled.filter((known) => !isSame(known.press, press))
      : host.unsettled.map((known) => (isSame(known.press, press) ? { press, state: outcome } : known))
  const after = { ...host, unsettled }
  return { ...handOut(after), acks: acksOf(after, press) }
}

function hearHello(host: BoxHost, hello: Hello): BoxHost {
  return { ...ordered(host, greeted(host.order, hello)), hands: doubted(host.hands), boot: hello.boot }
}

function hearBeat(host: BoxHost, beat: Heartbeat, map: GestureMap): Heard {
  const { boot } = host
  const events = newestTaken(host.order, boot) + 1 - oldestOpen(host, boot)
  return give(tryAgain(host), feelBeat(host.hands, beat, { boot, events }, map))
}

function hearEdge(host: BoxHost, edge: Edge, map: GestureMap, now: number): Heard {
  const { order, verdict, edges } = takeEdge(host.order, edge, now)
  if (verdict.kind === 'new' && isFull(host, edge.boot)) {
    return { host, presses: [], acks: [], verdict: { kind: 'ahead' } }
  }
  const next = ordered(host, order)
  if (verdict.kind === 'ahead') return { ...give(next, feelEarly(next.hands, edge, map)), verdict }
  // The box has not heard the acknowledgement, or there was none yet.
  if (verdict.kind === 'repeated') return { ...handOut(tryAgain(next)), acks: acksOf(next, edge), verdict }
  // The hello of a newer boot may have been lost.
  const boot = next.boot === undefined || isLaterBoot(edge.boot, next.boot) ? edge.boot : next.boot
  const heard = give({ ...next, boot }, feelEdges(next.hands, edges, map, now))
  return { ...heard, acks: acksOf(heard.host, edge), verdict }
}

/** Presses of a boot that is not remembered any more are forgotten with it: there must be an end to them. */
function ordered(host: BoxHost, order: EdgeOrder): BoxHost {
  const unsettled = host.unsettled.filter(({ press }) => order.some(({ boot }) => boot === press.boot))
  return { ...host, order, unsettled }
}

function isFull(host: BoxHost, boot: number): boolean {
  return host.unsettled.filter(({ press }) => press.boot === boot).length >= MOST_UNSETTLED
}

/**
 * Presses decided so far. One of `releases` that were lost has no edge of its own to acknowledge it: the box's next
 * repetition asks for that.
 */
function give(host: BoxHost, { hands, presses }: Decided): Heard {
  const waiting = presses.map((press) => ({ press, state: 'waiting' as const }))
  return { ...handOut({ ...host, hands, unsettled: [...host.unsettled, ...waiting] }), acks: [] }
}

/** What could not be journaled is given again, in its old order. */
function tryAgain(host: BoxHost): BoxHost {
  const unsettled = host.unsettled.map(({ press, state }) => ({ press, state: state === 'failed' ? 'waiting' : state }))
  return { ...host, unsettled }
}

/** Gives the oldest press of each boot, if it waits. */
function handOut(host: BoxHost): Pick<Heard, 'host' | 'presses'> {
  const oldestOf = (boot: number) => host.unsettled.find(({ press }) => press.boot === boot)
  const next = host.unsettled.filter((known) => known.state === 'waiting' && known === oldestOf(known.press.boot))
  const unsettled = host.unsettled.map((known) =>
    next.includes(known) ? { ...known, state: 'given' as const } : known,
  )
  return { host: { ...host, unsettled }, presses: next.map(({ press }) => press) }
}

/** The acknowledgement of everything before the oldest open edge, if that covers `wanted`. */
function acksOf(host: BoxHost, { boot, seq: wanted }: { readonly boot: number; readonly seq: number }): Ack[] {
  const seq = oldestOpen(host, boot) - 1
  return seq >= wanted ? [{ kind: 'ack', boot, seq }] : []
}

/** The oldest edge of a boot that the box must keep: its button is held, or its press is on no disk. If none, the next. */
function oldestOpen(host: BoxHost, boot: number | undefined): number {
  const open = [...host.hands.downs, ...host.unsettled.map(({ press }) => press)].filter((known) => known.boot === boot)
  return Math.min(newestTaken(host.order, boot) + 1, ...open.map(({ seq }) => seq))
}

function isSame(one: BoxPress, other: BoxPress): boolean {
  return one.boot === other.boot && one.seq === other.seq
}
