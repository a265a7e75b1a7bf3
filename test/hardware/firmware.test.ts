/** The button box's own program, instruction by instruction: the very image that is flashed to an Uno or Nano. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BoxFrame, Edge, Heartbeat, Hello } from '../../protocol/box/frame.ts'
import { ensureFirmware } from '../../scripts/firmware.mjs'
import { sizeOf } from '../../scripts/firmware-size.mjs'
import { AvrBox, bootCell, chanceOf, EEPROM_BOOT, EEPROM_DEBOUNCE, EEPROM_NAME } from '../helpers/avr-box.ts'
import { addressOf, firmwareHex } from '../helpers/firmware.ts'

const HEX = readFileSync(firmwareHex(), 'utf8')
/** From reset to hello. */
const START = 60
const ID = 'TEST-1'

function newBox(seed = 1, id: string | undefined = ID): AvrBox {
  return new AvrBox({ hex: HEX, seed, id })
}

/** A box that has said its hello and waits for presses. */
function running(seed?: number): AvrBox {
  const box = newBox(seed)
  box.run(START)
  box.hush()
  return box
}

const isHello = (frame: BoxFrame): frame is Hello => frame.kind === 'hello'
const isEdge = (frame: BoxFrame): frame is Edge => frame.kind === 'edge'
const isHeartbeat = (frame: BoxFrame): frame is Heartbeat => frame.kind === 'heartbeat'

/** `0D 0U`: which keys went down and up, each event once. */
function edges(box: AvrBox): string {
  const once = new Map(box.said.filter(isEdge).map((edge) => [`${edge.boot} ${edge.seq}`, edge]))
  return [...once.values()].map(({ button, edge }) => `${button}${edge === 'down' ? 'D' : 'U'}`).join(' ')
}

function heartbeat(box: AvrBox): Heartbeat {
  box.hush()
  box.runUntil(() => box.said.some(isHeartbeat), 1_100)
  const [heard] = box.said.filter(isHeartbeat)
  if (!heard) throw new Error('no heartbeat')
  return heard
}

function hello(box: AvrBox): Hello {
  box.hush()
  box.hear({ kind: 'ask' })
  box.runUntil(() => box.said.some(isHello), 100)
  const [heard] = box.said.filter(isHello)
  if (!heard) throw new Error('no hello')
  return heard
}

function poke32(box: AvrBox, variable: string, value: number): void {
  const { memory } = box.chip
  new DataView(memory.buffer, memory.byteOffset).setUint32(addressOf(variable), value, true)
}

/** When the box says what, ms since `from`, whole milliseconds. */
function timeline(box: AvrBox, ms: number, wanted: (frame: BoxFrame) => boolean): number[] {
  const from = box.now
  const times: number[] = []
  for (let i = 0; i < ms; i++) {
    box.run(1)
    for (const frame of box.hush()) if (wanted(frame)) times.push(Math.round(box.now - from))
  }
  return times
}

