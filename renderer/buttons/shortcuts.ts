/** Keys of the keyboard. By `code`, the place on the keyboard, because the digits need Shift on a French one. Pure. */
import type { Move } from './grid.ts'

const ROW = [
  'Digit1',
  'Digit2',
  'Digit3',
  'Digit4',
  'Digit5',
  'Digit6',
  'Digit7',
  'Digit8',
  'Digit9',
  'Digit0',
  'Minus',
  'Equal',
]
const PAD = [
  'Numpad1',
  'Numpad2',
  'Numpad3',
  'Numpad4',
  'Numpad5',
  'Numpad6',
  'Numpad7',
  'Numpad8',
  'Numpad9',
  'Numpad0',
]

const MOVES: { readonly [code: string]: Move } = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
}

/** Which key in order this is for: 1 to 9, 0 for the tenth, then the two to the right of it. */
export function shortcutIndex(code: string): number | undefined {
  const index = Math.max(ROW.indexOf(code), PAD.indexOf(code))
  return index === -1 ? undefined : index
}

/** What a key at `index` is reached by, as `aria-keyshortcuts` wants it. */
export function shortcutName(index: number): string | undefined {
  return ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '-', '='][index]
}

export function moveOf(code: string): Move | undefined {
  return MOVES[code]
}
