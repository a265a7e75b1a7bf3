import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canWrite, GLYPH_HEIGHT, PEN, textStrokes } from '../../../firmware-bridge/sources/panel/streamdeck-glyphs.ts'
import { drawKey, type KeyFace, type KeyState } from '../../../firmware-bridge/sources/panel/streamdeck-key.ts'
import { circle, paint, polygon, rectangle, rim } from '../../../firmware-bridge/sources/panel/streamdeck-paint.ts'
import { contrast } from '../../../protocol/contrast.ts'
import { defaultTill, SHAPES, TILL_COLOURS } from '../../../protocol/settings.ts'

const SIZE = { width: 72, height: 72 }
const BLACK = [0, 0, 0] as const
const WHITE = [255, 255, 255] as const

const STATES: readonly KeyState[] = [
  { kind: 'idle' },
  { kind: 'closed' },
  { kind: 'waiting', behind: 2 },
  { kind: 'shown' },
  { kind: 'called' },
  { kind: 'failed' },
]

function face(number: number, state: KeyState = { kind: 'idle' }, more: Partial<KeyFace> = {}): KeyFace {
  return { till: defaultTill(number), state, help: false, ...more }
}

/** How light each pixel is to the eye, 0 to 255: the picture as somebody sees it who sees no colours. */
function greys(picture: Uint8Array): number[] {
  return Array.from({ length: picture.length / 3 }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = picture.subarray(at * 3, at * 3 + 3)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  })
}

/** The share of pixels that are clearly another grey. */
function difference(a: Uint8Array, b: Uint8Array): number {
  const others = greys(b)
  const differing = greys(a).filter((grey, at) => Math.abs(grey - (others[at] ?? 0)) > 60)
  return differing.length / others.length
}

/** White as `#`, half covered as `+`. */
function rows(picture: Uint8Array, width: number): string[] {
  const marks = greys(picture).map((grey) => (grey > 170 ? '#' : grey > 85 ? '+' : '.'))
  return Array.from({ length: marks.length / width }, (_, row) => marks.slice(row * width, (row + 1) * width).join(''))
}

function pixel(picture: Uint8Array, width: number, x: number, y: number): string {
  return `#${Buffer.from(picture.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)).toString('hex')}`
}

describe('the painter', () => {
  it('covers as much as the form has, with smooth edges', () => {
    const square = { width: 64, height: 64 }
    const lit = (form: Parameters<typeof rim>[0]) =>
      greys(paint(square, BLACK, [{ form, colour: WHITE }])).reduce((sum, grey) => sum + grey / 255, 0) / 64 ** 2
    expect(lit(circle(0, 0, 40))).toBeCloseTo((Math.PI * 40 ** 2) / 100 ** 2, 2)
    expect(lit(rectangle(-30, -20, 30, 20))).toBeCloseTo(0.6 * 0.4, 2)
    const triangle = polygon([
      [0, -40],
      [40, 40],
      [-40, 40],
    ])
    expect(lit(triangle)).toBeCloseTo((80 * 80) / 2 / 100 ** 2, 2)
    expect(lit(rim(circle(0, 0, 40), 10))).toBeCloseTo((Math.PI * (40 ** 2 - 30 ** 2)) / 100 ** 2, 2)
  })

  it('paints later forms over earlier ones, each in its colour', () => {
    const picture = paint(
      { width: 9, height: 9 },
      [1, 2, 3],
      [
        { form: rectangle(-40, -40, 40, 40), colour: WHITE },
        { form: circle(0, 0, 15), colour: [9, 8, 7] },
      ],
    )
    expect(pixel(picture, 9, 0, 0)).toBe('#010203')
    expect(pixel(picture, 9, 2, 2)).toBe('#ffffff')
    expect(pixel(picture, 9, 4, 4)).toBe('#090807')
  })

  it('keeps the square in the middle of a key that is wider than high', () => {
    const picture = paint({ width: 40, height: 20 }, BLACK, [{ form: rectangle(-50, -50, 50, 50), colour: WHITE }])
    expect(rows(picture, 40)).toEqual(
      Array.from({ length: 20 }, () => `${'.'.repeat(10)}${'#'.repeat(20)}${'.'.repeat(10)}`),
    )
  })
})

