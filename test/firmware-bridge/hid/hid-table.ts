/**
 * A table with a USB hub on it: the test plugs devices in, lets them report, fails them and pulls them out.
 *
 * How to extend: a device is a `HidInfo` with a place; `say` sends a report, `fault` decides about the next writes and
 * openings. `table()` has a source, a clock and the bridge as a source sees it (test/helpers/hand-host.ts).
 */
import { onTestFinished } from 'vitest'
import type { Device, DeviceEars, OpenDevice } from '../../../firmware-bridge/sources/device/device.ts'
import { type HidHub, openHidSource } from '../../../firmware-bridge/sources/hid/hid.ts'
import type { HidInfo } from '../../../firmware-bridge/sources/hid/hid-info.ts'
import type { HidSource } from '../../../firmware-bridge/sources/hid/hid-source.ts'
import type { SourceTools } from '../../../firmware-bridge/sources/source.ts'
import { listen, until } from '../../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { HandHost } from '../../helpers/hand-host.ts'

export const PLACE = 'pci-0000:00:14.0-usb-0:2'

export const OWN_BOX: HidInfo = {
  path: '/dev/hidraw0',
  vendorId: 0x1209,
  productId: 0x0002,
  product: 'CashierQ box',
  usages: [{ page: 0xff00, usage: 1 }],
  serial: 'A1',
  place: PLACE,
  plugging: '0003:1209:0002.0001',
}

export const PAD: HidInfo = {
  path: '/dev/hidraw5',
  vendorId: 0x04d9,
  productId: 0x1203,
  product: 'USB Keypad',
  usages: [{ page: 1, usage: 6 }],
  place: 'pci-0000:00:14.0-usb-0:5',
}

/** The report of an own box. */
export function boxReport(seq: number, bitmap: number, boot = 1, lost = 0): Buffer {
  const report = Buffer.alloc(8)
  report.writeUInt16LE(seq & 0xffff, 0)
  report.writeUInt16LE(boot, 2)
  report.writeUInt16LE(bitmap, 4)
  report.writeUInt16LE(lost, 6)
  return report
}

/** A keyboard's boot report with these keys down. */
export function padReport(...keys: number[]): Buffer {
  return Buffer.from([0, 0, ...keys, 0, 0, 0, 0, 0, 0].slice(0, 8))
}

export type Fault = 'none' | 'denied' | 'write_fails' | 'write_hangs' | 'close_hangs'

export class PluggedDevice {
  readonly info: HidInfo
  fault: Fault = 'none'
  /** Its driver still tells reports after it was closed. */
  keepTalking = false
  readonly written: string[] = []
  opened = 0
  closed = 0
  #ears: DeviceEars | undefined
  /** Ends the closings that hang. */
  release: () => void = () => undefined
  readonly #release = new Promise<void>((resolve) => {
    this.release = resolve
  })

  constructor(info: HidInfo) {
    this.info = info
  }

  get isOpen(): boolean {
    return this.#ears !== undefined
  }

  say(report: Uint8Array): void {
    this.#ears?.data(Buffer.from(report))
  }

  /** The driver says that it cannot read any more. */
  fail(reason: string): void {
    this.#ears?.gone(reason)
  }

  readonly open: OpenDevice = async (ears) => {
    if (this.fault === 'denied') throw new Error(`cannot open device with path ${this.info.path}`)
    this.#ears = ears
    this.opened++
    return this.#device(ears)
  }

  #device(ears: DeviceEars): Device {
    return {
      write: (chunk) => {
        if (this.fault === 'write_fails') return Promise.reject(new Error('Cannot write to hid device'))
        if (this.fault === 'write_hangs') return new Promise(() => undefined)
        this.written.push(Buffer.from(chunk).toString('hex'))
        return Promise.resolve()
      },
      close: () => {
        this.closed++
        if (this.#ears === ears && !this.keepTalking) this.#ears = undefined
        return this.fault === 'close_hangs' ? this.#release : Promise.resolve()
      },
    }
  }
}

export class HandHub implements HidHub {
  readonly devices: PluggedDevice[] = []
  looked = 0

  plug(info: HidInfo): PluggedDevice {
    const device = new PluggedDevice(info)
    this.devices.push(device)
    return device
  }

  /** The device vanishes without a word. */
  pull(device: PluggedDevice): void {
    this.devices.splice(this.devices.indexOf(device), 1)
  }

  async list(): Promise<readonly HidInfo[]> {
    this.looked++
    return this.devices.map(({ info }) => info)
  }

  open(path: string): OpenDevice {
    return (ears) => {
      const device = this.devices.find(({ info }) => info.path === path)
      return device ? device.open(ears) : Promise.reject(new Error('no such device'))
    }
  }
}

/** A source `hid:ADDRESS` that reads what is plugged into the hub. Stopped when the test is over. */
export function table(address: string, more: { readonly cashier?: number; readonly tap?: SourceTools['tap'] } = {}) {
  const clock = new FakeTimersClock()
  const hub = new HandHub()
  const host = new HandHost()
  const { lines, said } = listen()
  const { cashier, tap } = more
  const tools = { clock, lines, hub, ...(tap && { tap }) }
  const source = openHidSource({ address, ...(cashier !== undefined && { cashier }) }, tools)
  onTestFinished(() => source.stop())
  return { clock, hub, host, said, source, ...hands(source, clock, hub), tills: () => tillsOf(host) }
}

/** What a test does with a source of devices. */
export function hands(source: HidSource, clock: FakeTimersClock, hub: { readonly looked: number }) {
  const settle = (condition: () => boolean) => until(condition)
  return {
    /** Until the machine was looked at once more, and what that started has come to rest. */
    async look(): Promise<void> {
      await rest()
      const before = hub.looked
      clock.advance(1_000)
      await settle(() => hub.looked > before && clock.pending > 0)
      await rest()
    },
    /** Time goes by, and what it starts comes to rest in between. */
    async pass(ms: number): Promise<void> {
      for (let gone = 0; gone < ms; gone += 500) {
        clock.advance(500)
        await rest()
      }
    },
    opened: (device: { readonly isOpen: boolean }) => settle(() => device.isOpen && source.status().kind === 'open'),
    settle,
  }
}

/** Lets promises that can go on do so. */
export async function rest(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}

function tillsOf({ presses }: HandHost): (number | undefined)[] {
  return presses.map(({ cashier }) => cashier)
}
