import {
  DEVICE_MODELS,
  DeviceModelId,
  type HIDDevice,
  type HIDDeviceEvents,
  type StreamDeck,
} from '@elgato-stream-deck/core'
import { encodeJPEG } from '@elgato-stream-deck/node-lib'
import { EventEmitter } from 'eventemitter3'
import { describe, expect, it } from 'vitest'
import type { HidInfo } from '../../../firmware-bridge/sources/hid/hid-info.ts'
import type { PanelKey } from '../../../firmware-bridge/sources/panel/panel.ts'
import { STREAM_DECK_PANELS } from '../../../firmware-bridge/sources/panel/streamdeck.ts'
import { panelOfDeck, STREAM_DECK_HUB } from '../../../firmware-bridge/sources/panel/streamdeck-device.ts'
import { drawKey, type KeyState } from '../../../firmware-bridge/sources/panel/streamdeck-key.ts'
import { defaultTill } from '../../../protocol/settings.ts'
import { rest } from './hid-table.ts'
import { keyDown, keyUp, type PanelTable, panelTable, pressKey, told } from './panel-table.ts'

const SIZE = { width: 24, height: 24 }
const KEYS: readonly PanelKey[] = [0, 1, 2, 3, 4, 5].map((index) => ({ index, ...SIZE }))
const DECK: HidInfo = {
  path: '/dev/hidraw3',
  vendorId: 0x0fd9,
  productId: 0x0063,
  product: 'Stream Deck Mini',
  usages: [],
  serial: 'BL12',
  place: 'pci-0000:00:14.0-usb-0:4',
}

/** A table with a deck of six keys, which is read. */
async function withDeck(more: PanelTable = {}) {
  const all = panelTable(STREAM_DECK_PANELS, DECK, KEYS, more)
  const deck = all.plug()
  await all.start()
  await all.opened(deck)
  await rest()
  return { ...all, deck }
}

/** The picture of a till, as it is told to a key. */
function picture(till: number, state: KeyState = { kind: 'idle' }, help = false): string {
  return Buffer.from(drawKey(SIZE, { till: defaultTill(till), state, help })).toString('hex')
}

const DARK = Buffer.from(drawKey(SIZE, undefined)).toString('hex')

describe('a Stream Deck', () => {
  it('has a till on each key, in the order of the store', async () => {
    const { deck, host } = await withDeck({ tills: [4, 2, 9] })
    expect([...told(deck)]).toEqual([
      [0, picture(4)],
      [1, picture(2)],
      [2, picture(9)],
      [3, DARK],
      [4, DARK],
      [5, DARK],
    ])
    for (const key of [1, 0, 2, 5]) pressKey(deck, key)
    expect(host.presses).toEqual([2, 4, 9].map((cashier) => ({ action: 'call', cashier })))
  })

  it('begins with the till that the source names', async () => {
    const { deck, host } = await withDeck({ cashier: 4 })
    expect(told(deck).get(0)).toBe(picture(4))
    pressKey(deck, 1)
    expect(host.presses).toEqual([{ action: 'call', cashier: 5 }])
  })

  it('is dark where the store has no such till', async () => {
    const { deck, host } = await withDeck({ cashier: 77 })
    expect(new Set(told(deck).values())).toEqual(new Set([DARK]))
    pressKey(deck, 0)
    expect(host.presses).toEqual([])
  })

  it('closes or opens a till with a long press', async () => {
    const { deck, host, clock } = await withDeck()
    keyDown(deck, 2)
    clock.advance(1_500)
    keyUp(deck, 2)
    expect(host.presses).toEqual([{ action: 'toggle', cashier: 3 }])
  })

  it('takes two keys that are pressed together for two presses', async () => {
    const { deck, host } = await withDeck()
    keyDown(deck, 0)
    keyDown(deck, 1)
    keyUp(deck, 0)
    keyUp(deck, 1)
    expect(host.presses).toEqual([1, 2].map((cashier) => ({ action: 'call', cashier })))
  })

  it('draws a key anew when its till has changed, and no other', async () => {
    const { deck, desks } = await withDeck()
    const drawn = deck.written.length
    desks.say(3, { kind: 'waiting', behind: 2, offset: 1 })
    await rest()
    desks.say(3, { kind: 'shown', until: 0, offset: 1 })
    await rest()
    desks.say(3, { kind: 'shown', until: 9, offset: 1 })
    await rest()
    const pictures = deck.written.slice(drawn)
    expect(pictures).toEqual([`02${picture(3, { kind: 'waiting', behind: 2 })}`, `02${picture(3, { kind: 'shown' })}`])
  })

  it('draws what the lamp tells of a failure, and a call for help', async () => {
    const { deck, desks } = await withDeck()
    desks.show(1, 'double')
    desks.wantHelp(2)
    await rest()
    expect(told(deck).get(0)).toBe(picture(1, { kind: 'failed' }))
    expect(told(deck).get(1)).toBe(picture(2, { kind: 'idle' }, true))
  })

  it('draws every key again after it was unplugged', async () => {
    const { deck, hub, plug, look, desks, source } = await withDeck()
    hub.pull(deck)
    await look()
    desks.say(1, { kind: 'closed' })
    const again = plug({ path: '/dev/hidraw9', plugging: '0003:0FD9:0063.0004' })
    await look()
    expect(told(again).get(0)).toBe(picture(1, { kind: 'closed' }))
    expect(told(again).size).toBe(6)
    expect(source.boxes()).toMatchObject([
      { names: ['hid:0fd9:0063:BL12', 'at:pci-0000:00:14.0-usb-0:4'], device: '/dev/hidraw9', firmware: '1.2' },
    ])
  })

  it('that a source names by its serial number is the only one that is read', async () => {
    const { source, plug, opened, start } = panelTable(STREAM_DECK_PANELS, DECK, KEYS, { address: 'CD34' })
    const [other, named] = [plug(), plug({ path: '/dev/hidraw4', serial: 'CD34' })]
    await start()
    await opened(named)
    expect(other.opened).toBe(0)
    expect(source.address).toBe('CD34')
  })

  it('leaves nothing behind when it is stopped', async () => {
    const { source, clock, desks, deck } = await withDeck()
    keyDown(deck, 0)
    await source.stop()
    expect([clock.pending, desks.listeners, deck.closed]).toEqual([0, 0, 1])
  })
})

