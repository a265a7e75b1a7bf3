/**
 * What a person means by the buttons that go down and up: short, long, two at once.
 *
 * A press is decided as early as it can be: at the release, after `longAfter` while the button is still held, or at
 * once where the button knows nothing but short presses. Each press has the identity of its first "down" edge, so that
 * the same edges heard again after a crash make the same press again.
 *
 * A release can be lost on the way, and the box says only its oldest edge again. Then a later edge of the same button,
 * or the bitmap of a heartbeat, tells that the button is up. No press is ever made of a bitmap: it only ends one.
 */
import { isLaterBoot } from './edge-order.ts'
import type { Edge, Heartbeat } from './frame.ts'
import type { GestureAction, GestureMap } from './gesture.ts'

/** A press that a box's edges amount to. */
export type BoxPress = {
  readonly action: GestureAction
  readonly button: number
  readonly boot: number
  /** Of its first "down" edge. */
  readonly seq: number
}

/** A button that is down and not decided yet. */
export type Down = {
  readonly button: number
  readonly boot: number
  readonly seq: number
  /** The box's clock, ms. */
  readonly ms: number
  /** The host's clock, ms. */
  readonly heardAt: number
  /** Whether a heartbeat has said since that the button is down. */
  readonly confirmed: boolean
}

export type Hands = {
  readonly downs: readonly Down[]
  /** Whether this device says heartbeats: then one has to say that a button is still down before it is a long press. */
  readonly beats: boolean
}

export type Decided = { readonly hands: Hands; readonly presses: readonly BoxPress[] }

export const EMPTY_HANDS: Hands = { downs: [], beats: false }

/** An edge in its turn. */
export function feelEdge(hands: Hands, edge: Edge, map: GestureMap, now: number): Decided {
  return edge.edge === 'down' ? goDown(hands, edge, map, now) : goUp(hands, edge, map)
}

/** Edges in their turn, one after the other. */
export function feelEdges(hands: Hands, edges: readonly Edge[], map: GestureMap, now: number): Decided {
  let decided: Decided = { hands, presses: [] }
  for (const edge of edges) {
    const next = feelEdge(decided.hands, edge, map, now)
    decided = { hands: next.hands, presses: [...decided.presses, ...next.presses] }
  }
  return decided
}

/** An edge before its turn says nothing but that its button has been up since, or for how long it was down. */
export function feelEarly(hands: Hands, edge: Edge, map: GestureMap): Decided {
  return decide(hands, map, (down) => {
    if (!isSameKey(down, edge)) return undefined
    return edge.edge === 'down' || heldFor(down, edge.ms) < map.longAfter ? 'short' : undefined
  })
}

/** What was felt before a heartbeat. */
export type Felt = {
  /** That the box is in: a button that went down before a reset was let go without a word. */
  readonly boot: number | undefined
  /** How many of the events that still wait in the box. Where more wait, a button may have been up and be down anew. */
  readonly events: number
}

export function feelBeat(hands: Hands, beat: Heartbeat, { boot, events }: Felt, map: GestureMap): Decided {
  const isDown = (down: Down) => down.boot === boot && isSet(beat.bitmap, down.button)
  const decided = decide(hands, map, (down) => (isDown(down) ? undefined : 'short'))
  const downs = decided.hands.downs.map((down) => ({ ...down, confirmed: down.confirmed || beat.queued <= events }))
  return { ...decided, hands: { ...hands, downs } }
}

/** The line was cut: whether a button is still down is to be told anew. */
export function doubted(hands: Hands): Hands {
  return { ...hands, downs: hands.downs.map((down) => ({ ...down, confirmed: false })) }
}

/** Time has gone on: a button that is still held becomes a long press, or what else it knows. */
export function feelTime(hands: Hands, boot: number | undefined, map: GestureMap, now: number): Decided {
  return decide(hands, map, (down) => (down.boot === boot && now >= lateAt(hands, down, map) ? 'long' : undefined))
}

