import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contrast, ENOUGH_CONTRAST } from '../../protocol/contrast.ts'
import { mix, paletteOf } from '../../protocol/palette.ts'

const channel = fc.integer({ min: 0, max: 255 })
const colour = fc
  .tuple(channel, channel, channel)
  .map((rgb) => `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`)

/** Pairs just above the limit are where a derived colour falls below it: a dark and a light end make many of them. */
const pair = fc
  .tuple(colour, colour, fc.boolean())
  .map(([ground, text, swapped]) => (swapped ? { ground: text, text: ground } : { ground, text }))
const allowed = fc
  .oneof(
    pair,
    fc.tuple(colour, fc.double({ min: 0, max: 1, noNaN: true })).map(([ground, share]) => ({
      ground,
      text: mix(ground, contrast(ground, '#ffffff') > contrast(ground, '#000000') ? '#ffffff' : '#000000', share),
    })),
  )
  .filter(({ ground, text }) => contrast(ground, text) >= ENOUGH_CONTRAST)

describe('a palette from a store’s own ground and text', () => {
  it('reaches 7:1 for everything that is read on everything that lies below it, whatever the pair', () => {
    fc.assert(
      fc.property(allowed, (colours) => {
        const palette = paletteOf(colours)
        expect(palette).toMatchObject(colours)
        for (const ink of [palette?.text, palette?.quiet, palette?.focus]) {
          for (const field of [palette?.ground, palette?.raised]) {
            expect(contrast(`${ink}`, `${field}`), `${ink} on ${field}`).toBeGreaterThanOrEqual(ENOUGH_CONTRAST)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('has quiet text and raised fields that differ, where contrast leaves room', () => {
    const palette = paletteOf({ ground: '#10233f', text: '#ffffff' })
    expect(palette).toMatchObject({ scheme: 'dark', ground: '#10233f', text: '#ffffff' })
    expect(new Set(Object.values(palette ?? {})).size).toBe(7)
  })

  it('keeps to the two where they are only just apart enough', () => {
    // 7.0:1; a step towards the other would be below.
    const colours = { ground: '#595959', text: '#ffffff' }
    expect(contrast(colours.ground, colours.text)).toBeCloseTo(7, 1)
    expect(paletteOf(colours)).toMatchObject({ raised: '#595959', quiet: '#ffffff' })
  })

  it('says whether it is dark or light, so that the browser’s own parts fit', () => {
    expect(paletteOf({ ground: '#fff4d6', text: '#4a1c05' })?.scheme).toBe('light')
    expect(paletteOf({ ground: '#000000', text: '#ffffff' })?.scheme).toBe('dark')
  })

  it('is none where the two themselves cannot be told apart', () => {
    expect(paletteOf({ ground: '#777777', text: '#ffffff' })).toBeNull()
  })
})
