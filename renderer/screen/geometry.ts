/** Boxes and ink. Lengths are CSS pixels unless said otherwise; y grows downwards. */
export type Size = { readonly width: number; readonly height: number }
export type Box = Size & { readonly x: number; readonly y: number }

/**
 * How far a text's ink reaches from its origin on the baseline, at font size 1: what is seen, which `font-size` is not.
 * `tall` is the height a reader would measure: of a capital or its like where the script has
 * one, else of the ink above the baseline.
 */
export type Ink = {
  readonly ascent: number
  readonly descent: number
  readonly left: number
  readonly right: number
  readonly tall: number
}

export type PlacedText = { readonly x: number; readonly baseline: number; readonly size: number }

export const NO_INK: Ink = { ascent: 0, descent: 0, left: 0, right: 0, tall: 0 }

export const inkWidth = (ink: Ink): number => ink.left + ink.right
export const inkHeight = (ink: Ink): number => ink.ascent + ink.descent

/** The text at `size` with its ink starting at `left` and its baseline at `baseline`. */
export function placeAt(ink: Ink, size: number, left: number, baseline: number): PlacedText {
  return { x: left + ink.left * size, baseline, size }
}

/** A square of `side` around a point. */
export function squareAt(x: number, y: number, side: number): Box {
  return { x: x - side / 2, y: y - side / 2, width: side, height: side }
}
