/** The line and the lamps of the real image, where they are its own: what every box does is in box-specification.ts. */
import { describe, expect, it } from 'vitest'
import type { AvrBox } from '../helpers/avr-box.ts'
import { isEdge, isHeartbeat } from '../helpers/box-bench.ts'
import {
  BOOT,
  edges,
  heartbeat,
  ID,
  newBox,
  running,
  START,
  setMilliseconds,
  timesOf,
} from '../helpers/firmware-kit.ts'

const LAST_MS = 2 ** 32

describe('a box that starts', () => {
  it('says who it is, and not a byte more', () => {
    const box = newBox()
    box.run(START)
    const shape = { version: 1, id: ID, model: 'till-328p', firmware: '1.0', buttons: 4, lamps: 4 }
    expect(box.said).toEqual([{ kind: 'hello', ...shape, boot: BOOT, seq: 0 }])
    expect(box.discarded).toBe(0)
  })
})

describe('the milliseconds', () => {
  it('are those since the reset, though the start itself takes some', () => {
    const box = newBox()
    box.runUntil(() => box.said.some(isHeartbeat))
    expect(box.said.find(isHeartbeat)).toMatchObject({ ms: 1_000 })
    expect(box.now).toBeGreaterThan(1_000)
    expect(box.now).toBeLessThan(1_005)
  })
})

describe('an event', () => {
  it('is said at once, also while an older one waits', () => {
    const box = running()
    box.press(0)
    box.run(3_000)
    box.hush()
    box.press(1)
    box.run(75)
    expect(box.said.filter(isEdge).some(({ seq }) => seq === 4)).toBe(true)
  })

  it('goes before the heartbeat, whose bitmap would tell of it too early', () => {
    const box = running()
    for (let i = 0; i < 8; i++) {
      box.press(0)
      box.run(100)
    }
    heartbeat(box)
    box.run(985)
    box.hush()
    box.hear({ kind: 'ask' })
    box.run(70)
    const kinds = box.said.map(({ kind }) => kind)
    const from = kinds.indexOf('hello')
    expect(kinds.slice(from, from + 18)).toEqual(['hello', ...Array<string>(16).fill('edge'), 'heartbeat'])
  })

  it('keeps its rhythm, whatever is acknowledged that it does not hold', () => {
    const box = running()
    box.hold(0, 0)
    const times: number[] = []
    for (let i = 0; i < 1_600; i++) {
      if (i % 20 === 0) box.hear({ kind: 'ack', boot: BOOT, seq: 0 })
      box.run(1)
      if (box.hush().some(isEdge)) times.push(i)
    }
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    expect(gaps.map((gap) => Math.round(gap / 50) * 50)).toEqual([50, 100, 200, 400, 800])
  })

  it('does not overtake those from before a reset', () => {
    const box = running()
    box.press(0)
    box.run(100)
    box.reset()
    box.run(START)
    box.press(1)
    box.run(1_000)
    expect(
      new Set(
        box
          .hush()
          .filter(isEdge)
          .map(({ boot }) => boot),
      ),
    ).toEqual(new Set([BOOT]))
    box.hear({ kind: 'ack', boot: BOOT, seq: 2 })
    box.run(50)
    expect(edges(box)).toBe('1D 1U')
    expect(box.said.filter(isEdge).every(({ boot }) => boot === BOOT + 1)).toBe(true)
  })

  it('is kept for an acknowledgement that names it: not for a boot that only ends in the same 16 bits', () => {
    const box = running()
    box.press(0)
    box.run(100)
    box.hear({ kind: 'ack', boot: BOOT + 65_536, seq: 9 })
    box.run(50)
    expect(heartbeat(box).queued).toBe(2)
  })
})

describe('the lamps', () => {
  it('of four keys are four, and those that the box does not have are left out of its answer', () => {
    const box = running()
    for (const on of [1, 2, 4, 8]) {
      box.hear({ kind: 'lamps', on, blink: 0 })
      box.run(10)
      expect(box.lamps()).toBe(on)
    }
    box.hush()
    box.hear({ kind: 'lamps', on: 4_294_967_295, blink: 0xf00 })
    box.run(10)
    expect(box.said).toEqual([{ kind: 'lamps_applied', on: 15, blink: 0 }])
  })

  it('begin a new pattern lit, and go on evenly when the same is said again', () => {
    const box = running()
    box.run(700)
    box.hear({ kind: 'lamps', on: 0, blink: 1 })
    box.run(700)
    expect(box.lamps()).toBe(1)
    box.hear({ kind: 'lamps', on: 0, blink: 1 })
    box.run(200)
    expect(box.lamps()).toBe(1)
    box.run(200)
    expect(box.lamps()).toBe(0)
  })

  it('show on the board itself what the first one shows', () => {
    const box = running()
    const onBoard = { port: 'B', bit: 5 } as const
    expect(box.chip.isHigh(onBoard)).toBe(false)
    box.hear({ kind: 'lamps', on: 1, blink: 0 })
    box.run(10)
    expect(box.chip.isHigh(onBoard)).toBe(true)
  })
})