/** A Stream Deck at the hardware's edge: its library's own classes run on these reports. */
class DeckHardware extends EventEmitter<HIDDeviceEvents> implements HIDDevice {
  readonly reports: Uint8Array[] = []
  readonly features: Uint8Array[] = []
  closed = 0
  fault: Error | undefined

  async close(): Promise<void> {
    this.closed++
  }

  async sendFeatureReport(data: Uint8Array): Promise<void> {
    if (this.fault) throw this.fault
    this.features.push(data)
  }

  async getFeatureReport(_: number, length: number): Promise<Uint8Array> {
    const answer = Buffer.alloc(length)
    answer.set([0, 12])
    answer.write('1.0.170133', 5)
    return answer
  }

  async sendReports(reports: Uint8Array[]): Promise<void> {
    if (this.fault) throw this.fault
    this.reports.push(...reports)
  }

  async getDeviceInfo() {
    return { path: DECK.path, vendorId: DECK.vendorId, productId: DECK.productId }
  }

  async getChildDeviceInfo() {
    return null
  }
}

async function opened(model: DeviceModelId) {
  const hardware = new DeckHardware()
  const said: string[] = []
  const gone: string[] = []
  const panel = await panelOfDeck(await deckOf(model, hardware), {
    data: (chunk) => void said.push(chunk.toString('hex')),
    gone: (why) => void gone.push(why),
  })
  return { hardware, said, gone, panel }
}

async function deckOf(model: DeviceModelId, hardware: HIDDevice): Promise<StreamDeck> {
  const found = DEVICE_MODELS.find(({ id }) => id === model)
  if (!found) throw new Error(`the library knows no ${model}`)
  const options = {
    encodeJPEG: (buffer: Uint8Array, width: number, height: number) => encodeJPEG(buffer, width, height, undefined),
  }
  return found.factory(hardware, options)
}

/** The states of the fifteen keys of the first model, whose rows go from right to left. */
function keys(...down: readonly number[]): Uint8Array {
  const states = new Uint8Array(15)
  for (const key of down) states[Math.floor(key / 5) * 5 + 4 - (key % 5)] = 1
  return states
}

