import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ARROWS } from '../../../../protocol/settings.ts'
import { driftAt } from '../../../../renderer/screen/drift.ts'
import { type Box, type Ink, inkHeight } from '../../../../renderer/screen/geometry.ts'
import type { CallInk, CallOrder, Field } from '../../../../renderer/screen/layout.ts'
import { fitted, placesCalling, placesWaiting } from '../../../../renderer/screen/media/places.ts'

/** Ink of the bundled fonts at size 1, as Chromium measures it. */
const ink = (ascent: number, descent: number, left: number, right: number, tall = ascent): Ink => ({
  ascent,
  descent,
  left,
  right,
  tall,
})
const WORDS = {
  Cashier: ink(0.75, 0.012, -0.035, 3.488, 0.668),
  Caja: ink(0.75, 0.172, -0.035, 1.985, 0.668),
  صندوق: ink(0.69, 0.234, -0.016, 3.222),
  Kassenplatz: ink(0.75, 0.172, -0.035, 5.4, 0.668),
}
const SIGN = ink(0.703, 0, -0.047, 1.076, 0.668)
const NAMES = {
  '1': ink(0.668, 0, -0.031, 0.43),
  '3': ink(0.68, 0.012, -0.031, 0.551),
  '12': ink(0.68, 0, -0.031, 0.987),
}

const field = (width: number, height: number): Field => {
  const shorter = Math.min(width, height)
  return { width, height, bottom: Math.max(26, shorter * 0.062) + shorter * 0.042 }
}
const strip = ({ width, height }: Field) => Math.max(26, Math.min(width, height) * 0.062)
const of = (word: keyof typeof WORDS, name: keyof typeof NAMES): CallInk => ({
  word: WORDS[word],
  sign: SIGN,
  name: NAMES[name],
})
const order = (arrow: CallOrder['arrow'], direction: CallOrder['direction'] = 'ltr'): CallOrder => ({
  order: 'word-first',
  direction,
  arrow,
})
const right = (box: Box) => box.x + box.width
const bottom = (box: Box) => box.y + box.height

const screens = fc.record({ width: fc.integer({ min: 320, max: 3840 }), height: fc.integer({ min: 320, max: 3840 }) })

describe('beside a call', () => {
  const calls = fc.record({
    size: screens,
    word: fc.constantFrom('Cashier' as const, 'Caja' as const, 'صندوق' as const, 'Kassenplatz' as const),
    name: fc.constantFrom('1' as const, '3' as const, '12' as const),
    arrow: fc.constantFrom(...ARROWS),
    direction: fc.constantFrom('ltr' as const, 'rtl' as const),
  })

  it('there is room only where numeral and word keep 52 % and 21 % of the height, and then it is clear of both', () => {
    let found = 0
    fc.assert(
      fc.property(calls, ({ size, word, name, arrow, direction }) => {
        const screen = field(size.width, size.height)
        const inks = of(word, name)
        const places = placesCalling(screen, inks, order(arrow, direction))
        if (!places) return
        found += 1
        const { layout, media, left } = places
        expect(inkHeight(inks.name) * layout.name.size).toBeGreaterThanOrEqual(0.52 * screen.height)
        expect(inks.word.tall * layout.word.size).toBeGreaterThanOrEqual(0.21 * screen.height)
        const nameLeft = left + layout.name.x - inks.name.left * layout.name.size
        const nameRight = left + layout.name.x + inks.name.right * layout.name.size
        expect(right(media) <= nameLeft || media.x >= nameRight).toBe(true)
        expect(media.width).toBeGreaterThan(0)
        expect(media.x).toBeGreaterThanOrEqual(0)
        expect(right(media)).toBeLessThanOrEqual(screen.width)
        expect(bottom(media)).toBeLessThanOrEqual(screen.height - screen.bottom + 0.5)
      }),
      { numRuns: 500 },
    )
    expect(found).toBeGreaterThan(0)
  })

  it.each([
    ['right', 'left'],
    ['left', 'right'],
    ['up', 'right'],
    ['none', 'right'],
  ] as const)('with an arrow to the %s it stands on the %s', (arrow, side) => {
    const places = placesCalling(field(1920, 1080), of('Caja', '3'), order(arrow))
    expect(places && right(places.media) < 960 ? 'left' : 'right').toBe(side)
  })

  it('stands at the end of the line: on the left from right to left', () => {
    const places = placesCalling(field(1920, 1080), of('Caja', '3'), order('none', 'rtl'))
    expect(places?.media.x).toBeLessThan(960)
  })

  it('there is none for a word that needs the whole width, nor on a narrow or an upright screen', () => {
    expect(placesCalling(field(1920, 1080), of('Kassenplatz', '3'), order('right'))).toBeNull()
    expect(placesCalling(field(1024, 768), of('Cashier', '3'), order('right'))).toBeNull()
    expect(placesCalling(field(1080, 1920), of('Caja', '3'), order('right'))).toBeNull()
  })
})

describe('while nobody is called', () => {
  it('the picture is over the band, clear of it and of every edge by more than the drift', () => {
    fc.assert(
      fc.property(screens, fc.boolean(), ({ width, height }, noticed) => {
        const screen = field(width, height)
        const notice = noticed ? 40 : 0
        const { media, band, mat } = placesWaiting(screen, strip(screen), notice)
        const drift = Math.max(
          ...Array.from({ length: 300 }, (_, minute) => driftAt(minute * 60_000, Math.min(width, height))).flatMap(
            ({ x, y }) => [Math.abs(x), Math.abs(y)],
          ),
        )
        expect(mat).toBeGreaterThanOrEqual(drift - 1)
        expect(Math.min(media.x, media.y, width - right(media))).toBeGreaterThanOrEqual(mat - 0.01)
        expect(bottom(media) + notice + band).toBeLessThanOrEqual(height)
      }),
      { numRuns: 200 },
    )
  })

  it('the band is large enough to be read, and the picture has most of the screen', () => {
    for (const [width, height] of [
      [1920, 1080],
      [3840, 2160],
      [1080, 1920],
    ] as const) {
      const { media, band } = placesWaiting(field(width, height), strip(field(width, height)), 0)
      expect(band / height).toBeGreaterThanOrEqual(0.1)
      expect(media.height / height).toBeGreaterThan(0.75)
    }
  })
})

describe('fitting', () => {
  it('keeps the proportions, fills one way, and stands in the middle', () => {
    const box = { x: 10, y: 20, width: 200, height: 100 }
    expect(fitted({ width: 50, height: 100 }, box)).toEqual({ x: 85, y: 20, width: 50, height: 100 })
    expect(fitted({ width: 400, height: 100 }, box)).toEqual({ x: 10, y: 45, width: 200, height: 50 })
  })

  it('of a drawing without a size of its own takes the whole place', () => {
    const box = { x: 0, y: 0, width: 2, height: 1 }
    expect(fitted({ width: 0, height: 0 }, box)).toEqual(box)
  })
})