describe('what the host says', () => {
  const reasons = (box: AvrBox) => box.said.flatMap((frame) => (frame.kind === 'refused' ? [frame.reason] : []))

  it.each([
    ['one digit too few', '$L 1 0*000\n', 'form'],
    ['small letters in the checksum', '$?*264c\n', 'form'],
    ['no checksum', '$?\n', 'form'],
    ['nothing', '$\n', 'form'],
    ['no body', '$*FFFF\n', 'unknown'],
    ['a leading zero', '$L 01 0*899E\n', 'form'],
    ['a number too large', '$L 4294967296 0*8228\n', 'form'],
    ['more than a frame', `$${'A'.repeat(63)}\n`, 'long'],
    ['no end', `$${'A'.repeat(500)}\n`, 'long'],
  ])('with %s is refused', (_name, line, reason) => {
    const box = running()
    box.hear(line)
    box.run(60)
    expect(reasons(box)).toEqual([reason])
  })

  it('is not answered if it is noise without a frame', () => {
    const box = running()
    box.hear('AT\r\n\r\n+++ATH0\r\nL 1 0*1234\n')
    box.run(30)
    expect(box.said).toEqual([])
  })

  it('begins at the last $ of its line', () => {
    const box = running()
    box.hear(`$L 15 0*12$$${'x'.repeat(90)}`)
    box.hear({ kind: 'lamps', on: 3, blink: 0 })
    box.run(30)
    expect(box.said).toEqual([{ kind: 'lamps_applied', on: 3, blink: 0 }])
  })

  it('may end with the Enter key of a terminal', () => {
    const box = running()
    box.hear('$?*264C\r')
    box.run(30)
    expect(box.said).toMatchObject([{ kind: 'hello' }])
  })

  it('may come without a pause for a second, and each press is heard all the same', () => {
    const box = running()
    for (let i = 0; i < 10; i++) {
      box.hear('$L 9 0*0000\n'.repeat(100))
      box.press(0, { holdMs: 40 })
      box.run(115)
      box.hear({ kind: 'ack', boot: BOOT, seq: 2 * i })
    }
    box.run(500)
    expect(new Set(box.said.filter(isEdge).map(({ seq }) => seq)).size).toBe(20)
    box.hear({ kind: 'lamps', on: 2, blink: 0 })
    box.run(100)
    expect(box.lamps()).toBe(2)
    expect(box.discarded).toBe(0)
  })
})

describe('after 49.7 days', () => {
  it('the milliseconds begin again, and nothing is said twice', () => {
    const box = running()
    setMilliseconds(box, LAST_MS - 120)
    box.press(0)
    box.run(110)
    box.press(1)
    box.run(90)
    expect(edges(box)).toBe('0D 0U 1D 1U')
    const times = box.said.filter(isEdge).map(({ ms }) => ms)
    expect(Math.max(...times)).toBeGreaterThan(LAST_MS - 200)
    expect(times.at(-1)).toBeLessThan(200)
    box.hear({ kind: 'ack', boot: BOOT, seq: 4 })
    box.run(20)
    box.hush()
    expect(timesOf(box, 5_000, (frame) => !isHeartbeat(frame))).toEqual([])
  })

  it('an event that waits is said again in the same rhythm', () => {
    const box = running()
    setMilliseconds(box, LAST_MS - 200)
    box.hold(0, 0)
    const times = timesOf(box, 2_000, isEdge)
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    expect(gaps.map((gap) => Math.round(gap / 50) * 50)).toEqual([50, 100, 200, 400, 800])
  })

  it('the lamps blink on', () => {
    const box = running()
    setMilliseconds(box, LAST_MS - 1_500)
    box.hear({ kind: 'lamps', on: 0, blink: 1 })
    box.run(10)
    const lit = []
    for (let i = 0; i < 4; i++) {
      lit.push(box.lamps())
      box.run(1_000)
    }
    expect(lit).toEqual([1, 0, 1, 0])
  })

  it('the heartbeat goes on each second', () => {
    const box = running()
    setMilliseconds(box, LAST_MS - 1_500)
    const times = timesOf(box, 4_500, isHeartbeat)
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    expect(gaps.map((gap) => Math.round(gap / 10) * 10)).toEqual([1_000, 1_000, 1_000])
  })
})
