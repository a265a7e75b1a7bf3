import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { PRODUCTS, XKeys } from 'xkeys'
import type { HidInfo } from '../../../firmware-bridge/sources/hid/hid-info.ts'
import type { PanelKey } from '../../../firmware-bridge/sources/panel/panel.ts'
import { X_KEYS_PANELS } from '../../../firmware-bridge/sources/panel/xkeys.ts'
import {
  keyOrder,
  panelOfXKeys,
  X_KEYS_HUB,
  type XKeysProduct,
} from '../../../firmware-bridge/sources/panel/xkeys-device.ts'
import { rest } from './hid-table.ts'
import { panelTable, pressKey, told } from './panel-table.ts'

const KEYS: readonly PanelKey[] = [1, 2, 3, 4].map((index) => ({ index, width: 0, height: 0 }))
const PANEL: HidInfo = {
  path: '/dev/hidraw6',
  vendorId: 0x05f3,
  productId: 0x0405,
  usages: [{ page: 0x0c, usage: 1 }],
  place: 'pci-0000:00:14.0-usb-0:6',
}

const [DARK, LIT, WARNING] = ['00', '01', '02']

async function withPanel() {
  const all = panelTable(X_KEYS_PANELS, PANEL, KEYS, { tills: [1, 2, 3] })
  const panel = all.plug()
  await all.start()
  await all.opened(panel)
  await rest()
  return { ...all, panel }
}

describe('an X-keys panel', () => {
  it('has a till on each key, lit while it is open', async () => {
    const { panel, desks, host } = await withPanel()
    expect([...told(panel)]).toEqual([
      [1, LIT],
      [2, LIT],
      [3, LIT],
      [4, DARK],
    ])
    desks.show(2, 'off')
    await rest()
    expect(told(panel).get(2)).toBe(DARK)
    for (const key of [3, 4, 1]) pressKey(panel, key)
    expect(host.presses).toEqual([3, 1].map((cashier) => ({ action: 'call', cashier })))
  })

  it.each([
    ['slow', 1_000, LIT],
    ['fast', 200, LIT],
    ['double', 100, WARNING],
  ] as const)('shows the lamp %s by lights of %i ms', async (lamp, step, light) => {
    const { panel, desks, clock } = await withPanel()
    clock.advance(-clock.now() % 2_000)
    desks.show(1, lamp)
    await rest()
    const seen: (string | undefined)[] = []
    for (let time = 0; time < 4; time++) {
      seen.push(told(panel).get(1))
      clock.advance(step)
      await rest()
    }
    expect(seen).toEqual([light, DARK, light, DARK])
  })
})

/** The panel at the hardware's edge: the library's own class runs on these reports. */
class PanelHardware extends EventEmitter {
  readonly written: number[][] = []
  closed = 0
  held = 0
  fault: Error | undefined