/** When `feelTime` is to be called next, ms on the host's clock; null: not before another frame. */
export function nextFeel(hands: Hands, boot: number | undefined, map: GestureMap): number | null {
  const next = Math.min(...hands.downs.filter((down) => down.boot === boot).map((down) => lateAt(hands, down, map)))
  return Number.isFinite(next) ? next : null
}

function goDown(hands: Hands, edge: Edge, map: GestureMap, now: number): Decided {
  // The same button cannot go down twice: its release was lost.
  const before = decide(hands, map, (down) => (isSameKey(down, edge) || isOver(down, edge) ? 'short' : undefined))
  const { button, boot, seq, ms } = edge
  const fresh: Down = { button, boot, seq, ms, heardAt: now, confirmed: false }
  const after = withDown(before.hands, fresh, map)
  return { hands: after.hands, presses: [...before.presses, ...after.presses] }
}

function withDown(hands: Hands, fresh: Down, map: GestureMap): Decided {
  const first = hands.downs.find((down) => down.boot === fresh.boot)
  const chord = map.rules.find((rule) => rule.gesture === 'chord')
  if (chord && first) {
    const downs = hands.downs.filter((down) => down !== first)
    return { hands: { ...hands, downs }, presses: [pressOf(first, chord.action)] }
  }
  if (!chord && !knowsLong(map, fresh.button)) return { hands, presses: fired(fresh, 'short', map) }
  return { hands: { ...hands, downs: [...hands.downs, fresh] }, presses: [] }
}

function goUp(hands: Hands, edge: Edge, map: GestureMap): Decided {
  return decide(hands, map, (down) => {
    if (isOver(down, edge)) return 'short'
    if (!isSameKey(down, edge)) return undefined
    return heldFor(down, edge.ms) >= map.longAfter ? 'long' : 'short'
  })
}

/** Of another boot it is another press, whichever was heard first. */
function isSameKey(down: Down, edge: Edge): boolean {
  return down.boot === edge.boot && down.button === edge.button
}

/** The box was reset since, and has said all that it had to say of the boot before: the button was let go meanwhile. */
function isOver(down: Down, edge: Edge): boolean {
  return isLaterBoot(edge.boot, down.boot)
}

type Length = 'short' | 'long'

/** Takes the buttons that `lengthOf` decides out of the hands, in the order in which they went down. */
function decide(hands: Hands, map: GestureMap, lengthOf: (down: Down) => Length | undefined): Decided {
  const presses: BoxPress[] = []
  const downs = hands.downs.filter((down) => {
    const length = lengthOf(down)
    if (length !== undefined) presses.push(...fired(down, length, map))
    return length === undefined
  })
  return { hands: { ...hands, downs }, presses }
}

/** A button without a rule for long presses knows only short ones; one without any rule means nothing. */
function fired(down: Down, length: Length, map: GestureMap): BoxPress[] {
  const gesture = length === 'long' && knowsLong(map, down.button) ? 'long' : 'short'
  const rule = map.rules.find((known) => known.gesture === gesture && known.button === down.button)
  return rule ? [pressOf(down, rule.action)] : []
}

function pressOf({ button, boot, seq }: Down, action: GestureAction): BoxPress {
  return { action, button, boot, seq }
}

function knowsLong(map: GestureMap, button: number): boolean {
  return map.rules.some((rule) => rule.gesture === 'long' && rule.button === button)
}

/**
 * When it is decided although it is still down. A release that was lost must not become a long press: where there are
 * heartbeats, one has to say "still down".
 */
function lateAt(hands: Hands, down: Down, map: GestureMap): number {
  return hands.beats && !down.confirmed ? Number.POSITIVE_INFINITY : down.heardAt + map.longAfter
}

/** The box's clock has 32 bits and begins anew after 49.7 days. */
function heldFor(down: Down, ms: number): number {
  return (ms - down.ms) >>> 0
}

function isSet(bitmap: number, button: number): boolean {
  return Math.floor(bitmap / 2 ** button) % 2 === 1
}
