/** The lamp beside the button: what became of the press, told without a word. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type DeskKnown,
  isLit,
  type Lamp,
  lampMasks,
  lampOf,
  nextLightChange,
  nextMaskChange,
} from '../../../protocol/box/lamp.ts'
import type { Desk } from '../../../protocol/desk.ts'

const CLOSED: Desk = { kind: 'closed' }
const IDLE: Desk = { kind: 'idle' }
const WAITING: Desk = { kind: 'waiting', behind: 2, offset: 7 }
const SHOWN: Desk = { kind: 'shown', until: 9_000, offset: 7 }
const CALLED: Desk = { kind: 'called', offset: 7 }
const DESKS = [CLOSED, IDLE, WAITING, SHOWN, CALLED]

const LAMPS: readonly Lamp[] = ['off', 'lit', 'slow', 'fast', 'double']
const lamp = fc.constantFrom(...LAMPS)
/** From 1970 to far ahead; most in the first seconds, where the patterns begin. */
const instant = fc.oneof(fc.nat(5_000), fc.nat(2_000_000_000_000))

const known = (more: Partial<DeskKnown> = {}): DeskKnown => ({
  pending: false,
  failed: false,
  offline: false,
  ...more,
})

describe('the lamp of a till', () => {
  it.each<[Desk, Lamp]>([
    [CLOSED, 'off'],
    [IDLE, 'lit'],
    [WAITING, 'slow'],
    [SHOWN, 'fast'],
    [CALLED, 'lit'],
  ])('%j is %s', (desk, shown) => {
    expect(lampOf(desk, known())).toBe(shown)
  })

  it.each(DESKS)('is lit while its newest press is on disk alone: %j', (desk) => {
    expect(lampOf(desk, known({ pending: true }))).toBe('lit')
  })

  it.each(DESKS)('flashes twice when its press failed or the log cannot be reached, whatever else: %j', (desk) => {
    for (const pending of [true, false]) {
      expect(lampOf(desk, known({ pending, failed: true }))).toBe('double')
      expect(lampOf(desk, known({ pending, offline: true }))).toBe('double')
    }
  })
})

/** Each millisecond from one instant to before another. */
function each(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}

/** A lamp from the beginning of its round on: from when to when it is lit. */
function film(shown: Lamp, ms: number): [number, number][] {
  const lit: [number, number][] = []
  for (let now = 0; now < ms; now++) {
    if (!isLit(shown, now)) continue
    const last = lit.at(-1)
    if (last?.[1] === now) last[1] = now + 1
    else lit.push([now, now + 1])
  }
  return lit
}

describe('a lamp that can only be on or off', () => {
  it.each<[Lamp, [number, number][]]>([
    ['off', []],
    ['lit', [[0, 2_100]]],
    [
      'slow',
      [
        [0, 1_000],
        [2_000, 2_100],
      ],
    ],
    [
      'fast',
      [
        [0, 200],
        [400, 600],
        [800, 1_000],
        [1_200, 1_400],
        [1_600, 1_800],
        [2_000, 2_100],
      ],
    ],
    [
      'double',
      [
        [0, 100],
        [200, 300],
        [1_000, 1_100],
        [1_200, 1_300],
        [2_000, 2_100],
      ],
    ],
  ])('that is %s is lit at %j', (shown, lit) => {
    expect(film(shown, 2_100)).toEqual(lit)
  })

  it('does not change before its next change, and does at it', () => {
    fc.assert(
      fc.property(lamp, instant, (shown, now) => {
        const next = nextLightChange(shown, now)
        if (next === null) {
          expect(['off', 'lit']).toContain(shown)
          return
        }
        expect(next).toBeGreaterThan(now)
        expect(each(now, next).every((at) => isLit(shown, at) === isLit(shown, now))).toBe(true)
        expect(isLit(shown, next)).toBe(!isLit(shown, now))
      }),
    )
  })

  it('never flashes more than three times within a second: that can harm people', () => {
    fc.assert(
      fc.property(lamp, instant, (shown, now) => {
        const flashes = each(now, now + 1_000).filter((at) => !isLit(shown, at) && isLit(shown, at + 1))
        expect(flashes.length).toBeLessThanOrEqual(3)
      }),
    )
  })
})

describe('a box that blinks by itself', () => {
  it.each<[Lamp, number, number]>([
    ['off', 0, 0],
    ['lit', 1, 0],
    ['slow', 0, 1],
    ['fast', 1, 1],
  ])('is told %s by the masks %i and %i, at any time', (shown, on, blink) => {
    fc.assert(
      fc.property(instant, (now) => {
        expect(lampMasks([shown], now)).toEqual({ on, blink })
        expect(nextMaskChange([shown], now)).toBeNull()
      }),
    )
  })

  it('is told each flash of a double one', () => {
    for (const [now, on] of [
      [0, 1],
      [99, 1],
      [100, 0],
      [200, 1],
      [300, 0],
      [999, 0],
      [1_000, 1],
    ] as const) {
      expect(lampMasks(['double'], now)).toEqual({ on, blink: 0 })
    }
  })

  it('has a bit for each lamp, the first one the lowest, up to 32', () => {
    expect(lampMasks(['off', 'lit', 'slow', 'fast'], 0)).toEqual({ on: 0b1010, blink: 0b1100 })
    expect(lampMasks(Array<Lamp>(32).fill('fast'), 0)).toEqual({ on: 0xffff_ffff, blink: 0xffff_ffff })
    expect(lampMasks([], 0)).toEqual({ on: 0, blink: 0 })
  })

  it('needs no other masks before the next change, and does at it', () => {
    const lamps = fc.array(lamp, { maxLength: 4 })
    fc.assert(
      fc.property(lamps, instant, (shown, now) => {
        const next = nextMaskChange(shown, now)
        const masks = (at: number) => JSON.stringify(lampMasks(shown, at))
        expect(each(now, next ?? now + 2_000).every((at) => masks(at) === masks(now))).toBe(true)
        if (next !== null) expect(masks(next)).not.toBe(masks(now))
      }),
    )
  })
})
