/** The HID image: what a host asks, and edges as reports. */
import { afterEach, describe, expect, it } from 'vitest'
import { firmwareHex } from '../helpers/firmware.ts'
import { UsbChip } from '../helpers/usb-chip.ts'

const HEX = firmwareHex('box-32u4-hid')
const TO_HOST = 1
const FROM_HOST = 2
const START = 40
const BOOT = 42
const SET_REPORT = { type: 0x21, request: 9, value: 0x0200 }

const chips: UsbChip[] = []
afterEach(() => {
  for (const chip of chips.splice(0)) chip.close()
})

type Report = { readonly seq: number; readonly boot: number; readonly bitmap: number; readonly lost: number }

function plugged(): UsbChip {
  const chip = new UsbChip(HEX)
  chips.push(chip)
  chip.run(START)
  return chip
}

function enumerated(): UsbChip {
  const chip = plugged()
  chip.enumerate()
  return chip
}

/** All reports that come in the next so many ms. */
function reports(chip: UsbChip, ms: number): Report[] {
  const { bytes } = chip.listen(ms, TO_HOST)
  expect(bytes.length % 8).toBe(0)
  return Array.from({ length: bytes.length / 8 }, (_, i) => ({
    seq: bytes.readUInt16LE(i * 8),
    boot: bytes.readUInt16LE(i * 8 + 2),
    bitmap: bytes.readUInt16LE(i * 8 + 4),
    lost: bytes.readUInt16LE(i * 8 + 6),
  }))
}

/** `1:1 2:0`: seq and bitmap. */
const brief = (said: readonly Report[]) => said.map(({ seq, bitmap }) => `${seq}:${bitmap}`).join(' ')

function press(chip: UsbChip, key: number): void {
  chip.setKey(key, true)
  chip.run(40)
  chip.setKey(key, false)
  chip.run(40)
}

describe('the HID box as a device', () => {
  it('is of no class of its own, and says who it is', () => {
    const chip = enumerated()
    const device = chip.ask({ type: 0x80, request: 6, value: 0x0100, length: 18 })
    expect(device.toString('hex')).toBe('120100020000004009120200000101020301')
    const serial = chip.ask({ type: 0x80, request: 6, value: 0x0303, index: 0x0409, length: 255 })
    expect(Buffer.from(serial).toString('utf16le', 2)).toBe('USB-1')
  })

  it('has one interface that is neither keyboard nor mouse, and describes its reports', () => {
    const chip = enumerated()
    const all = Buffer.from(chip.ask({ type: 0x80, request: 6, value: 0x0200, length: 255 }))
    expect(all.readUInt16LE(2)).toBe(all.length)
    expect(all.subarray(9, 18).toString('hex')).toBe('090400000203000000')
    expect(all.readUInt16LE(25)).toBe(27)
    const wanted = '0600ff0901a10109021500' + '26ff00750895088102090395049102c0'
    const report = { type: 0x81, request: 6, value: 0x2200, length: 27 }
    expect(chip.ask(report).toString('hex')).toBe(wanted)
    expect(chip.ask({ ...report, value: 0x2100, length: 9 })).toEqual(all.subarray(18, 27))
    expect(chip.ask({ ...report, value: 0x2300 })).toBe('stall')
    expect(chip.tell({ type: 0x21, request: 10 })).toBe('ok')
  })
})

describe('the reports', () => {
  it('tell each edge once, in order, and the state again each second', () => {
    const chip = enumerated()
    expect(brief(reports(chip, 10))).toBe('0:0')
    chip.setKey(0, true)
    const down = reports(chip, 50)
    chip.setKey(2, true)
    const both = reports(chip, 50)
    chip.setKey(0, false)
    const up = reports(chip, 50)
    expect([brief(down), brief(both), brief(up)]).toEqual(['1:1', '2:5', '3:4'])
    expect(down).toEqual([{ seq: 1, boot: BOOT, bitmap: 1, lost: 0 }])
    const beats = reports(chip, 3_000)
    expect(brief(beats)).toBe('3:4 3:4 3:4')
  })

  it('tell keys that go down together one by one', () => {
    const chip = enumerated()
    reports(chip, 10)
    for (const key of [0, 1, 3]) chip.setKey(key, true)
    expect(brief(reports(chip, 50))).toBe('1:1 2:3 3:11')
  })

  it('wait for a host, and count what has no room: whole presses', () => {
    const chip = plugged()
    chip.busReset()
    for (let i = 0; i < 9; i++) press(chip, 1)
    chip.enumerate()
    const said = reports(chip, 100)
    expect(said.map(({ seq }) => seq).filter((seq) => seq > 0)).toEqual(
      Array.from({ length: 17 }, (_, i) => Math.min(i + 1, 16)),
    )
    expect(said.at(-1)).toMatchObject({ seq: 16, bitmap: 0, lost: 2 })
  })

  it('show a key that was down at the start, and make no edge of its release', () => {
    const chip = new UsbChip(HEX)
    chips.push(chip)
    chip.setKey(3, true)
    chip.run(START)
    chip.enumerate()
    expect(brief(reports(chip, 10))).toBe('0:8')
    chip.setKey(3, false)
    expect(new Set(reports(chip, 1_100).map(({ seq }) => seq))).toEqual(new Set([0]))
    expect(reports(chip, 1_100).at(-1)).toMatchObject({ seq: 0, bitmap: 0, lost: 0 })
  })

  it('begin again after a reset, under another boot', () => {
    const chip = enumerated()
    reports(chip, 10)
    press(chip, 0)
    reports(chip, 10)
    chip.restart()
    chip.run(START)
    chip.enumerate()
    expect(reports(chip, 10)).toEqual([{ seq: 0, boot: BOOT + 1, bitmap: 0, lost: 0 }])
  })

  it('can be asked for', () => {
    const chip = enumerated()
    chip.setKey(0, true)
    reports(chip, 50)
    const asked = chip.ask({ type: 0xa1, request: 1, value: 0x0100, length: 8 })
    expect(asked.toString('hex')).toBe('01002a0001000000')
  })
})

describe('the lamps', () => {
  const masks = (on: number, blink: number) => Buffer.from([on, 0, blink, 0])

  it('do what an output report says, by either way', () => {
    const chip = enumerated()
    expect(chip.send(FROM_HOST, masks(0b0110, 0))).toBe('ok')
    chip.run(5)
    expect(chip.lamps()).toBe(0b0110)
    expect(chip.tell(SET_REPORT, masks(0b1001, 0))).toBe('ok')
    expect(chip.lamps()).toBe(0b1001)
  })

  it('take no notice of a report of another length, nor lose their place by it', () => {
    const chip = enumerated()
    chip.send(FROM_HOST, masks(1, 0))
    chip.run(5)
    chip.send(FROM_HOST, Buffer.from([15, 0, 0]))
    chip.run(5)
    expect(chip.tell(SET_REPORT, Buffer.from([15, 0, 0, 0, 0]))).toBe('stall')
    expect(chip.lamps()).toBe(1)
    chip.send(FROM_HOST, masks(2, 0))
    chip.run(5)
    expect(chip.lamps()).toBe(2)
  })

  it('flash by themselves when no host was heard for 5 s', () => {
    const chip = enumerated()
    chip.send(FROM_HOST, masks(1, 0))
    chip.run(4_900)
    expect(chip.lamps()).toBe(1)
    chip.run(150)
    expect(chip.lamps()).toBe(15)
    chip.run(100)
    expect(chip.lamps()).toBe(0)
    chip.send(FROM_HOST, masks(1, 0))
    chip.run(5)
    expect(chip.lamps()).toBe(1)
  })
})
