/** What a key of the keyboard means on the open pad. */
import type { Pad, PadEvent } from './pad-machine.ts'

export type PadKey = Pick<KeyboardEvent, 'key' | 'code' | 'repeat' | 'ctrlKey' | 'altKey' | 'metaKey'>

/** By its place where it is one of the number pad (NumLock may be off), else by what is written on it. */
export function padKey(pad: Pad, { key, code, repeat, ctrlKey, altKey, metaKey }: PadKey): PadEvent | null {
  if (repeat || ctrlKey || altKey || metaKey) return null
  if (key === 'Escape') return { kind: 'close' }
  // With choices on it, Tab and Enter go from button to button as everywhere.
  if (pad.kind !== 'typing') return null
  if (key === 'Enter') return { kind: 'enter' }
  if (key === 'Backspace') return { kind: 'erase' }
  const digit = /^Numpad(\d)$/u.exec(code)?.[1] ?? (/^\d$/u.test(key) ? key : undefined)
  return digit === undefined ? null : { kind: 'digit', digit }
}
