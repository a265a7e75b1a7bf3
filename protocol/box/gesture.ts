/** What a person does with a box's buttons, and which action it stands for: data, one map a model. */
import type { Action } from '../event.ts'

/** `toggle`: close the till if it is open, open it if it is closed. */
export type GestureAction = Action | 'toggle'

export type GestureRule =
  | { readonly gesture: 'short' | 'long'; readonly button: number; readonly action: GestureAction }
  /** Two buttons down at once. */
  | { readonly gesture: 'chord'; readonly action: GestureAction }

export type GestureMap = {
  readonly rules: readonly GestureRule[]
  /** A press is long from here on, ms. */
  readonly longAfter: number
}

/** One button, or two: short calls, long closes or opens, the second button and both together ask for help. */
export const TILL_BOX: GestureMap = {
  rules: [
    { gesture: 'short', button: 0, action: 'call' },
    { gesture: 'long', button: 0, action: 'toggle' },
    { gesture: 'short', button: 1, action: 'help' },
    { gesture: 'chord', action: 'help' },
  ],
  longAfter: 1_500,
}
