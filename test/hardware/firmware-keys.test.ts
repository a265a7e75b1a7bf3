/** From a contact to an edge, in the real image: fingers press, contacts bounce, sparks do not count. */
import { describe, expect, it } from 'vitest'
import { EEPROM_DEBOUNCE } from '../helpers/avr-box.ts'
import { isEdge } from '../helpers/box-bench.ts'
import { BOOT, edges, heartbeat, newBox, running, START } from '../helpers/firmware-kit.ts'

describe('a key', () => {
  it.each([0, 1, 2, 3, 4, 5, 6])('that bounces for %i ms makes one press', (bounceMs) => {
    const box = running(bounceMs + 1)
    for (let i = 0; i < 7; i++) {
      box.press(i % 4, { bounceMs, holdMs: 30 })
      box.run(80)
    }
    expect(edges(box)).toBe('0D 0U 1D 1U 2D 2U 3D 3U 0D 0U 1D 1U 2D 2U')
    const seqs = new Set(box.said.filter(isEdge).map(({ seq }) => seq))
    expect([...seqs].sort((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1))
  })

  it('is heard 8 ms after its contact has settled, and its times are those of the finger', () => {
    const box = running()
    const settled = box.now
    box.press(1, { bounceMs: 0, holdMs: 100 })
    box.runUntil(() => box.said.some(isEdge))
    expect(box.now - settled).toBeGreaterThanOrEqual(8)
    expect(box.now - settled).toBeLessThanOrEqual(12)
    box.run(200)
    const [down, up] = new Map(box.said.filter(isEdge).map((edge) => [edge.seq, edge])).values()
    expect((up?.ms ?? 0) - (down?.ms ?? 0)).toBe(100)
  })

  it('does not hear a knock, however often', () => {
    const box = running()
    for (let i = 0; i < 20; i++) {
      box.touch(0, 6.9)
      box.run(20)
    }
    expect(edges(box)).toBe('')
  })

  it('is its own: keys that are pressed together are all heard', () => {
    const box = running()
    for (const key of [0, 1, 2, 3]) box.press(key, { holdMs: 40 + key })
    box.run(150)
    expect(edges(box).split(' ').sort().join(' ')).toBe('0D 0U 1D 1U 2D 2U 3D 3U')
  })

  it('that is stuck shows in the heartbeat, and makes nothing more', () => {
    const box = running()
    box.hold(3)
    box.run(3_000)
    expect(edges(box)).toBe('3D')
    expect(heartbeat(box).bitmap).toBe(0b1000)
  })

  it('that is down at the start makes no event until it is pressed anew', () => {
    const box = newBox()
    box.hold(2, 0)
    box.run(500)
    expect(heartbeat(box)).toMatchObject({ bitmap: 0b100, queued: 0 })
    box.release(2)
    box.run(50)
    expect(edges(box)).toBe('')
    box.press(2)
    box.run(100)
    expect(edges(box)).toBe('2D 2U')
    expect(heartbeat(box)).toMatchObject({ bitmap: 0, lost: 0 })
  })
})

describe('a key that goes down', () => {
  it('in any millisecond around a reset is pressed once, and no press is lost', () => {
    for (let before = -30; before <= 30; before += 0.5) {
      const box = running()
      box.run(Math.max(0, before))
      if (before < 0) {
        box.press(1, { holdMs: 45 })
        box.run(-before)
        box.reset()
      } else {
        box.reset()
        box.run(before)
        box.press(1, { holdMs: 45 })
      }
      box.run(200)
      // Whether the release is an edge too depends on whether the box knows of the press from before.
      expect(edges(box), `${before} ms after the reset`).toMatch(/^1D( 1U)?$/u)
    }
  })

  it('before a reset and up behind it is not down for ever', () => {
    const box = running()
    box.press(1, { holdMs: 20 })
    box.run(15)
    box.reset()
    box.run(100)
    expect(heartbeat(box)).toMatchObject({ bitmap: 0, queued: 1, lost: 0 })
    box.press(1)
    box.run(100)
    box.hear({ kind: 'ack', boot: BOOT, seq: 1 })
    box.hush()
    box.run(100)
    expect(edges(box)).toBe('1D 1U')
  })

  it('is no press where it is down at power-on, whatever it was before', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const box = running(seed)
      box.hold(1, 0)
      box.run(5)
      box.powerCycle()
      box.run(100)
      expect(edges(box)).toBe('')
      expect(heartbeat(box).bitmap).toBe(0b10)
    }
  })
})

describe('a key that only sparks while the box starts', () => {
  it('is not taken for one that is stuck', () => {
    const box = newBox()
    box.touch(2, 5)
    box.run(START)
    expect(heartbeat(box).bitmap).toBe(0)
    box.press(2)
    box.run(100)
    expect(edges(box)).toBe('2D 2U')
  })
})

describe('the debounce time in the EEPROM', () => {
  it.each([
    [5, 6.2, '0D 0U'],
    [25, 23, ''],
    [25, 26.2, '0D 0U'],
    [4, 6.2, ''],
    [26, 9.2, '0D 0U'],
    [0xff, 9.2, '0D 0U'],
  ])('of %i: a contact of %f ms makes "%s"', (setting, contact, made) => {
    const box = newBox()
    box.chip.eeprom[EEPROM_DEBOUNCE] = setting
    box.run(START)
    box.touch(0, contact)
    box.run(100)
    expect(edges(box)).toBe(made)
  })
})