describe('a box that starts', () => {
  it('says first who it is', () => {
    const box = newBox()
    box.run(START)
    expect(box.said).toEqual([
      {
        kind: 'hello',
        version: 1,
        id: ID,
        model: 'till-328p',
        firmware: '1.0',
        buttons: 4,
        lamps: 4,
        boot: 42,
        seq: 0,
      },
    ])
    expect(box.discarded).toBe(0)
  })

  it('says so again when it is asked', () => {
    expect(hello(running())).toMatchObject({ id: ID, boot: 42, seq: 0 })
  })

  it('shows that it lives, each second by the crystal', () => {
    const box = running()
    box.run(4_000)
    expect(box.said.filter(isHeartbeat).map(({ ms }) => ms)).toEqual([1_000, 2_000, 3_000, 4_000])
  })

  it('makes no event of a key that is down already, and shows it', () => {
    const box = newBox()
    box.hold(2, 0)
    box.run(500)
    expect(edges(box)).toBe('')
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

describe('a key', () => {
  it.each([0, 1, 2, 3, 4, 5])(
    'that bounces for %i ms makes one press, and the ring of its edges is dense',
    (bounceMs) => {
      const box = running(bounceMs + 1)
      for (let i = 0; i < 7; i++) {
        box.press(i % 4, { bounceMs, holdMs: 30 })
        box.run(80)
      }
      expect(edges(box)).toBe('0D 0U 1D 1U 2D 2U 3D 3U 0D 0U 1D 1U 2D 2U')
      const seqs = box.said.filter(isEdge).map(({ seq }) => seq)
      expect([...new Set(seqs)].sort((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1))
    },
  )

  it('is heard 8 ms after its contact has settled, and its times are those of the finger', () => {
    const box = running()
    const settled = box.now
    box.press(1, { bounceMs: 0, holdMs: 100 })
    box.runUntil(() => box.said.some(isEdge))
    expect(box.now - settled).toBeGreaterThanOrEqual(8)
    expect(box.now - settled).toBeLessThanOrEqual(12)
    box.run(200)
    const [down, up] = [...new Map(box.said.filter(isEdge).map((edge) => [edge.seq, edge])).values()]
    expect((up?.ms ?? 0) - (down?.ms ?? 0)).toBe(100)
  })

  it('does not hear a knock', () => {
    const box = running()
    for (let i = 0; i < 20; i++) {
      box.touch(0, 6.9)
      box.run(20)
    }
    expect(edges(box)).toBe('')
  })

  it.each([
    [5, 6.2, '0D 0U'],
    [25, 23, ''],
    [25, 26.2, '0D 0U'],
    [4, 6.2, ''],
    [26, 9.2, '0D 0U'],
    [0xff, 9.2, '0D 0U'],
  ])('with %i in the EEPROM and a contact of %f ms makes: %s', (setting, contact, made) => {
    const box = newBox()
    box.chip.eeprom[EEPROM_DEBOUNCE] = setting
    box.run(START)
    box.touch(0, contact)
    box.run(100)
    expect(edges(box)).toBe(made)
  })

  it('is its own: keys pressed together are all heard', () => {
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
})

describe('an event that nobody acknowledges', () => {
  it('is said again after 50 ms, then after twice that, up to 1 s', () => {
    const box = running()
    box.hold(0, 0)
    const times = timeline(box, 5_000, isEdge)
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    const wanted = [50, 100, 200, 400, 800, 1_000, 1_000, 1_000]
    expect(gaps).toHaveLength(wanted.length)
    for (const [i, gap] of gaps.entries()) expect(Math.abs(gap - (wanted[i] ?? 0))).toBeLessThanOrEqual(4)
  })

  it('does not hold back a newer one', () => {
    const box = running()
    box.press(0)
    box.run(3_000)
    box.hush()
    box.press(1)
    box.run(75)
    expect(box.said.filter(isEdge).some(({ seq }) => seq === 4)).toBe(true)
  })

  it('is forgotten when it is acknowledged, with all before it', () => {
    const box = running()
    box.press(0)
    box.run(100)
    box.press(1)
    box.run(100)
    box.hear({ kind: 'ack', boot: 42, seq: 3 })
    box.run(20)
    box.hush()
    box.run(2_500)
    expect(edges(box)).toBe('1U')
    expect(hello(box).seq).toBe(3)
    box.hear({ kind: 'ack', boot: 42, seq: 4 })
    box.run(20)
    box.hush()
    box.run(1_500)
    expect(edges(box)).toBe('')
    expect(hello(box).seq).toBe(4)
  })

  it('stays whatever is said of another boot, or of events that are not yet', () => {
    const box = running()
    box.press(0)
    box.run(100)
    box.hear({ kind: 'ack', boot: 41, seq: 9 })
    box.hear({ kind: 'ack', boot: 65_578, seq: 9 })
    box.hear({ kind: 'ack', boot: 42, seq: 0 })
    box.run(50)
    expect(heartbeat(box).queued).toBe(2)
    box.hear({ kind: 'ack', boot: 42, seq: 4_294_967_295 })
    box.run(50)
    expect(heartbeat(box).queued).toBe(0)
    expect(hello(box).seq).toBe(2)
    box.press(0)
    box.run(100)
    expect(heartbeat(box).queued).toBe(2)
  })

  it('is said at once, and in order, to a host that has just come', () => {
    const box = running()
    for (const key of [0, 1, 2]) {
      box.press(key)
      box.run(100)
    }
    box.run(5_000)
    box.hush()
    box.hear({ kind: 'ask' })
    box.run(30)
    expect(box.said[0]).toMatchObject({ kind: 'hello' })
    expect(box.said.filter(isEdge).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
  })
})

describe('a box with no more room', () => {
  it('drops a press whole, and counts both its edges', () => {
    const box = running()
    for (let i = 0; i < 9; i++) {
      box.press(0)
      box.run(120)
    }
    expect(heartbeat(box)).toMatchObject({ queued: 16, lost: 2 })
    box.hear({ kind: 'ack', boot: 42, seq: 16 })
    box.press(1)
    box.run(120)
    expect(edges(box)).toMatch(/1D 1U$/u)
    expect(heartbeat(box)).toMatchObject({ queued: 2, lost: 2 })
  })

  it('has kept the place for the release of a key that is still down', () => {
    const box = running()
    box.hold(3)
    box.run(50)
    for (let i = 0; i < 8; i++) {
      box.press(0)
      box.run(120)
    }
    expect(heartbeat(box)).toMatchObject({ queued: 15, lost: 2 })
    box.release(3)
    box.run(50)
    expect(heartbeat(box)).toMatchObject({ queued: 16, lost: 2 })
    box.hear({ kind: 'ask' })
    box.run(100)
    expect(
      edges(box)
        .split(' ')
        .filter((edge) => edge.startsWith('3')),
    ).toEqual(['3D', '3U'])
  })

  it('does not take the release of a dropped press for a press', () => {
    const box = running()
    for (let i = 0; i < 8; i++) {
      box.press(0)
      box.run(120)
    }
    box.hold(1)
    box.run(50)
    box.hear({ kind: 'ack', boot: 42, seq: 16 })
    box.run(50)
    box.release(1)
    box.run(50)
    expect(heartbeat(box)).toMatchObject({ queued: 0, lost: 2 })
  })
})

describe('a reset', () => {
  it('keeps what nobody has acknowledged, under its old boot and before anything new', () => {
    const box = running()
    box.press(0)
    box.run(100)
    box.press(1)
    box.run(100)
    box.hear({ kind: 'ack', boot: 42, seq: 1 })
    box.run(20)
    box.hush()
    box.reset()
    box.run(START)
    expect(box.said.map((frame) => (isEdge(frame) ? `${frame.boot}:${frame.seq}` : frame.kind))).toEqual([
      'hello',
      '42:2',
      '42:3',
      '42:4',
    ])
    expect(box.said[0]).toMatchObject({ boot: 43, seq: 0 })
    box.press(2)
    box.run(100)
    box.hush()
    box.hear({ kind: 'ack', boot: 43, seq: 1 })
    box.run(20)
    expect(hello(box)).toMatchObject({ boot: 43, seq: 1 })
    box.run(20)
    const said = box.said.slice(box.said.findIndex(isHello) + 1).filter(isEdge)
    expect(said.map(({ boot, seq }) => `${boot}:${seq}`)).toEqual(['42:2', '42:3', '42:4', '43:2'])
    box.hear({ kind: 'ack', boot: 42, seq: 4 })
    box.hear({ kind: 'ack', boot: 43, seq: 2 })
    box.run(50)
    expect(heartbeat(box).queued).toBe(0)
  })

  it('in the middle of a press leaves its first half, and makes up no second one', () => {
    const box = running()
    box.hold(0)
    box.run(50)
    box.hush()
    box.reset()
    box.run(200)
    box.release(0)
    box.run(200)
    expect(edges(box)).toBe('0D')
    expect(heartbeat(box)).toMatchObject({ queued: 1, lost: 0 })
  })

  it('at any moment, 150 times: nothing said is lost before it is acknowledged, and no name is given twice', () => {
    const seed = 20_260_117
    const chance = chanceOf(seed)
    const box = running(seed)
    const content = new Map<string, string>()
    let unacknowledged = new Set<string>()
    for (let life = 0; life < 150; life++) {
      box.press(life % 4, { holdMs: 20 })
      box.run(chance() * 60)
      for (const edge of box.hush().filter(isEdge)) {
        const name = `${edge.boot}:${edge.seq}`
        unacknowledged.add(name)
        expect(content.get(name) ?? JSON.stringify(edge)).toBe(JSON.stringify(edge))
        content.set(name, JSON.stringify(edge))
      }
      box.reset()
      box.run(START)
      const again = new Set(box.said.filter(isEdge).map(({ boot, seq }) => `${boot}:${seq}`))
      expect(
        [...unacknowledged].filter((name) => !again.has(name)),
        `seed ${seed}, life ${life}`,
      ).toEqual([])
      const newest = new Map(
        box
          .hush()
          .filter(isEdge)
          .map(({ boot, seq }) => [boot, seq]),
      )
      if (life % 3 === 0) for (const [boot, seq] of newest) box.hear({ kind: 'ack', boot, seq })
      box.run(30)
      if (life % 3 === 0) unacknowledged = new Set()
      box.hush()
    }
    expect(content.size).toBeGreaterThan(100)
  })

  it('by power takes all events away, and chance in memory is not taken for any', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const box = running(seed)
      box.press(0)
      box.run(100)
      box.hush()
      box.powerCycle()
      box.run(START)
      expect(box.said.map(({ kind }) => kind)).toEqual(['hello'])
    }
  })

  it('comes by itself when the program hangs, and keeps the events', () => {
    const box = running()
    box.press(0)
    box.run(100)
    box.hush()
    const timerInterrupts = 0x6e
    box.chip.memory[timerInterrupts] = 0
    box.run(150)
    expect(box.said.some(isHello)).toBe(false)
    box.run(250)
    expect(box.said.find(isHello)).toMatchObject({ boot: 43 })
    expect(edges(box)).toBe('0D 0U')
  })
})

describe('the boot counter', () => {
  it('counts every reset, and goes round in its cells', () => {
    const box = newBox()
    for (let boot = 42; boot < 42 + 40; boot++) {
      box.run(START)
      expect(box.hush().find(isHello)).toMatchObject({ boot })
      box.reset()
    }
    const cells = Array.from({ length: 16 }, (_, i) =>
      box.chip.eeprom.slice(EEPROM_BOOT + i * 4, EEPROM_BOOT + i * 4 + 4),
    )
    const numbers = cells.map((cell) => new DataView(cell.buffer).getUint16(0, true)).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 16 }, (_, i) => 66 + i))
  })

  it('begins again after 65535', () => {
    const box = newBox()
    box.chip.eeprom.set(bootCell(65_534), EEPROM_BOOT)
    const boots = []
    for (let i = 0; i < 4; i++) {
      box.run(START)
      boots.push(box.hush().find(isHello)?.boot)
      box.powerCycle()
    }
    expect(boots).toEqual([65_535, 1, 2, 3])
  })

  it('gives no number twice, whenever the power goes', () => {
    const box = newBox()
    const boots: number[] = []
    for (let ms = 0; ms < 40; ms += 0.5) {
      box.run(ms)
      boots.push(
        ...box
          .hush()
          .filter(isHello)
          .map(({ boot }) => boot),
      )
      box.powerCycle()
    }
    box.run(START)
    boots.push(...box.said.filter(isHello).map(({ boot }) => boot))
    expect(boots.length).toBeGreaterThan(20)
    expect(new Set(boots).size).toBe(boots.length)
    expect(boots).toEqual([...boots].sort((a, b) => a - b))
  })

  it('does not believe a damaged cell', () => {
    const box = newBox()
    box.chip.eeprom.set([0x00, 0xf0, 0x12, 0x34], EEPROM_BOOT + 4)
    box.run(START)
    expect(box.said.find(isHello)).toMatchObject({ boot: 42 })
  })
})

describe('the name', () => {
  const firstName = (box: AvrBox) => {
    box.runUntil(() => box.said.some(isHello), 3_000)
    return box.hush().find(isHello)
  }

  it('is made at the first start and kept; two boxes make two, and count their boots from somewhere', () => {
    const box = new AvrBox({ hex: HEX, seed: 1 })
    const first = firstName(box)
    expect(first?.id).toMatch(/^[A-HJ-NP-Z2-9]{6}$/u)
    box.powerCycle()
    expect(firstName(box)).toMatchObject({ id: first?.id, boot: (first?.boot ?? 0) + 1 })
    const other = firstName(new AvrBox({ hex: HEX, seed: 2 }))
    expect(other?.id).not.toBe(first?.id)
    expect(other?.boot).not.toBe(first?.boot)
  })

  it('is made again if the power went before it was whole', () => {
    const box = new AvrBox({ hex: HEX, seed: 3 })
    box.runUntil(() => box.chip.eeprom[EEPROM_NAME + 3] !== 0xff, 3_000)
    expect(box.chip.eeprom[EEPROM_NAME]).toBe(0xff)
    box.powerCycle()
    expect(firstName(box)?.id).toMatch(/^[A-HJ-NP-Z2-9]{6}$/u)
  })

  it.each(['A', 'Till-3_left', 'SIXTEEN-LETTERS_'])('can be given: %s', (id) => {
    expect(firstName(newBox(1, id))).toMatchObject({ id })
  })
})

describe('lamps', () => {
  /** What one lamp did, as the lengths of what it was, ms, beginning with the first change. */
  function rhythm(box: AvrBox, lamp: number, ms: number): string {
    const changes: string[] = []
    let level = (box.lamps() >> lamp) & 1
    let since = box.now
    for (let i = 0; i < ms; i++) {
      if (i % 1_000 === 0) box.hear({ kind: 'ack', boot: 0, seq: 0 })
      box.run(1)
      const now = (box.lamps() >> lamp) & 1
      if (now === level) continue
      changes.push(`${level ? 'lit' : 'dark'} ${Math.round((box.now - since) / 10) * 10}`)
      level = now
      since = box.now
    }
    return changes.slice(1).join(', ')
  }

  it.each([
    ['off', { on: 0, blink: 0 }, 0, ''],
    ['lit', { on: 2, blink: 0 }, 1, ''],
    ['slow', { on: 0, blink: 4 }, 2, 'dark 1000, lit 1000, dark 1000'],
    ['fast', { on: 8, blink: 8 }, 3, 'dark 200, lit 200, dark 200, lit 200, dark 200'],
  ])('%s', (_name, masks, lamp, wanted) => {
    const box = running()
    box.hear({ kind: 'lamps', ...masks })
    box.run(10)
    expect(box.said).toContainEqual({ kind: 'lamps_applied', ...masks })
    expect(box.lamps()).toBe(masks.on | masks.blink)
    expect(rhythm(box, lamp, 4_100)).toMatch(new RegExp(`^${wanted}`, 'u'))
  })

  it('are each their own, and a frame replaces the one before', () => {
    const box = running()
    box.hear({ kind: 'lamps', on: 5, blink: 0 })
    box.run(10)
    expect(box.lamps()).toBe(0b0101)
    box.hear({ kind: 'lamps', on: 0, blink: 8 })
    box.run(10)
    expect(box.lamps()).toBe(0b1000)
  })

  it('that the box does not have are left out, and the answer says so', () => {
    const box = running()
    box.hear({ kind: 'lamps', on: 4_294_967_295, blink: 0xf00 })
    box.run(10)
    expect(box.said).toContainEqual({ kind: 'lamps_applied', on: 15, blink: 0 })
  })

  it('go on blinking evenly when the same is said again', () => {
    const box = running()
    box.hear({ kind: 'lamps', on: 0, blink: 1 })
    box.run(700)
    box.hear({ kind: 'lamps', on: 0, blink: 1 })
    box.run(200)
    expect(box.lamps()).toBe(1)
    box.run(200)
    expect(box.lamps()).toBe(0)
  })

  it('all flash twice when no host was heard for 5 s, and show their own again as soon as one is', () => {
    const box = running()
    box.hear({ kind: 'lamps', on: 1, blink: 0 })
    box.run(4_990)
    expect(box.lamps()).toBe(1)
    box.run(60)
    const seen = []
    for (let i = 0; i < 10; i++) {
      seen.push(box.lamps() === 15 ? 'X' : box.lamps() === 0 ? '.' : '?')
      box.run(100)
    }
    expect(seen.join('')).toBe('X.X.......')
    box.hear('$L 1 0*0000\nfoo\n')
    box.run(20)
    expect(box.lamps()).not.toBe(1)
    box.hear({ kind: 'ack', boot: 1, seq: 1 })
    box.run(20)
    expect(box.lamps()).toBe(1)
  })
})

describe('what the host says', () => {
  const reasons = (box: AvrBox) => box.said.flatMap((frame) => (frame.kind === 'refused' ? [frame.reason] : []))

  it.each([
    ['a wrong checksum', '$L 1 0*0000\n', 'crc'],
    ['one digit too few', '$L 1 0*000\n', 'form'],
    ['small letters in the checksum', '$?*d8b4\n', 'form'],
    ['no checksum', '$?\n', 'form'],
    ['nothing', '$\n', 'form'],
    ['more than a frame', `$${'A'.repeat(80)}\n`, 'long'],
  ])('with %s is refused', (_name, line, reason) => {
    const box = running()
    box.hear(line)
    box.run(30)
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

  it('may come without a pause for a second, and a press is heard all the same', () => {
    const box = running()
    const frame = '$L 9 0*0000\n'
    for (let i = 0; i < 10; i++) {
      box.hear(frame.repeat(100))
      box.press(0, { holdMs: 40 })
      box.run(115)
      box.hear({ kind: 'ack', boot: 42, seq: 2 * i })
    }
    box.run(500)
    const seqs = new Set(box.said.filter(isEdge).map(({ seq }) => seq))
    expect(seqs.size).toBe(20)
    box.hear({ kind: 'lamps', on: 2, blink: 0 })
    box.run(100)
    expect(box.lamps()).toBe(2)
    expect(box.discarded).toBe(0)
  })
})

describe('after 49.7 days', () => {
  it('the milliseconds begin again, and nothing else happens', () => {
    const box = running()
    box.run(1_000 - START)
    poke32(box, 'now', 2 ** 32 - 120)
    box.press(0)
    box.run(110)
    box.press(1)
    box.run(90)
    expect(edges(box)).toBe('0D 0U 1D 1U')
    const ms = box.said.filter(isEdge).map(({ ms }) => ms)
    expect(Math.max(...ms)).toBeGreaterThan(2 ** 32 - 200)
    expect(box.said.filter(isEdge).at(-1)?.ms).toBeLessThan(200)
    box.hear({ kind: 'ack', boot: 42, seq: 4 })
    box.run(20)
    box.hush()
    const rest = timeline(box, 5_000, (frame) => frame.kind !== 'heartbeat')
    expect(rest).toEqual([])
  })

  it('an event that waits is said again in the same rhythm', () => {
    const box = running()
    poke32(box, 'now', 2 ** 32 - 200)
    box.hold(0, 0)
    const times = timeline(box, 2_000, isEdge)
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
    expect(gaps.map((gap) => Math.round(gap / 50) * 50)).toEqual([50, 100, 200, 400, 800])
  })
})

describe('the image', () => {
  it('keeps within 8 kB of flash and 1 kB of memory, and uses no more stack than was computed', () => {
    const { flash, ram, stack } = sizeOf(join(ensureFirmware(), 'box-328p.elf'))
    expect(flash).toBeLessThan(8 * 1024)
    expect(ram + stack).toBeLessThan(1024)
    const box = new AvrBox({ hex: HEX, seed: 5 })
    box.run(2_000)
    for (const key of [0, 1, 2, 3]) box.press(key)
    box.hear('$L 4294967295 4294967295*0000\n')
    box.hear({ kind: 'lamps', on: 4_294_967_295, blink: 4_294_967_295 })
    box.run(2_000)
    expect(box.chip.stackUsed).toBeGreaterThan(20)
    expect(box.chip.stackUsed).toBeLessThanOrEqual(stack)
  })
})
