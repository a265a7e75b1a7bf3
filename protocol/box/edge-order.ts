/**
 * Which edges are taken, and when. A box says an edge again until it is acknowledged, so most that come twice are
 * harmless; one that comes before its turn is kept until those before it have come.
 *
 * Each boot has a cursor of its own: after a reset a box still says the edges that nobody acknowledged before it.
 */
import type { Edge, Hello } from './frame.ts'

type Cursor = {
  readonly boot: number
  /** `told`: by the hello, nothing was taken yet. `unknown`: edges of before this host's time, who knows which. */
  readonly kind: 'taken' | 'told' | 'unknown'
  /** The newest edge that was dealt with: the next one is new. */
  readonly seq: number
  /** Edges that came before their turn, the lowest first. */
  readonly early: readonly Edge[]
  /** The lowest of those since the last hello, and when it was heard first, ms. */
  readonly lowest: { readonly seq: number; readonly at: number } | undefined
}

export type EdgeOrder = readonly Cursor[]

/**
 * `new`: it is taken. `repeated`: it was taken before. `ahead`: edges before it are still to come.
 * `missed` counts edges that will never come: the box has said the one after them as its oldest.
 */
export type Verdict =
  | { readonly kind: 'new'; readonly missed: number }
  | { readonly kind: 'repeated' }
  | { readonly kind: 'ahead' }

export type Taken = {
  readonly order: EdgeOrder
  readonly verdict: Verdict
  /** Of a new one: itself, and those that came early and have only waited for it. */
  readonly edges: readonly Edge[]
}

export const NO_EDGES: EdgeOrder = []

/** More resets than that with edges still kept are not worth remembering. */
const BOOTS_KEPT = 4
/** A box keeps fewer; this only stops a mad one from filling the memory. */
const MOST_EARLY = 32
/** A box says its oldest edge again after 50 ms; what comes twice within less was doubled on the way, ms. */
const SAID_AGAIN = 40

/**
 * What a hello says of its own boot counts only where this host has taken nothing of it. After a hello a box says all
 * edges again, so that one which comes again is not its oldest for that.
 */
export function greeted(order: EdgeOrder, { boot, seq }: Hello): EdgeOrder {
  const cursors = order.map((cursor) => ({ ...cursor, lowest: undefined }))
  const cursor = cursorOf(cursors, boot)
  return moved(cursors, cursor.kind === 'taken' ? cursor : { ...cursor, kind: 'told', seq })
}

export function takeEdge(order: EdgeOrder, edge: Edge, now: number): Taken {
  const cursors = order.map((cursor) =>
    isLaterBoot(cursor.boot, edge.boot) ? { ...cursor, lowest: undefined } : cursor,
  )
  const cursor = placed(cursorOf(cursors, edge.boot), edge.seq)
  if (edge.seq <= cursor.seq) return { order: cursors, verdict: { kind: 'repeated' }, edges: [] }
  if (edge.seq === cursor.seq + 1 || isOldest(cursor, edge.seq, now)) return taken(cursors, cursor, edge)
  return { order: moved(cursors, withEarly(cursor, edge, now)), verdict: { kind: 'ahead' }, edges: [] }
}

/** The newest edge of a boot that was dealt with. */
export function newestTaken(order: EdgeOrder, boot: number | undefined): number {
  return boot === undefined ? 0 : cursorOf(order, boot).seq
}

/** Whether a boot came after another: our firmware counts them with 16 bits, and begins anew behind the last one. */
export function isLaterBoot(boot: number, other: number): boolean {
  return ((boot - other) << 16) >> 16 > 0
}

/** Of a boot without a hello only the very first edge is known for what it is. */
function cursorOf(order: EdgeOrder, boot: number): Cursor {
  const unknown = { boot, kind: 'unknown', seq: 0, early: [], lowest: undefined } as const
  return order.find((cursor) => cursor.boot === boot) ?? unknown
}

/** There are boxes whose hello tells the newest edge they made, not the newest that was acknowledged. */
function placed(cursor: Cursor, seq: number): Cursor {
  return cursor.kind === 'told' && seq <= cursor.seq ? { ...cursor, kind: 'unknown', seq: 0 } : cursor
}

/** A box says only its oldest edge again, older boots first: those before this one it does not have any more. */
function isOldest({ lowest }: Cursor, seq: number, now: number): boolean {
  return lowest !== undefined && lowest.seq === seq && now - lowest.at >= SAID_AGAIN
}

function taken(order: EdgeOrder, cursor: Cursor, edge: Edge): Taken {
  const missed = cursor.kind === 'unknown' ? 0 : edge.seq - cursor.seq - 1
  const edges = [edge, ...following(cursor.early, edge.seq)]
  const seq = edge.seq + edges.length - 1
  const early = cursor.early.filter((other) => other.seq > seq)
  const after: Cursor = { boot: edge.boot, kind: 'taken', seq, early, lowest: undefined }
  return { order: moved(order, after), verdict: { kind: 'new', missed }, edges }
}

/** Those that follow without a gap. */
function following(early: readonly Edge[], seq: number): Edge[] {
  const run: Edge[] = []
  for (const edge of early) if (edge.seq === seq + run.length + 1) run.push(edge)
  return run
}

function withEarly(cursor: Cursor, edge: Edge, now: number): Cursor {
  const { seq } = edge
  const others = cursor.early.filter((other) => other.seq !== seq)
  const early = [...others, edge].toSorted((a, b) => a.seq - b.seq).slice(0, MOST_EARLY)
  const { lowest = { seq, at: now } } = cursor
  if (lowest.seq < seq) return { ...cursor, early, lowest }
  // A clock that was set back must not keep it waiting.
  return { ...cursor, early, lowest: { seq, at: lowest.seq === seq ? Math.min(lowest.at, now) : now } }
}

function moved(order: EdgeOrder, cursor: Cursor): EdgeOrder {
  return [...order.filter(({ boot }) => boot !== cursor.boot), cursor].slice(-BOOTS_KEPT)
}
