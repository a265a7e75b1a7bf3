/** The image for Leonardo and Pro Micro, whose USB is ours: what a host asks, what it is answered, and the line over it. */
import { afterEach, describe, expect, it } from 'vitest'
import { encodeHostFrame } from '../../protocol/box/encode.ts'
import type { BoxFrame } from '../../protocol/box/frame.ts'
import { parseBoxFrame } from '../../protocol/box/parse.ts'
import { EMPTY_READER, readFrames } from '../../protocol/box/reader.ts'
import type { BoxRig } from '../helpers/box-bench.ts'
import { describeBox } from '../helpers/box-specification.ts'
import { firmwareHex } from '../helpers/firmware.ts'
import { UsbChip } from '../helpers/usb-chip.ts'

const HEX = firmwareHex('box-32u4')
const FROM_HOST = 2
const TO_HOST = 3
/** Until it has seen its plug. */
const START = 40
const DESCRIPTOR = { type: 0x80, request: 6 }

const chips: UsbChip[] = []
afterEach(() => {
  for (const chip of chips.splice(0)) chip.close()
})

function plugged(): UsbChip {
  const chip = new UsbChip(HEX)
  chips.push(chip)
  chip.run(START)
  chip.busReset()
  return chip
}

function enumerated(): UsbChip {
  const chip = plugged()
  chip.enumerate()
  return chip
}

function answered(chip: UsbChip, setup: Parameters<UsbChip['ask']>[0]): Buffer {
  const answer = chip.ask(setup)
  if (answer === 'stall') throw new Error('refused')
  return answer
}

function text(chip: UsbChip, index: number): string {
  const answer = answered(chip, { ...DESCRIPTOR, value: 0x0300 | index, index: 0x0409, length: 255 })
  expect(answer[0]).toBe(answer.length)
  expect(answer[1]).toBe(3)
  return answer.toString('utf16le', 2)
}

/** Sends as a host does: 64 bytes a packet, each again until it is taken. */
function say(chip: UsbChip, bytes: Buffer, size = 64): void {
  for (let at = 0; at < bytes.length; at += size) {
    while (chip.send(FROM_HOST, bytes.subarray(at, at + size)) === 'nak') chip.run(1)
    chip.run(2)
  }
}

function framesOf(bytes: Buffer): readonly BoxFrame[] {
  const { frames, discarded } = readFrames(EMPTY_READER, bytes, parseBoxFrame)
  if (discarded > 0) throw new Error(`${discarded} bytes in no frame: ${String(bytes)}`)
  return frames
}

