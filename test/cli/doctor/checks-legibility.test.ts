/** What the doctor says about the screen's size, colours and times. */
import { describe, expect, test } from 'vitest'
import { examine } from '../../../cli/doctor/checks.ts'
import type { LegibilityFacts } from '../../../protocol/legibility.ts'
import { mendOf, shop, wanted, wrong } from './facts-kit.ts'

const screen = (more: Partial<LegibilityFacts>) => shop({ wanted: wanted({ screen: { ...wanted().screen, ...more } }) })

describe('the screen', () => {
  test('that everybody can read is well, in one line', () => {
    const findings = examine(shop()).filter(({ check }) => check === 'legibility')
    expect(findings).toMatchObject([{ severity: 'ok', message: '43 inches are read from 10 m, with low vision too' }])
  })

  test('that is too small is a warning with the figure, the limit and the distance', () => {
    const [finding, ...others] = wrong(screen({ diagonalInches: 32 }), 'legibility')
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      severity: 'warning',
      message: 'the numeral, for people with low vision: 207 mm, it should be at least 278 mm at 10 m',
    })
    expect(mendOf(finding)).toMatch(/diagonalInches/u)
  })

  test('tells a program every rule with its figure', () => {
    const [finding] = wrong(screen({ diagonalInches: 32 }), 'legibility')
    expect(finding?.facts).toMatchObject({ diagonalInches: 32, readingMetres: 10 })
    expect(finding?.facts['rules']).toContainEqual({ rule: 'arc', value: 28.77, limit: 20, unit: 'arcmin', pass: true })
  })

  test('with a colour that is hard to read is a warning that names it', () => {
    const [finding] = wrong(screen({ colours: { ground: '#777777', text: '#ffffff' } }), 'legibility')
    expect(finding?.message).toBe('the weakest contrast: 4.4:1 (own colours), it should be at least 7:1')
    expect(mendOf(finding)).toMatch(/set-up page/u)
  })

  test('whose calls stay too long is told the most', () => {
    const [finding] = wrong(screen({ holdMs: 20_000 }), 'legibility')
    expect(finding?.message).toBe('how long a call stays: 20 s, it should be at most 15 s')
  })
})