  write(data: number[]): void {
    if (this.fault) this.emit('error', this.fault)
    this.written.push(data)
    if (data[1] === 214) queueMicrotask(() => this.emit('data', this.#report([7, 214, 0, 0, 0, 0, 0, 0, 0, 0, 33])))
    if (data[1] === 177) queueMicrotask(() => this.keys(this.held, 2))
  }

  /** The first column's keys as bits; `flag` 2: it was asked for. */
  keys(column: number, flag = 0): void {
    this.held = column
    this.emit('data', this.#report([7, flag, column]))
  }

  async flush(): Promise<void> {
    if (this.fault) throw this.fault
  }

  async close(): Promise<void> {
    this.closed++
  }

  #report(bytes: readonly number[]): Buffer {
    const report = Buffer.alloc(32)
    report.set(bytes)
    return report
  }
}

async function opened(held = 0) {
  const hardware = new PanelHardware()
  hardware.held = held
  const about = { product: 'XK-24', vendorId: PANEL.vendorId, productId: PANEL.productId, interface: 0 }
  const xkeys = new XKeys(hardware, about, PANEL.path)
  await xkeys.init()
  const said: string[] = []
  const gone: string[] = []
  const panel = panelOfXKeys(xkeys, product('XK-24'), {
    data: (chunk) => void said.push(chunk.toString('hex')),
    gone: (why) => void gone.push(why),
  })
  return { hardware, panel, said, gone }
}

function product(name: string): XKeysProduct {
  const found = Object.values(PRODUCTS).find((one) => one.name === name)
  if (!found) throw new Error(`the library knows no ${name}`)
  return found
}

/** The commands that were written, without the padding. */
function commands({ written }: PanelHardware): string[] {
  return written.map((data) => data.slice(1, 5).join(' '))
}

describe("the library's panel as a device", () => {
  it('is dark at first, and tells its model, firmware and keys', async () => {
    const { hardware, panel } = await opened()
    expect(commands(hardware).slice(-2)).toEqual(['182 0 0 0', '182 1 0 0'])
    expect(panel).toMatchObject({ model: 'XK-24', firmware: '33' })
    expect(panel.keys.slice(0, 5).map(({ index }) => index)).toEqual([1, 7, 13, 19, 2])
  })

  it('tells the edges of its keys, and none of a key that is down when it is opened', async () => {
    const { hardware, said } = await opened(0b100)
    hardware.keys(0b101)
    hardware.keys(0b100)
    hardware.keys(0)
    expect(said).toEqual(['0101', '0100', '0300'])
  })

  it('lights a key blue, and red for a warning', async () => {
    const { hardware, panel } = await opened()
    hardware.written.length = 0
    for (const light of [1, 2, 0]) await panel.device.write(Uint8Array.of(9, light))
    expect(commands(hardware)).toEqual([
      '181 10 1 1',
      '181 42 0 1',
      '181 10 0 1',
      '181 42 1 1',
      '181 10 0 1',
      '181 42 0 1',
    ])
  })

  it('is gone when it says an error, or that it cannot be read', async () => {
    const [writing, reading] = [await opened(), await opened()]
    writing.hardware.emit('error', new Error('Cannot write to hid device'))
    expect(writing.gone).toEqual(['Cannot write to hid device'])
    reading.hardware.emit('error', 'could not read from HID device')
    await rest()
    expect(reading.gone).toEqual(['could not read from HID device'])
    await expect(reading.panel.device.write(Uint8Array.of(1, 1))).rejects.toThrow('disconnected')
    await reading.panel.device.close()
  })

  it('is darkened and closed, also when it is gone', async () => {
    const [there, vanished] = [await opened(), await opened()]
    there.hardware.written.length = 0
    vanished.hardware.fault = new Error('Cannot write to hid device')
    await Promise.all([there.panel.device.close(), vanished.panel.device.close()])
    expect(commands(there.hardware)).toEqual(['182 0 0 0', '182 1 0 0'])
    expect([there.hardware.closed, vanished.hardware.closed]).toEqual([1, 1])
  })
})

describe('the order of the keys', () => {
  it('is row by row, where the library counts down the columns', () => {
    expect(keyOrder(product('XK-24'))).toEqual([
      1, 7, 13, 19, 2, 8, 14, 20, 3, 9, 15, 21, 4, 10, 16, 22, 5, 11, 17, 23, 6, 12, 18, 24,
    ])
  })

  it('is from left to right on a stick, whose wiring goes otherwise', () => {
    expect(keyOrder(product('XK-8 Stick'))).toEqual([1, 3, 5, 7, 2, 4, 6, 8])
  })

  it('has each key once, and none that is no key', () => {
    for (const known of Object.values(PRODUCTS)) {
      const order = keyOrder(known)
      expect(new Set(order).size).toBe(order.length)
      for (const key of known.disableButtons ?? []) expect(order).not.toContain(key)
    }
  })
})

describe('the real library', () => {
  it('can be loaded here, and lists the devices of this machine', async () => {
    await expect(X_KEYS_HUB.list()).resolves.toBeInstanceOf(Array)
  })

  it('rejects a panel that is not there', async () => {
    const ears = { data: () => undefined, gone: () => undefined }
    await expect(X_KEYS_HUB.open('/dev/hidraw-is-not-there')(ears)).rejects.toThrow('cannot open device')
  })
})
