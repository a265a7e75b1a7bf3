/** What became of a till's press: the state that the lamp on the box and the key on the page show. */

import type { State } from './state.ts'
import { alsoCalled, shownCall } from './view.ts'

export type Desk =
  | { readonly kind: 'closed' }
  | { readonly kind: 'idle' }
  /** In the order, behind so many others (the one on screen counts). */
  | { readonly kind: 'waiting'; readonly behind: number; readonly offset: number }
  | { readonly kind: 'shown'; readonly until: number; readonly offset: number }
  /** Called, and still in the strip. */
  | { readonly kind: 'called'; readonly offset: number }

export function desk(state: State, cashier: number, now: number): Desk {
  const call = state.calls.findLast((c) => c.cashier === cashier && !c.withdrawn)
  if (call && call.start > now) {
    const ahead = state.calls.filter((c) => c.start > now && c.start < call.start).length
    return { kind: 'waiting', behind: ahead + (shownCall(state, now) ? 1 : 0), offset: call.offset }
  }
  if (call && now < call.end) return { kind: 'shown', until: call.end, offset: call.offset }
  if (state.closed.includes(cashier)) return { kind: 'closed' }
  if (call && alsoCalled(state, now).some((other) => other.cashier === cashier))
    return { kind: 'called', offset: call.offset }
  return { kind: 'idle' }
}
