/**
 * The letters and digits of a till's sign, as strokes. Data, and their reading. Pure.
 *
 * Each is written as a pen would: `M` sets it down, `L` draws a line, `E kx ky x y` a quarter of an ellipse around the
 * corner (kx, ky). A glyph is 60 wide and 100 high; the pen is 16 thick, so it keeps 8 from every edge.
 */
export type Point = readonly [x: number, y: number]
/** Points to be joined. */
export type Stroke = readonly Point[]

export const GLYPH_HEIGHT = 100
const GLYPH_WIDTH = 60
export const PEN = 16

const GLYPHS: { readonly [character: string]: string } = {
  0: 'M30 8 E52 8 52 36 L52 64 E52 92 30 92 E8 92 8 64 L8 36 E8 8 30 8',
  1: 'M14 27 L35 8 L35 92',
  2: 'M9 31 E9 8 30 8 E51 8 51 30 E51 44 40 56 L9 92 L52 92',
  3: 'M10 22 E14 8 30 8 E49 8 49 27 E49 46 28 46 E52 46 52 69 E52 92 29 92 E13 92 8 77',
  4: 'M42 92 L42 8 L8 68 L54 68',
  5: 'M49 8 L15 8 L12 46 E17 38 30 38 E52 38 52 65 E52 92 29 92 E13 92 8 79',
  6: 'M46 15 E38 8 31 8 E8 8 8 56 L8 66 E8 92 30 92 E52 92 52 67 E52 42 30 42 E8 42 8 67',
  7: 'M8 8 L52 8 L24 92',
  8: 'M30 46 E11 46 11 27 E11 8 30 8 E49 8 49 27 E49 46 30 46 E8 46 8 69 E8 92 30 92 E52 92 52 69 E52 46 30 46',
  9: 'M14 85 E22 92 29 92 E52 92 52 44 L52 34 E52 8 30 8 E8 8 8 33 E8 58 30 58 E52 58 52 33',
  A: 'M6 92 L30 8 L54 92 M15 64 L45 64',
  B: 'M10 46 L28 46 E52 46 52 69 E52 92 28 92 L10 92 L10 8 L26 8 E48 8 48 27 E48 46 26 46',
  C: 'M51 26 E45 8 31 8 E8 8 8 36 L8 64 E8 92 31 92 E45 92 51 74',
  D: 'M10 8 L24 8 E52 8 52 38 L52 62 E52 92 24 92 L10 92 L10 8',
  E: 'M50 8 L10 8 L10 92 L50 92 M10 48 L44 48',
  F: 'M50 8 L10 8 L10 92 M10 48 L44 48',
  G: 'M51 26 E45 8 31 8 E8 8 8 36 L8 64 E8 92 30 92 E52 92 52 68 L52 54 L34 54',
  H: 'M10 8 L10 92 M50 8 L50 92 M10 48 L50 48',
  I: 'M30 8 L30 92 M16 8 L44 8 M16 92 L44 92',
  J: 'M48 8 L48 66 E48 92 28 92 E12 92 9 76',
  K: 'M10 8 L10 92 M50 8 L12 54 M26 40 L52 92',
  L: 'M10 8 L10 92 L50 92',
  M: 'M8 92 L8 8 L30 56 L52 8 L52 92',
  N: 'M9 92 L9 8 L51 92 L51 8',
  O: 'M30 8 E52 8 52 36 L52 64 E52 92 30 92 E8 92 8 64 L8 36 E8 8 30 8',
  P: 'M10 92 L10 8 L28 8 E52 8 52 31 E52 54 28 54 L10 54',
  Q: 'M30 8 E52 8 52 36 L52 64 E52 92 30 92 E8 92 8 64 L8 36 E8 8 30 8 M36 70 L52 94',
  R: 'M10 92 L10 8 L28 8 E51 8 51 30 E51 52 28 52 L10 52 M30 52 L52 92',
  S: 'M50 23 E45 8 30 8 E9 8 9 28 E9 46 30 48 E52 51 52 70 E52 92 30 92 E13 92 8 76',
  T: 'M8 8 L52 8 M30 8 L30 92',
  U: 'M8 8 L8 62 E8 92 30 92 E52 92 52 62 L52 8',
  V: 'M7 8 L30 92 L53 8',
  W: 'M5 8 L16 92 L30 38 L44 92 L55 8',
  X: 'M9 8 L51 92 M51 8 L9 92',
  Y: 'M8 8 L30 50 L52 8 M30 50 L30 92',
  Z: 'M9 8 L51 8 L9 92 L52 92',
  '-': 'M14 52 L46 52',
}

const GAP = 8

/** Whether every character has a glyph. */
export function canWrite(text: string): boolean {
  return text !== '' && [...text.toUpperCase()].every((character) => Object.hasOwn(GLYPHS, character))
}

/** The strokes of a text, from (0, 0) to its width and `GLYPH_HEIGHT`. */
export function textStrokes(text: string): { readonly strokes: readonly Stroke[]; readonly width: number } {
  const characters = [...text.toUpperCase()]
  const strokes = characters.flatMap((character, index) =>
    penStrokes(GLYPHS[character] ?? '', index * (GLYPH_WIDTH + GAP)),
  )
  return { strokes, width: characters.length * (GLYPH_WIDTH + GAP) - GAP }
}

/** Reads the pen's path; `right` moves it. */
export function penStrokes(pen: string, right = 0): Stroke[] {
  const strokes: Point[][] = []
  let stroke: Point[] = []
  for (const [, command, numbers = ''] of pen.matchAll(/([MLE])([-\d. ]+)/gu)) {
    const [x = 0, y = 0, endX = 0, endY = 0] = numbers.trim().split(/\s+/u).map(Number)
    const from = stroke.at(-1)
    if (command === 'M' || !from) {
      stroke = [[x + right, y]]
      strokes.push(stroke)
    } else if (command === 'L') {
      stroke.push([x + right, y])
    } else {
      stroke.push(...quarter(from, [x + right, y], [endX + right, endY]))
    }
  }
  return strokes
}

const STEPS = 6

/** A quarter of an ellipse from one point to another, rounding the corner between them. */
function quarter(from: Point, corner: Point, to: Point): Point[] {
  return Array.from({ length: STEPS }, (_, step): Point => {
    const angle = (((step + 1) / STEPS) * Math.PI) / 2
    const [a, b] = [1 - Math.sin(angle), 1 - Math.cos(angle)]
    return [
      corner[0] + (from[0] - corner[0]) * a + (to[0] - corner[0]) * b,
      corner[1] + (from[1] - corner[1]) * a + (to[1] - corner[1]) * b,
    ]
  })
}
