/** What the next press says. Pure. The page always falls back to "call": that is what the box's key does. */
import type { Action } from '../../protocol/event.ts'
import type { State } from '../../protocol/state.ts'

/** `turn` closes an open till and opens a closed one; `help` also takes a call for help back. */
export const MODES = ['call', 'recall', 'cancel', 'done', 'turn', 'help'] as const
export type Mode = (typeof MODES)[number]

/** A mode that nobody used for so long, ms, is forgotten: the next press of somebody else must not cancel a call. */
export const MODE_LASTS = 10_000

export function actionOf(mode: Mode, state: State, cashier: number): Action {
  switch (mode) {
    case 'turn':
      return state.closed.includes(cashier) ? 'open' : 'close'
    case 'help':
      return state.help.includes(cashier) ? 'helped' : 'help'
    default:
      return mode
  }
}
