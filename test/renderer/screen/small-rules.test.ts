import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { driftAt } from '../../../renderer/screen/drift.ts'
import { fitLines } from '../../../renderer/screen/lines.ts'

describe('the drift against burn-in', () => {
  const minutes = (count: number, side: number) => Array.from({ length: count }, (_, i) => driftAt(i * 60_000, side))

  it('stays within 24 px from end to end, and within the margin of a phone', () => {
    for (const [side, most] of [
      [2160, 24],
      [1080, 24],
      [360, 8],
    ] as const) {
      const walk = minutes(2_000, side)
      for (const axis of ['x', 'y'] as const) {
        const places = walk.map((offset) => offset[axis])
        expect(Math.max(...places) - Math.min(...places)).toBeLessThanOrEqual(most)
      }
    }
  })

  it('holds still within a minute and has moved in the next', () => {
    expect(driftAt(59_999, 1080)).toEqual(driftAt(0, 1080))
    expect(driftAt(60_000, 1080)).not.toEqual(driftAt(59_999, 1080))
  })

  it('takes small steps and comes everywhere', () => {
    const walk = minutes(2_000, 1080)
    for (const [i, place] of walk.entries()) {
      const next = walk[i + 1] ?? place
      expect(Math.hypot(next.x - place.x, next.y - place.y)).toBeLessThanOrEqual(12)
    }
    expect(new Set(walk.map(({ x, y }) => `${x},${y}`)).size).toBeGreaterThan(200)
  })
})

describe('breaking a sentence into lines', () => {
  const width = (line: string) => line.length * 0.5
  const box = { width: 500, height: 400, leading: 1, most: 3 }

  it('takes the breaking that can be set largest', () => {
    expect(fitLines('Please wait', box, width)).toEqual({ lines: ['Please', 'wait'], size: 500 / 3 })
    expect(fitLines('Please wait', { ...box, height: 90 }, width)).toEqual({ lines: ['Please wait'], size: 90 })
  })

  it('takes the most even of those that can be set equally large', () => {
    const { lines, size } = fitLines('Please watch the cashiers', { ...box, width: 2_000, most: 2 }, width)
    expect([lines, size]).toEqual([['Please watch', 'the cashiers'], 200])
  })

  it('never breaks inside a word, never loses one, never leaves the box', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/u), { minLength: 1, maxLength: 7 })
    const boxes = fc.record({ width: fc.integer({ min: 50, max: 4_000 }), height: fc.integer({ min: 50, max: 4_000 }) })
    fc.assert(
      fc.property(words, boxes, fc.integer({ min: 1, max: 3 }), (text, size, most) => {
        const fitted = fitLines(text.join(' '), { ...size, leading: 1.1, most }, width)
        expect(fitted.lines.join(' ')).toBe(text.join(' '))
        expect(fitted.lines.length).toBeLessThanOrEqual(most)
        expect(fitted.lines.length * 1.1 * fitted.size).toBeLessThanOrEqual(size.height * 1.000001)
        for (const line of fitted.lines) expect(width(line) * fitted.size).toBeLessThanOrEqual(size.width * 1.000001)
      }),
    )
  })
})
