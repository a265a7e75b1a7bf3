/**
 * What a log comes to, told without the reducer's insides: what filled the screen from when on (as a client saw it),
 * and which presses made calls (as the cashiers meant them). The laws of the board compare the two.
 *
 * How to extend: a new way for a call to end joins `Fate.end`, and `fates` learns from which press.
 */
import { type Entry, isPress } from '../../protocol/event.ts'
import { isStale, reduce } from '../../protocol/reduce.ts'
import { INITIAL_STATE } from '../../protocol/state.ts'
import { type View, view } from '../../protocol/view.ts'
import { watched } from './board.ts'

type Shot = { readonly from: number; readonly offset: number | null }

/**
 * What fills the screen, change by change: an entry's offset, or null for "Please wait". Of several entries in one
 * millisecond only the last is seen.
 */
export function shots(log: readonly Entry[]): Shot[] {
  const instants: Shot[] = [{ from: Number.NEGATIVE_INFINITY, offset: null }]
  for (const { now, view: seen } of watched(log)) {
    if (instants.at(-1)?.from === now) instants.pop()
    instants.push({ from: now, offset: seen.mode === 'calling' ? seen.call.offset : null })
  }
  return instants.filter(({ offset }, i) => i === 0 || offset !== instants[i - 1]?.offset)
}

export type Highlight = { readonly offset: number; readonly from: number; readonly to: number }

export function highlights(log: readonly Entry[]): Highlight[] {
  const all = shots(log)
  return all.flatMap(({ from, offset }, i) => {
    if (offset === null) return []
    return [{ offset, from, to: all[i + 1]?.from ?? Number.POSITIVE_INFINITY }]
  })
}

/** A call as the cashiers mean it: which press made it, and what they did to it before it had left the highlight. */
export type Fate = {
  readonly offset: number
  readonly cashier: number
  readonly born: number
  readonly hold: number
  readonly floor: number
  recalled: boolean
  end: 'kept' | 'cancelled' | 'done'
}

/** Tells from the presses, and from what each cashier could see at that moment, which calls the log makes. */
export function fates(log: readonly Entry[]): Map<number, Fate> {
  const all = new Map<number, Fate>()
  const newest = new Map<number, Fate>()
  let state = INITIAL_STATE
  for (const { offset, at, event } of log) {
    const { hold, floor, staleAfter } = state.settings.board
    if (isPress(event)) {
      const { cashier } = event
      const mine = newest.get(cashier)
      const seen = mine?.end === 'kept' ? place(view(state, at), mine.offset) : 'nowhere'
      const calls = event.type === 'call' || event.type === 'recall'
      if (mine && seen !== 'nowhere') {
        if (calls && !isStale(event, at, staleAfter)) mine.recalled = true
        if (event.type === 'cancel') mine.end = 'cancelled'
        if (event.type === 'done' && seen === 'shown') mine.end = 'done'
      } else if (calls && !isStale(event, at, staleAfter)) {
        const born: Fate = { offset, cashier, born: at, hold, floor, recalled: false, end: 'kept' }
        all.set(offset, born)
        newest.set(cashier, born)
      }
    }
    state = reduce(state, { offset, at, event })
  }
  return all
}

function place(seen: View, offset: number): 'shown' | 'waiting' | 'nowhere' {
  if (seen.mode === 'calling' && seen.call.offset === offset) return 'shown'
  return seen.waiting.some((call) => call.offset === offset) ? 'waiting' : 'nowhere'
}

export function fateOf(all: ReadonlyMap<number, Fate>, offset: number): Fate {
  const fate = all.get(offset)
  if (!fate) throw new Error(`entry ${offset} fills the screen, but it made no call`)
  return fate
}
