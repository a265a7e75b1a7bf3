/** The accessibility self-check, held against the numbers that the design gives. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arcMinutes,
  figureText,
  heightMm,
  type LegibilityFacts,
  legibility,
  lowVisionMetres,
  type Rule,
  SHARES,
  signRuleMm,
} from '../../protocol/legibility.ts'

const WIDE = { width: 1920, height: 1080 }
const UPRIGHT = { width: 1080, height: 1920 }

function facts(more: Partial<LegibilityFacts> = {}): LegibilityFacts {
  return { diagonalInches: 43, aspect: WIDE, readingMetres: 10, tills: [], holdMs: 3_000, floorMs: 2_000, ...more }
}
const failed = (more: Partial<LegibilityFacts>): Rule[] =>
  legibility(facts(more)).flatMap(({ rule, pass }) => (pass ? [] : [rule]))
const verdict = (rule: Rule, more: Partial<LegibilityFacts> = {}) =>
  legibility(facts(more)).find((one) => one.rule === rule)

describe('the numbers of the design, at 10 m', () => {
  test('a 43" panel shows a numeral of 278 mm', () => {
    expect(heightMm(43, WIDE) * SHARES.landscape.numeral).toBeCloseTo(278.4, 1)
  })
  test('20 minutes of arc are 58 mm', () => expect(arcMinutes(58.2, 10)).toBeCloseTo(20, 1))
  test('the ADA rule for signs asks for 108 mm', () => expect(signRuleMm(10)).toBeCloseTo(107.95, 2))
  test('278 mm are read by a reader with low vision', () => expect(lowVisionMetres(278)).toBeCloseTo(10, 6))
  test('a 43" panel passes every rule', () => expect(failed({})).toEqual([]))
})

describe('the ADA rule for signs', () => {
  test.each([
    [1, 50.8],
    [4.572, 50.8],
    [4.573, 53.975],
    [9.144, 98.425],
  ])('at %d m is %d mm', (metres, mm) => expect(signRuleMm(metres)).toBeCloseTo(mm, 3))
})

test('a whole number of feet, given in metres, is that many feet and not one more', () => {
  for (let feet = 15; feet <= 164; feet++) {
    expect(signRuleMm(feet * 0.3048), `${feet} feet`).toBeCloseTo((2 + (feet - 15) / 8) * 25.4, 6)
  }
})

describe('sizes', () => {
  test('a 42" panel is a little too small for low vision at 10 m, and says by how much', () => {
    expect(failed({ diagonalInches: 42 })).toEqual(['low-vision'])
    expect(verdict('low-vision', { diagonalInches: 42 })).toMatchObject({ pass: false, limit: 278, unit: 'mm' })
  })
  test('a small panel far away fails for low vision, as a sign, and to the plain eye', () => {
    expect(failed({ diagonalInches: 15 })).toEqual(['low-vision', 'sign', 'arc'])
  })
  test('the word is what the plain eye must read: the smaller of the two', () => {
    expect(verdict('arc')?.value).toBeCloseTo(arcMinutes(heightMm(43, WIDE) * 0.21, 10), 6)
  })
  test('an upright screen is judged by its sizes alone', () => {
    const rules = legibility(facts({ aspect: UPRIGHT })).map(({ rule }) => rule)
    expect(rules).not.toContain('numeral')
    expect(rules).not.toContain('word')
    expect(verdict('low-vision', { aspect: UPRIGHT })?.value).toBeCloseTo(heightMm(43, UPRIGHT) * 0.3, 6)
  })
  test('a larger or a nearer screen never fails a rule of size that a smaller or farther one passes', () => {
    const inches = fc.integer({ min: 5, max: 199 })
    const metres = fc.double({ min: 0.5, max: 49, noNaN: true })
    fc.assert(
      fc.property(inches, metres, fc.boolean(), (diagonalInches, readingMetres, larger) => {
        const before = failed({ diagonalInches, readingMetres })
        const better = larger ? { diagonalInches: diagonalInches + 1 } : { readingMetres: readingMetres * 0.9 }
        const after = failed({ diagonalInches, readingMetres, ...better })
        expect(after.filter((rule) => !before.includes(rule))).toEqual([])
      }),
    )
  })
})

describe('colours', () => {
  const tills = [
    { number: 1, colour: '#0f4cac' },
    { number: 2, colour: '#5a6b00' },
  ]
  test('the weakest pair is the one that is told, by name', () => {
    expect(verdict('contrast', { tills })).toMatchObject({ pass: false, of: 'till 2', limit: 7 })
  })
  test('a store’s own ground and text count too', () => {
    expect(verdict('contrast', { colours: { ground: '#777777', text: '#ffffff' } })).toMatchObject({
      pass: false,
      of: 'own colours',
    })
  })
  test('7:1 is enough', () => expect(verdict('contrast', { tills: tills.slice(0, 1) })?.pass).toBe(true))
})

describe('times', () => {
  test.each([
    [1_999, false],
    [2_000, true],
    [15_000, true],
    [15_001, false],
  ])('a hold of %d ms', (holdMs, pass) => expect(verdict('hold', { holdMs })?.pass).toBe(pass))
  test.each([
    [1_999, false],
    [2_000, true],
  ])('a floor of %d ms', (floorMs, pass) => expect(verdict('floor', { floorMs })?.pass).toBe(pass))
})

describe('a figure for people', () => {
  test.each([
    [6.97, ':1', 'value', '6.9:1'],
    [7, ':1', 'limit', '7:1'],
    [277.99, 'mm', 'value', '277 mm'],
    [107.95, 'mm', 'limit', '108 mm'],
    [0.52 * 100, '%', 'value', '52 %'],
    [0.07 * 100, '%', 'limit', '7 %'],
    [2.5, 's', 'value', '2.5 s'],
  ] as const)('%d%s as %s is %s', (value, unit, as, text) => expect(figureText(value, unit, as)).toBe(text))
})
