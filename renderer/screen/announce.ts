/**
 * Which picture is worth a chime.
 *
 * A call's first appearance and each recall, once. Not the call that runs when the page first learns the log: a page
 * reloaded in mid-call has chimed for it already, and a screen just switched on has nobody in front of it yet. What
 * begins later, or while the connection was away, is news.
 */
import type { State } from '../../protocol/state.ts'
import type { CallPicture, Picture } from './picture.ts'

export type Heard =
  /** The page does not know the log yet. */
  | { readonly kind: 'nothing' }
  /** `known`: how far the log was known then. `call`: the last one that needs no chime any more. */
  | { readonly kind: 'upTo'; readonly known: number; readonly call: Pick<CallPicture, 'offset' | 'key'> | null }

/** A call that is being said. `end`: when it leaves the screen if nothing happens, ms of log time. */
export type Said = { readonly offset: number; readonly end: number }

/** Whether the call has been taken back while it was on the screen: what is still being said of it is not true. */
export function isTakenBack(said: Said, { calls }: Pick<State, 'calls'>, now: number): boolean {
  if (now >= said.end) return false
  return calls.find(({ offset }) => offset === said.offset)?.withdrawn ?? true
}

export const NOTHING_HEARD: Heard = { kind: 'nothing' }

export type Announcement = { readonly heard: Heard; readonly chime: CallPicture | null }

export function announce(heard: Heard, picture: Picture): Announcement {
  const call = picture.kind === 'calling' ? picture.call : null
  const known = picture.offset
  if (heard.kind === 'nothing') {
    return { heard: picture.away ? heard : { kind: 'upTo', known, call }, chime: null }
  }
  // A log that knows less than before has begun anew or lost its end: what has these offsets now are other calls.
  const last = known < heard.known ? null : heard.call
  const isNews = call !== null && isAfter(call, last)
  return { heard: { kind: 'upTo', known, call: isNews ? call : last }, chime: isNews ? call : null }
}

/** Calls are shown in the log's order: one from before is back only because log time was measured anew. */
function isAfter(call: CallPicture, last: Pick<CallPicture, 'offset' | 'key'> | null): boolean {
  return last === null || call.offset > last.offset || (call.offset === last.offset && call.key !== last.key)
}