describe('the glyphs', () => {
  it('are there for digits, letters and the dash', () => {
    for (const text of ['0123456789', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'b2', 'A-9']) expect(canWrite(text)).toBe(true)
    for (const text of ['', 'é', '3.', '٣', 'A B']) expect(canWrite(text)).toBe(false)
  })

  it('keep within their box, pen and all', () => {
    for (const character of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-') {
      const { strokes, width } = textStrokes(character)
      expect(strokes.flat().length).toBeGreaterThan(1)
      for (const [x, y] of strokes.flat()) {
        expect(x >= 4 && x <= width - 4).toBe(true)
        expect(y >= PEN / 2 && y <= GLYPH_HEIGHT - 6).toBe(true)
      }
    }
  })

  it('are such as people write', () => {
    expect(
      rows(drawKey({ width: 26, height: 26 }, face(2)), 26)
        .slice(7, 24)
        .map((row) => row.slice(6, 20)),
    ).toEqual(GOLDEN_TWO)
  })
})

describe('a key', () => {
  it('shows every till another way, in every state', () => {
    for (const state of STATES) {
      const pictures = Array.from({ length: 99 }, (_, index) => drawKey(SIZE, face(index + 1, state)))
      expect(new Set(pictures.map((picture) => Buffer.from(picture).toString('base64'))).size).toBe(99)
    }
  })

  it('shows every state another way, also to who sees no colours', () => {
    for (const till of [1, 4, 8, 12, 99]) {
      const pictures = STATES.map((state) => drawKey(SIZE, face(till, state)))
      for (const [index, one] of pictures.entries()) {
        for (const other of pictures.slice(index + 1)) expect(difference(one, other)).toBeGreaterThan(0.02)
      }
    }
  })

  it('shows how many are before it, up to five', () => {
    const waiting = (behind: number) => Buffer.from(drawKey(SIZE, face(3, { kind: 'waiting', behind }))).toString('hex')
    expect(new Set([1, 2, 3, 4, 5].map(waiting)).size).toBe(5)
    expect(waiting(9)).toBe(waiting(5))
    expect(waiting(0)).toBe(waiting(1))
  })

  it('shows that help is wanted, in every state', () => {
    for (const state of STATES) {
      const [with_, without] = [true, false].map((help) => drawKey(SIZE, face(3, state, { help })))
      if (with_ && without) expect(difference(with_, without)).toBeGreaterThan(0.01)
    }
  })

  it('has the colour and the shape of its till', () => {
    for (const [index, colour] of TILL_COLOURS.entries()) {
      expect(pixel(drawKey(SIZE, face(index + 1)), SIZE.width, 6, 36)).toBe(colour)
    }
    const shapes = SHAPES.map((shape) => drawKey(SIZE, { ...face(1), till: { ...defaultTill(1), shape } }))
    expect(new Set(shapes.map((picture) => Buffer.from(picture).toString('base64'))).size).toBe(SHAPES.length)
  })

  it('is read easily: its sign has a contrast of 7:1', () => {
    for (const colour of TILL_COLOURS) expect(contrast(colour, '#ffffff')).toBeGreaterThanOrEqual(7)
    expect(contrast('#aeb7c2', '#14181d')).toBeGreaterThanOrEqual(7)
  })

  it('shows its label, or its number where the label cannot be written here', () => {
    const labelled = (label: string) => Buffer.from(drawKey(SIZE, { ...face(3), till: { ...defaultTill(3), label } }))
    const plain = Buffer.from(drawKey(SIZE, face(3)))
    expect(labelled('3').equals(plain)).toBe(true)
    expect(labelled('柜3').equals(plain)).toBe(true)
    expect(labelled('B2').equals(plain)).toBe(false)
  })

  it('is dark without a till', () => {
    expect(drawKey(SIZE, undefined).every((byte) => byte === 0)).toBe(true)
  })

  it('has three bytes for each of its pixels, whatever its size', () => {
    const sizes = fc.record({ width: fc.integer({ min: 1, max: 60 }), height: fc.integer({ min: 1, max: 60 }) })
    fc.assert(
      fc.property(sizes, fc.constantFrom(...STATES), fc.integer({ min: 1, max: 99 }), (size, state, till) => {
        expect(drawKey(size, face(till, state))).toHaveLength(size.width * size.height * 3)
      }),
      { numRuns: 60 },
    )
  })
})

const GOLDEN_TWO: readonly string[] = [
  '....+####+....',
  '...########...',
  '..+###++###+..',
  '..###+..+###..',
  '..###....###..',
  '..###....###..',
  '..++.....###..',
  '........###+..',
  '.......+###...',
  '......+###+...',
  '......###+....',
  '.....####.....',
  '....####......',
  '...####.......',
  '..+#########..',
  '..##########..',
  '..+#########..',
]