describe('a box that is plugged in', () => {
  it('says what it is', () => {
    const device = answered(plugged(), { ...DESCRIPTOR, value: 0x0100, length: 18 })
    expect(device.toString('hex')).toBe('12010002020000400912010000010102030' + '1')
    expect([device.readUInt16LE(8), device.readUInt16LE(10)]).toEqual([0x1209, 0x0001])
  })

  it('gives its name as its serial number', () => {
    const chip = plugged()
    expect(answered(chip, { ...DESCRIPTOR, value: 0x0300, length: 255 })).toEqual(Buffer.from([4, 3, 0x09, 0x04]))
    expect([1, 2, 3].map((index) => text(chip, index))).toEqual(['CashierQ', 'CashierQ box', 'USB-1'])
    expect(chip.ask({ ...DESCRIPTOR, value: 0x0304, index: 0x0409, length: 255 })).toBe('stall')
  })

  it('describes a serial port: two interfaces, and three endpoints within its memory', () => {
    const all = answered(plugged(), { ...DESCRIPTOR, value: 0x0200, length: 255 })
    expect(all.readUInt16LE(2)).toBe(all.length)
    const parts: Buffer[] = []
    for (let at = 0; at < all.length; at += all[at] ?? 1) parts.push(all.subarray(at, at + (all[at] ?? 1)))
    expect(parts.map((part) => part[1])).toEqual([2, 4, 0x24, 0x24, 0x24, 0x24, 5, 4, 5, 5])
    const interfaces = parts.filter((part) => part[1] === 4)
    expect(interfaces.map((part) => [part[2], part[4], part[5], part[6]])).toEqual([
      [0, 1, 2, 2],
      [1, 2, 10, 0],
    ])
    const endpoints = parts.filter((part) => part[1] === 5)
    expect(endpoints.map((part) => [part[2], part[3], part.readUInt16LE(4)])).toEqual([
      [0x81, 3, 8],
      [0x02, 2, 64],
      [0x83, 2, 64],
    ])
  })

  it.each([8, 9, 63, 64, 65, 67])('answers no more than the %i bytes that are asked for', (length) => {
    const chip = plugged()
    expect(answered(chip, { ...DESCRIPTOR, value: 0x0200, length })).toHaveLength(length)
    expect(answered(chip, { ...DESCRIPTOR, value: 0x0100, length: 18 })).toHaveLength(18)
  })

  it('takes its address only when the host has heard the answer', () => {
    const chip = plugged()
    const address = 0xe3
    chip.setup({ type: 0x00, request: 5, value: 7 })
    expect(chip.peek(address) & 0x80).toBe(0)
    expect(chip.receive(0)).toHaveLength(0)
    chip.run(2)
    expect(chip.peek(address)).toBe(0x87)
  })

  it('has one configuration, and says which it is in', () => {
    const chip = plugged()
    const configuration = () => answered(chip, { type: 0x80, request: 8, length: 1 })[0]
    expect(configuration()).toBe(0)
    expect(chip.tell({ type: 0x00, request: 9, value: 2 })).toBe('stall')
    expect(chip.tell({ type: 0x00, request: 9, value: 1 })).toBe('ok')
    expect(configuration()).toBe(1)
    expect(answered(chip, { type: 0x80, request: 0, length: 2 })).toEqual(Buffer.from([0, 0]))
    chip.busReset()
    expect(configuration()).toBe(0)
  })

  it('keeps the line coding that a host sets', () => {
    const chip = enumerated()
    const coding = () => answered(chip, { type: 0xa1, request: 0x21, length: 7 })
    expect(coding().toString('hex')).toBe('00c20100000008')
    expect(chip.tell({ type: 0x21, request: 0x20 }, Buffer.from('80250000020107', 'hex'))).toBe('ok')
    expect(coding().toString('hex')).toBe('80250000020107')
    expect(chip.tell({ type: 0x21, request: 0x20 }, Buffer.from('802500000201', 'hex'))).toBe('stall')
    expect(coding().toString('hex')).toBe('80250000020107')
  })

  it.each([
    ['a vendor request', { type: 0xc0, request: 1 }],
    ['a descriptor of another kind', { ...DESCRIPTOR, value: 0x0600 }],
    ['a class request that no port knows', { type: 0xa1, request: 0x99 }],
    ['to clear a feature of the device', { type: 0x00, request: 1, value: 1 }],
    ['a feature', { type: 0x00, request: 3, value: 1 }],
  ])('refuses %s, and goes on', (_name, setup) => {
    const chip = enumerated()
    expect(chip.ask({ ...setup, length: 8 })).toBe('stall')
    expect(text(chip, 3)).toBe('USB-1')
  })

  it('can be told that a halt is over', () => {
    const chip = enumerated()
    expect(chip.tell({ type: 0x02, request: 1, value: 0, index: 0x83 })).toBe('ok')
    say(chip, Buffer.from(encodeHostFrame({ kind: 'ask' })))
    expect(framesOf(chip.listen(20, TO_HOST).bytes).some(({ kind }) => kind === 'hello')).toBe(true)
  })
})

describe('the line over USB', () => {
  it('begins with a hello, one frame a packet', () => {
    const packet = enumerated().receive(TO_HOST)
    expect(String(packet)).toMatch(/^\$H 1 USB-1 till-32u4 1\.0 4 4 42 0\*[0-9A-F]{4}\n$/u)
  })

  it.each([1, 7, 64])('is read from packets of %i bytes', (size) => {
    const chip = enumerated()
    chip.listen(20, TO_HOST)
    const frames = [1, 2, 3, 4, 5, 6].map((on) => encodeHostFrame({ kind: 'lamps', on, blink: 0 }))
    chip.send(FROM_HOST, new Uint8Array(0))
    chip.run(2)
    say(chip, Buffer.from(frames.join('')), size)
    chip.run(20)
    expect(chip.lamps()).toBe(6)
  })

  it('waits with its events until a host has come', () => {
    const chip = plugged()
    for (const down of [true, false, true, false]) {
      chip.setKey(1, down)
      chip.run(60)
    }
    chip.run(5_000)
    chip.enumerate()
    const said = framesOf(chip.listen(50, TO_HOST).bytes)
    expect(said[0]).toMatchObject({ kind: 'hello' })
    const edges = said.flatMap((frame) => (frame.kind === 'edge' ? [`${frame.seq} ${frame.edge}`] : []))
    expect(edges.slice(0, 4)).toEqual(['1 down', '2 up', '3 down', '4 up'])
  })

  it('goes on after a reset of the bus, with what was not acknowledged', () => {
    const chip = enumerated()
    chip.listen(20, TO_HOST)
    chip.setKey(0, true)
    chip.run(60)
    chip.enumerate()
    say(chip, Buffer.from(encodeHostFrame({ kind: 'ask' })))
    const said = framesOf(chip.listen(30, TO_HOST).bytes)
    expect(said.some((frame) => frame.kind === 'edge' && frame.seq === 1)).toBe(true)
  })
})

