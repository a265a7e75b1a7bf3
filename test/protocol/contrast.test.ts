import { describe, expect, it } from 'vitest'
import { contrast, ENOUGH_CONTRAST, inkOn } from '../../protocol/contrast.ts'
import { TILL_COLOURS } from '../../protocol/settings.ts'

describe('contrast', () => {
  it('is WCAG’s: 21 for black on white, 1 for a colour on itself, the same both ways', () => {
    expect(contrast('#000000', '#ffffff')).toBe(21)
    expect(contrast('#0f4cac', '#0F4CAC')).toBe(1)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(contrast('#ffffff', '#777777')).toBeCloseTo(4.48, 2)
  })

  it('refuses what is no colour', () => {
    expect(() => contrast('red', '#ffffff')).toThrow(RangeError)
  })

  it.each(TILL_COLOURS)('%s: white reads on it at 7:1', (colour) => {
    expect(inkOn(colour)).toBe('#ffffff')
    expect(contrast(colour, '#ffffff')).toBeGreaterThanOrEqual(ENOUGH_CONTRAST)
  })

  it('puts dark ink on a light colour that a store has chosen', () => {
    expect(inkOn('#f0e442')).toBe('#0b0d10')
  })
})
