/**
 * A screen for a part of the line: at the entrance to tills 1 to 4 nobody needs to read that till 9 is free.
 *
 * The order and the times stay those of the whole line, so a person who walks from one screen to the next sees the
 * same call end at the same instant; meanwhile a zone that has nobody to call says "Please wait".
 */
import type { State } from './state.ts'

/**
 * The state as a screen of these tills sees it; none: all tills. For `view` alone: `reduce` needs the calls of the
 * others, whose turns these calls wait for.
 */
export function inZone(state: State, tills: readonly number[]): State {
  if (tills.length === 0) return state
  const within = (till: number) => tills.includes(till)
  return {
    ...state,
    calls: state.calls.filter(({ cashier }) => within(cashier)),
    closed: state.closed.filter(within),
    help: state.help.filter(within),
  }
}
