/**
 * Which edges are new. A box says an edge again until it is acknowledged, so most that come twice are harmless; one
 * that is missing between two others will be said again, so what follows it is left until then.
 *
 * Each boot has a cursor of its own: after a reset a box still says the edges that nobody acknowledged before it.
 */
import type { Edge, Hello } from './frame.ts'

type Cursor = {
  readonly boot: number
  /** The newest edge that was taken. */
  readonly seq: number
  /** Whether this host has taken one itself, or knows it only from the hello. */
  readonly own: boolean
  /** The newest edge that came before its turn, since one was last taken. */
  readonly early: number | undefined
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

export const NO_EDGES: EdgeOrder = []

/** More resets than that with edges still kept are not worth remembering. */
const BOOTS_KEPT = 4

/** What a hello says of its own boot counts only where this host knows nothing of it. */
export function greeted(order: EdgeOrder, { boot, seq }: Hello): EdgeOrder {
  return order.some((cursor) => cursor.boot === boot)
    ? order
    : moved(order, { boot, seq, own: false, early: undefined })
}

export function takeEdge(order: EdgeOrder, { boot, seq }: Edge): { order: EdgeOrder; verdict: Verdict } {
  const cursor = order.find((known) => known.boot === boot)
  const taken = (missed: number) => ({
    order: moved(order, { boot, seq, own: true, early: undefined }),
    verdict: { kind: 'new' as const, missed },
  })
  if (!cursor || seq === cursor.seq + 1) return taken(0)
  // There are boxes whose hello tells the newest edge they made, not the newest that was acknowledged.
  if (seq <= cursor.seq && !cursor.own) return taken(0)
  if (seq <= cursor.seq) return { order, verdict: { kind: 'repeated' } }
  // A box says only its oldest again: the ones before this one it does not have any more.
  if (cursor.early === seq) return taken(seq - cursor.seq - 1)
  return { order: moved(order, { ...cursor, early: seq }), verdict: { kind: 'ahead' } }
}

function moved(order: EdgeOrder, cursor: Cursor): EdgeOrder {
  return [...order.filter(({ boot }) => boot !== cursor.boot), cursor].slice(-BOOTS_KEPT)
}
