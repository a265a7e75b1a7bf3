import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ARROWS } from '../../../protocol/settings.ts'
import { layCall } from '../../../renderer/screen/call-layout.ts'
import { type Box, type Ink, inkHeight, NO_INK, type PlacedText } from '../../../renderer/screen/geometry.ts'
import type { CallInk, CallLayout, CallOrder, Field } from '../../../renderer/screen/layout.ts'

/** Ink of the bundled fonts at size 1, as Chromium measures it. */
const ink = (ascent: number, descent: number, left: number, right: number, tall = ascent): Ink => ({
  ascent,
  descent,
  left,
  right,
  tall,
})
const LATIN = 0.668
const DEVANAGARI = 0.625
const WORDS = {
  Cashier: ink(0.75, 0.012, -0.035, 3.488, LATIN),
  Caja: ink(0.75, 0.172, -0.035, 1.985, LATIN),
  صندوق: ink(0.69, 0.234, -0.016, 3.222),
  काउंटर: ink(0.859, 0.031, 0, 2.716, DEVANAGARI),
  番レジ: ink(0.844, 0.094, -0.016, 2.969),
}
const WORD_KEYS = ['Cashier', 'Caja', 'صندوق', 'काउंटर', '番レジ'] as const
const NAME_KEYS = ['1', '3', '12', '88', 'B12A'] as const
const SIGN = ink(0.703, 0, -0.047, 1.076, LATIN)
const NAMES = {
  '1': ink(0.668, 0, -0.031, 0.43),
  '3': ink(0.68, 0.012, -0.031, 0.551),
  '12': ink(0.68, 0, -0.031, 0.987),
  '88': ink(0.68, 0.012, -0.031, 1.218),
  B12A: ink(0.68, 0, -0.047, 2.349),
}
const field = (width: number, height: number): Field => {
  const shorter = Math.min(width, height)
  return { width, height, bottom: Math.max(26, shorter * 0.062) + shorter * 0.042 }
}
const inks = (word: keyof typeof WORDS, name: keyof typeof NAMES, signed = true): CallInk => ({
  word: WORDS[word],
  sign: signed ? SIGN : NO_INK,
  name: NAMES[name],
})
const order = (arrow: CallOrder['arrow'] = 'right', more: Partial<CallOrder> = {}): CallOrder => ({
  order: 'word-first',
  direction: 'ltr',
  arrow,
  ...more,
})

const boxOf = (text: PlacedText, of: Ink): Box => ({
  x: text.x - of.left * text.size,
  y: text.baseline - of.ascent * text.size,
  width: (of.left + of.right) * text.size,
  height: inkHeight(of) * text.size,
})
const boxesOf = (layout: CallLayout, of: CallInk): Box[] => [
  boxOf(layout.word, of.word),
  ...(layout.sign ? [boxOf(layout.sign, of.sign)] : []),
  boxOf(layout.name, of.name),
  layout.shape,
  ...(layout.arrow ? [layout.arrow] : []),
]
const apart = (a: Box, b: Box) =>
  a.x + a.width <= b.x + 0.5 || b.x + b.width <= a.x + 0.5 || a.y + a.height <= b.y + 0.5 || b.y + b.height <= a.y + 0.5

describe('a call on a landscape screen', () => {
  const screens = [field(1280, 720), field(1920, 1080), field(3840, 2160), field(1920, 1200), field(1024, 768)]

  it.each(WORD_KEYS)('%s: numeral at least 52 % of the height, word at least 21 %', (word) => {
    for (const screen of screens) {
      for (const name of ['1', '3', '12', '88'] as const) {
        const of = inks(word, name)
        const layout = layCall(screen, of, order())
        const where = `${name} on ${screen.width}x${screen.height}`
        expect((inkHeight(of.name) * layout.name.size) / screen.height, where).toBeGreaterThanOrEqual(0.52)
        expect((of.word.tall * layout.word.size) / screen.height, where).toBeGreaterThanOrEqual(0.21)
      }
    }
  })

  it('has the numeral in the very middle, the arrow on the side it points to, the shape on the other', () => {
    const of = inks('Cashier', '3')
    const screen = field(1920, 1080)
    for (const [arrow, side] of [
      ['right', 1],
      ['up', 1],
      ['left', -1],
    ] as const) {
      const layout = layCall(screen, of, order(arrow))
      const numeral = boxOf(layout.name, of.name)
      const middle = numeral.x + numeral.width / 2
      expect(middle).toBeCloseTo(960, 0)
      expect(Math.sign((layout.arrow?.x ?? middle) - middle)).toBe(side)
      expect(Math.sign(layout.shape.x - middle)).toBe(-side)
    }
  })

  it('reads in the order of the language: word over numeral, or numeral over word', () => {
    const of = inks('番レジ', '3', false)
    const first = layCall(field(1920, 1080), of, order())
    const last = layCall(field(1920, 1080), of, order('right', { order: 'number-first' }))
    expect(first.word.baseline).toBeLessThan(first.name.baseline)
    expect(last.word.baseline).toBeGreaterThan(last.name.baseline)
    expect(last.sign).toBeNull()
  })

  it('puts the number sign behind the word: right of it, or left of it from right to left', () => {
    const of = inks('صندوق', '3')
    const ltr = layCall(field(1920, 1080), of, order())
    const rtl = layCall(field(1920, 1080), of, order('right', { direction: 'rtl' }))
    expect(ltr.sign?.x).toBeGreaterThan(ltr.word.x)
    expect(rtl.sign?.x).toBeLessThan(rtl.word.x)
  })
})

describe('a call on any screen', () => {
  it('keeps every part inside the margin and clear of every other', () => {
    const sizes = fc.record({ width: fc.integer({ min: 320, max: 3840 }), height: fc.integer({ min: 320, max: 3840 }) })
    const cases = fc.record({
      size: sizes,
      word: fc.constantFrom(...WORD_KEYS),
      name: fc.constantFrom(...NAME_KEYS),
      signed: fc.boolean(),
      arrow: fc.constantFrom(...ARROWS),
      order: fc.constantFrom('word-first' as const, 'number-first' as const),
      direction: fc.constantFrom('ltr' as const, 'rtl' as const),
    })
    fc.assert(
      fc.property(cases, ({ size, word, name, signed, ...rest }) => {
        const screen = field(size.width, size.height)
        const of = inks(word, name, signed)
        const boxes = boxesOf(layCall(screen, of, rest), of)
        const margin = Math.min(screen.width, screen.height) * 0.04 - 0.5
        for (const [index, box] of boxes.entries()) {
          expect(box.width).toBeGreaterThan(0)
          expect(box.x).toBeGreaterThanOrEqual(margin)
          expect(box.y).toBeGreaterThanOrEqual(margin)
          expect(box.x + box.width).toBeLessThanOrEqual(screen.width - margin)
          expect(box.y + box.height).toBeLessThanOrEqual(screen.height - screen.bottom + 0.5)
          for (const other of boxes.slice(index + 1)) expect(apart(box, other)).toBe(true)
        }
      }),
    )
  })
})
