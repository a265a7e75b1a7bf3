/** What outlives a reset, a hang and a power cut, in the real image: events, the boot counter, the name. */
import { describe, expect, it } from 'vitest'
import { type AvrBox, bootCell, chanceOf, EEPROM_BOOT, EEPROM_NAME } from '../helpers/avr-box.ts'
import { isEdge, isHello } from '../helpers/box-bench.ts'
import { addressOf } from '../helpers/firmware.ts'
import { BOOT, edges, flashedBox, heartbeat, newBox, next, running, START } from '../helpers/firmware-kit.ts'

const TIMER_INTERRUPTS = 0x6e
const named = ({ boot, seq }: { readonly boot: number; readonly seq: number }) => `${boot}:${seq}`

/** Acknowledges all that the box says, until it says no event any more; answers their names. */
function drain(box: AvrBox): Set<string> {
  const names = new Set<string>()
  do {
    for (const edge of box.hush().filter(isEdge)) {
      names.add(named(edge))
      box.hear({ kind: 'ack', boot: edge.boot, seq: edge.seq })
    }
    box.run(60)
  } while (box.said.some(isEdge))
  return names
}

describe('events', () => {
  it('outlive a reset at any moment, 150 times: none that was said is lost, and no name is given twice', () => {
    const seed = 20_260_117
    const chance = chanceOf(seed)
    const box = running(seed)
    const content = new Map<string, string>()
    let waiting = new Set<string>()
    for (let life = 0; life < 150; life++) {
      box.press(life % 4, { holdMs: 20 })
      box.run(chance() * 60)
      for (const edge of box.hush().filter(isEdge)) {
        waiting.add(named(edge))
        expect(content.get(named(edge)) ?? JSON.stringify(edge)).toBe(JSON.stringify(edge))
        content.set(named(edge), JSON.stringify(edge))
      }
      box.reset()
      box.run(START)
      const kept = drain(box)
      expect(
        [...waiting].filter((name) => !kept.has(name)),
        `seed ${seed}, life ${life}`,
      ).toEqual([])
      waiting = new Set()
    }
    expect(content.size).toBeGreaterThan(100)
  })

  it('outlive a reset as they are: half a press stays half a press', () => {
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

  it('go with the power, and chance in memory is not taken for any', () => {
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

  it('are not believed if a byte of theirs has changed meanwhile', () => {
    const box = running()
    box.press(0)
    box.run(100)
    box.hush()
    const timeOfFirst = addressOf('slots') + 9
    box.chip.memory[timeOfFirst] = 1 + (box.chip.memory[timeOfFirst] ?? 0)
    box.reset()
    box.run(START)
    expect(edges(box)).toBe('0U')
  })

  it('outlive a hang: the watchdog starts the program anew', () => {
    const box = running()
    box.press(0)
    box.run(100)
    box.hush()
    box.chip.memory[TIMER_INTERRUPTS] = 0
    box.run(150)
    expect(box.said.some(isHello)).toBe(false)
    box.run(250)
    expect(box.said.find(isHello)).toMatchObject({ boot: BOOT + 1 })
    expect(edges(box)).toBe('0D 0U')
  })
})

describe('the boot counter', () => {
  const numberIn = (box: AvrBox, cell: number) => {
    const [low = 0, high = 0] = box.chip.eeprom.slice(EEPROM_BOOT + cell * 4)
    return low + high * 256
  }

  it('counts every reset, and goes round in its cells', () => {
    const box = newBox()
    for (let boot = BOOT; boot < BOOT + 40; boot++) {
      box.run(START)
      expect(box.hush().find(isHello)).toMatchObject({ boot })
      box.reset()
    }
    const numbers = Array.from({ length: 16 }, (_, cell) => numberIn(box, cell)).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 16 }, (_, i) => BOOT + 24 + i))
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
    expect(boots.length).toBeGreaterThan(20)
    expect(boots).toEqual([...new Set(boots)].sort((a, b) => a - b))
  })

  it('does not believe a cell that was not written to its end', () => {
    const box = newBox()
    box.chip.eeprom.set([0x00, 0xf0, 0x12, 0x34], EEPROM_BOOT + 4)
    box.run(START)
    expect(box.said.find(isHello)).toMatchObject({ boot: BOOT })
  })
})

describe('the name', () => {
  const MADE = /^[A-HJ-NP-Z2-9]{6}$/u
  const firstHello = (box: AvrBox) => next(box, isHello, 3_000)

  it('is made at the first start and kept; two boxes make two, and count their boots from somewhere', () => {
    const box = flashedBox(1)
    const first = firstHello(box)
    expect(first.id).toMatch(MADE)
    box.powerCycle()
    expect(firstHello(box)).toMatchObject({ id: first.id, boot: first.boot + 1 })
    const other = firstHello(flashedBox(2))
    expect(other.id).not.toBe(first.id)
    expect(other.boot).not.toBe(first.boot)
  })

  it('is made again if the power went before it was whole', () => {
    const box = flashedBox(3)
    box.runUntil(() => box.chip.eeprom[EEPROM_NAME + 3] !== 0xff, 3_000)
    expect(box.chip.eeprom[EEPROM_NAME]).toBe(0xff)
    box.powerCycle()
    expect(firstHello(box).id).toMatch(MADE)
  })

  it.each(['A', 'Till-3_left', 'SIXTEEN-LETTERS_'])('can be given: %s', (id) => {
    expect(firstHello(newBox(1, id))).toMatchObject({ id })
  })
})