describe("the library's deck as a device", () => {
  it('is cleared and made bright when it is opened, and tells its model, firmware and keys', async () => {
    const { hardware, panel } = await opened(DeviceModelId.ORIGINAL)
    expect(hardware.features.map((report) => Buffer.from(report).toString('hex').slice(0, 12))).toEqual([
      '0555aad10146',
    ])
    expect(panel).toMatchObject({ model: 'Stream Deck', firmware: '1.0.170133' })
    expect(panel.keys).toHaveLength(15)
    expect(panel.keys[14]).toEqual({ index: 14, width: 72, height: 72 })
  })

  it.each([
    [DeviceModelId.XL, 32, 96],
    [DeviceModelId.PLUS, 8, 120],
    [DeviceModelId.MINI, 6, 80],
  ])('of the model %s has %i keys of %i pixels', async (model, count, width) => {
    const { panel } = await opened(model)
    expect(panel.keys.map((key) => key.width)).toEqual(Array.from({ length: count }, () => width))
  })

  it('has keys without a picture too', async () => {
    const [neo, pedal] = [await opened(DeviceModelId.NEO), await opened(DeviceModelId.PEDAL)]
    expect(neo.panel.keys.map(({ width }) => width)).toEqual([96, 96, 96, 96, 96, 96, 96, 96, 0, 0])
    expect(pedal.panel.keys.map(({ width }) => width)).toEqual([0, 0, 0])
  })

  it('tells the edges of its keys', async () => {
    const { hardware, said } = await opened(DeviceModelId.ORIGINAL)
    hardware.emit('input', keys(3))
    await rest()
    hardware.emit('input', keys(3, 14))
    hardware.emit('input', keys(14))
    hardware.emit('input', keys())
    expect(said).toEqual(['0301', '0e01', '0300', '0e00'])
  })

  it('tells of no key that was down together with others in the first report: one of them may be stuck', async () => {
    const { hardware, said } = await opened(DeviceModelId.ORIGINAL)
    hardware.emit('input', keys(0, 3))
    await rest()
    expect(said).toEqual([])
    hardware.emit('input', keys(0))
    hardware.emit('input', keys(0, 3))
    expect(said).toEqual(['0300', '0301'])
  })

  it('brings the picture to the key as it was drawn', async () => {
    const { hardware, panel } = await opened(DeviceModelId.ORIGINAL)
    hardware.reports.length = 0
    const drawn = drawKey({ width: 72, height: 72 }, { till: defaultTill(3), state: { kind: 'shown' }, help: false })
    await panel.device.write(Buffer.concat([Buffer.of(1), drawn]))
    expect(pixelsOf(hardware.reports)).toEqual(Buffer.from(drawn))
  })

  it('takes pictures of a model that wants them as JPEG', async () => {
    const { hardware, panel } = await opened(DeviceModelId.XL)
    hardware.reports.length = 0
    const drawn = drawKey({ width: 96, height: 96 }, { till: defaultTill(3), state: { kind: 'idle' }, help: false })
    await panel.device.write(Buffer.concat([Buffer.of(31), drawn]))
    const [first] = hardware.reports
    expect(Buffer.from(first ?? []).toString('hex')).toMatch(/^02071f0[01]....0000ffd8ff/u)
  })

  it('is gone when it says an error, and rejects what is written then', async () => {
    const { hardware, panel, gone } = await opened(DeviceModelId.ORIGINAL)
    hardware.emit('error', 'could not read from HID device')
    expect(gone).toEqual(['could not read from HID device'])
    hardware.fault = new Error('Cannot write to hid device')
    await expect(panel.device.write(new Uint8Array(1 + 72 * 72 * 3))).rejects.toThrow('Cannot write to hid device')
  })

  it('is darkened and closed, also when it is gone', async () => {
    const [there, vanished] = [await opened(DeviceModelId.MINI), await opened(DeviceModelId.MINI)]
    const before = there.hardware.reports.length
    vanished.hardware.fault = new Error('Cannot write to hid device')
    await Promise.all([there.panel.device.close(), vanished.panel.device.close()])
    expect(there.hardware.reports.length).toBeGreaterThan(before)
    expect([there.hardware.closed, vanished.hardware.closed]).toEqual([1, 1])
  })

  it('is closed if it cannot be made ready', async () => {
    const hardware = new DeckHardware()
    hardware.fault = new Error('Cannot write to hid device')
    const deck = await deckOf(DeviceModelId.MINI, hardware)
    await expect(panelOfDeck(deck, { data: () => undefined, gone: () => undefined })).rejects.toThrow('Cannot write')
    expect(hardware.closed).toBe(1)
  })
})

describe('the real library', () => {
  it('can be loaded here, and lists the devices of this machine', async () => {
    await expect(STREAM_DECK_HUB.list()).resolves.toBeInstanceOf(Array)
  })

  it('rejects a deck that is not there', async () => {
    const ears = { data: () => undefined, gone: () => undefined }
    await expect(STREAM_DECK_HUB.open('/dev/hidraw-is-not-there')(ears)).rejects.toThrow('cannot open device')
  })
})

/** The pixels of a bitmap in two reports of the first model: each has a header and one half; columns mirrored, BGR. */
function pixelsOf(reports: readonly Uint8Array[]): Buffer {
  const half = (54 + 72 * 72 * 3) / 2
  const file = Buffer.concat(reports.map((report) => report.subarray(16, 16 + half)))
  const body = file.subarray(54)
  const pixels = Buffer.alloc(body.length)
  for (let y = 0; y < 72; y++) {
    for (let x = 0; x < 72; x++) {
      const from = (y * 72 + 71 - x) * 3
      pixels.set([body[from + 2] ?? 0, body[from + 1] ?? 0, body[from] ?? 0], (y * 72 + x) * 3)
    }
  }
  return pixels
}