describe('a host that sleeps', () => {
  const UDINT = 0xe1
  const SUSPENDED = 0x01
  const WOKEN = 0x10

  it('is not woken by what was noted before it slept', () => {
    const chip = enumerated()
    say(chip, Buffer.from(encodeHostFrame({ kind: 'lamps', on: 15, blink: 0 })))
    chip.poke(UDINT, chip.peek(UDINT) | SUSPENDED | WOKEN)
    chip.run(50)
    expect(chip.lamps()).toBe(0)
  })

  it('wakes it also by a reset of the bus, if it had slept so shortly that both are noticed at once', () => {
    const chip = enumerated()
    chip.poke(UDINT, chip.peek(UDINT) | SUSPENDED)
    chip.enumerate()
    say(chip, Buffer.from(encodeHostFrame({ kind: 'lamps', on: 15, blink: 0 })))
    expect(chip.lamps()).toBe(15)
  })

  it('gives hardly any current: the lamps are dark until it wakes', () => {
    const chip = enumerated()
    say(chip, Buffer.from(encodeHostFrame({ kind: 'lamps', on: 15, blink: 0 })))
    expect(chip.lamps()).toBe(15)
    chip.poke(UDINT, chip.peek(UDINT) | SUSPENDED)
    chip.run(10)
    expect(chip.lamps()).toBe(0)
    chip.run(100)
    chip.poke(UDINT, chip.peek(UDINT) | WOKEN)
    chip.run(10)
    expect(chip.lamps()).toBe(15)
    chip.listen(50, TO_HOST)
    say(chip, Buffer.from(encodeHostFrame({ kind: 'ask' })))
    expect(framesOf(chip.listen(20, TO_HOST).bytes).some(({ kind }) => kind === 'hello')).toBe(true)
  })
})

describe('flashing it again', () => {
  const KEY = 0x0800
  const UDCON = 0xe0
  const setSpeed = (chip: UsbChip, baud: number) => {
    const coding = Buffer.from('00000000000008', 'hex')
    coding.writeUInt32LE(baud, 0)
    return chip.tell({ type: 0x21, request: 0x20 }, coding)
  }
  const setDtr = (chip: UsbChip, on: boolean) => chip.tell({ type: 0x21, request: 0x22, value: on ? 3 : 0 })

  it('works as with every Leonardo: its port closed at 1200 baud leads to the bootloader', () => {
    const chip = enumerated()
    expect(setSpeed(chip, 1_200)).toBe('ok')
    expect(setDtr(chip, true)).toBe('ok')
    chip.run(100)
    expect(chip.peek(UDCON) & 1).toBe(0)
    expect(setDtr(chip, false)).toBe('ok')
    chip.run(80)
    expect(chip.peek(UDCON) & 1).toBe(1)
    expect(chip.peek(KEY) | (chip.peek(KEY + 1) << 8)).toBe(0x7777)
  })

  it('is not asked for by a port that is closed at any other speed', () => {
    const chip = enumerated()
    setSpeed(chip, 115_200)
    setDtr(chip, true)
    setDtr(chip, false)
    chip.run(200)
    expect(chip.peek(UDCON) & 1).toBe(0)
  })
})

function makeRig(): BoxRig {
  const chip = enumerated()
  let said = ''
  let lit = 0
  return {
    queue: 16,
    latency: 40,
    advance: (ms) => {
      const heard = chip.listen(ms, TO_HOST)
      said += heard.bytes.toString('latin1')
      lit = heard.lamps
    },
    down: (button) => chip.setKey(button, true),
    up: (button) => chip.setKey(button, false),
    reset: () => {
      chip.restart()
      chip.run(START)
      chip.enumerate()
    },
    send: (line) => say(chip, Buffer.from(line, 'latin1')),
    said: () => {
      const frames = framesOf(Buffer.from(said, 'latin1'))
      said = ''
      return frames
    },
    lamps: () => lit,
  }
}

describeBox('the firmware in an ATmega32U4', makeRig)
