/**
 * Can everybody in the line read the screen? One verdict a rule, each with its figure. Pure.
 *
 * Where the numbers come from:
 * - Low vision: a numeral of 278 mm is read at 10 m, and in proportion elsewhere.
 * - Normal sight, with a reserve: 20 minutes of arc (58 mm at 10 m), four times the letter of the 20/20 line.
 * - Signs: 2010 ADA Standards, table 703.5.5, 70 to 120 inches above the floor: 2 inches up to 15 feet, then 1/8 inch
 *   more a foot (108 mm at 10 m).
 * - Contrast: WCAG 2.2, 1.4.6. Flashes: WCAG 2.2, 2.3.1; at a floor of 2 s no press can break it.
 */
import { contrast, ENOUGH_CONTRAST, inkOn } from './contrast.ts'

export const RULES = ['numeral', 'word', 'low-vision', 'sign', 'arc', 'contrast', 'hold', 'floor'] as const
export type Rule = (typeof RULES)[number]
export type Unit = '%' | 'mm' | 'arcmin' | ':1' | 's'

/** `limit` is the least that passes; `most` too where there is such a thing. */
export type LegibilityVerdict = {
  readonly rule: Rule
  readonly pass: boolean
  readonly value: number
  readonly limit: number
  readonly most?: number
  readonly unit: Unit
  /** What the figure is of, where there are several: the pair of colours that reads worst. */
  readonly of?: string
}

export type LegibilityFacts = {
  readonly diagonalInches: number
  /** Width by height, in any unit. */
  readonly aspect: { readonly width: number; readonly height: number }
  readonly readingMetres: number
  /** Ground and text of the store's own; absent: a theme's, which are far above the limit. */
  readonly colours?: { readonly ground: string; readonly text: string }
  readonly tills: readonly { readonly number: number; readonly colour: string }[]
  readonly holdMs: number
  readonly floorMs: number
}

/** What the layout gives at least, as shares of the screen's height: renderer/screen/call-layout.ts and column-layout.ts. */
export const SHARES = {
  landscape: { numeral: 0.52, word: 0.21 },
  /** Of a 9:16 screen; there the width sets the size, so the word and a number of two digits are smaller. */
  portrait: { numeral: 0.3, word: 0.08 },
} as const

const LANDSCAPE_RULE = SHARES.landscape
const LOW_VISION_MM_PER_METRE = 27.8
const LEAST_ARC_MINUTES = 20
const MM_PER_INCH = 25.4
const METRES_PER_FOOT = 0.3048
const HOLD = { least: 2, most: 15 } as const
const LEAST_FLOOR = 2

/** Of a screen with this diagonal. */
export function heightMm(diagonalInches: number, { width, height }: LegibilityFacts['aspect']): number {
  return (diagonalInches * MM_PER_INCH * height) / Math.hypot(width, height)
}

/** Table 703.5.5 of the ADA Standards; a foot that has begun counts. */
export function signRuleMm(metres: number): number {
  // Less a hair: 15 feet given in metres must not come out as 15.000000000000002.
  const feet = Math.ceil(metres / METRES_PER_FOOT - 1e-9)
  return (2 + Math.max(0, feet - 15) / 8) * MM_PER_INCH
}

export function arcMinutes(mm: number, metres: number): number {
  return (2 * Math.atan(mm / 2_000 / metres) * 180 * 60) / Math.PI
}

/** From how far a reader with low vision still reads the numeral, m. */
export function lowVisionMetres(numeralMm: number): number {
  return numeralMm / LOW_VISION_MM_PER_METRE
}

export function legibility(facts: LegibilityFacts): LegibilityVerdict[] {
  return [...sizes(facts), worstContrast(facts), ...times(facts)]
}

function sizes({ diagonalInches, aspect, readingMetres }: LegibilityFacts): LegibilityVerdict[] {
  const portrait = aspect.height > aspect.width
  const share = SHARES[portrait ? 'portrait' : 'landscape']
  const height = heightMm(diagonalInches, aspect)
  const [numeral, word] = [height * share.numeral, height * share.word]
  const percent = (rule: Rule, value: number, limit: number) => least(rule, value * 100, limit * 100, '%')
  return [
    // The rule of shares is for landscape; upright, the sizes below say it all.
    ...(portrait
      ? []
      : [percent('numeral', share.numeral, LANDSCAPE_RULE.numeral), percent('word', share.word, LANDSCAPE_RULE.word)]),
    least('low-vision', numeral, readingMetres * LOW_VISION_MM_PER_METRE, 'mm'),
    least('sign', numeral, signRuleMm(readingMetres), 'mm'),
    least('arc', arcMinutes(word, readingMetres), LEAST_ARC_MINUTES, 'arcmin'),
  ]
}

function worstContrast({ colours, tills }: LegibilityFacts): LegibilityVerdict {
  const pairs = tills.map(({ number, colour }) => ({ of: `till ${number}`, value: contrast(colour, inkOn(colour)) }))
  if (colours) pairs.push({ of: 'own colours', value: contrast(colours.ground, colours.text) })
  const worst = pairs.toSorted((a, b) => a.value - b.value)[0]
  const verdict = least('contrast', worst?.value ?? 21, ENOUGH_CONTRAST, ':1')
  return worst ? { ...verdict, of: worst.of } : verdict
}

function times({ holdMs, floorMs }: LegibilityFacts): LegibilityVerdict[] {
  const hold = holdMs / 1_000
  const within = { ...least('hold', hold, HOLD.least, 's'), most: HOLD.most }
  return [{ ...within, pass: within.pass && hold <= HOLD.most }, least('floor', floorMs / 1_000, LEAST_FLOOR, 's')]
}

function least(rule: Rule, value: number, limit: number, unit: Unit): LegibilityVerdict {
  return { rule, pass: value >= limit, value, limit, unit }
}

const DECIMALS: { readonly [unit in Unit]: number } = { '%': 0, mm: 0, arcmin: 0, ':1': 1, s: 1 }
const NAMES: { readonly [unit in Unit]: string } = { '%': ' %', mm: ' mm', arcmin: ' arc minutes', ':1': ':1', s: ' s' }

/** A figure for people. A value is rounded down and a limit up: nothing may look as if it passed. */
export function figureText(value: number, unit: Unit, as: 'value' | 'limit' = 'value'): string {
  const scale = 10 ** DECIMALS[unit]
  // Floats such as 52.00000000000001 are whole.
  const steady = Number((value * scale).toPrecision(12))
  const whole = as === 'value' ? Math.floor(steady) : Math.ceil(steady)
  return `${whole / scale}${NAMES[unit]}`
}
