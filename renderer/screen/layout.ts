/** The parts of a call that have a place, and the field they are placed in. */
import type { Catalogue } from '../../protocol/language/index.ts'
import type { Arrow } from '../../protocol/settings.ts'
import type { Box, Ink, PlacedText, Size } from './geometry.ts'

export type CallInk = { readonly word: Ink; readonly sign: Ink; readonly name: Ink }

export type CallOrder = {
  readonly order: Catalogue['till']['order']
  readonly direction: Catalogue['direction']
  readonly arrow: Arrow
}

export type CallLayout = {
  readonly word: PlacedText
  readonly sign: PlacedText | null
  readonly name: PlacedText
  readonly shape: Box
  readonly arrow: Box | null
}

/** `bottom` is kept free for the strip of also-called tills. */
export type Field = Size & { readonly bottom: number }

/** Free all around, of the shorter side: more than the drift against burn-in, so nothing ever leaves the screen. */
const MARGIN = 0.04

export function innerBox(field: Field): Box {
  const margin = Math.min(field.width, field.height) * MARGIN
  return {
    x: margin,
    y: margin,
    width: field.width - 2 * margin,
    height: field.height - margin - field.bottom,
  }
}
