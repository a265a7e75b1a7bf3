/** The real HID firmware in a simulated chip, read by the HID source: only the USB host between them is a stand-in. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { openHidSource } from '../../firmware-bridge/sources/hid/hid.ts'
import { SILENT } from '../../platform/logger.ts'
import { HandHub, OWN_BOX, type PluggedDevice, rest } from '../firmware-bridge/hid/hid-table.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { firmwareHex } from '../helpers/firmware.ts'
import { HandHost } from '../helpers/hand-host.ts'
import { UsbChip } from '../helpers/usb-chip.ts'

const TO_HOST = 1
const FROM_HOST = 2
/** How often the host asks for reports and brings its own, ms. */
const FRAME = 5
const REPORT = 8

const HEX = firmwareHex('box-32u4-hid')
const BOX = { ...OWN_BOX, serial: 'USB-1' }

/** The chip on its cable, and the source that reads it; time goes on in both at once. */
class Desk {
  readonly chip = new UsbChip(HEX)
  readonly clock = new FakeTimersClock()
  readonly hub = new HandHub()
  readonly host = new HandHost()
  readonly source = openHidSource({ address: 'auto', cashier: 3 }, { clock: this.clock, lines: SILENT, hub: this.hub })
  readonly #device: PluggedDevice
  #brought = 0

  constructor() {
    this.#device = this.hub.plug(BOX)
    this.chip.run(40)
    this.chip.enumerate()
  }

  static async open(): Promise<Desk> {
    const desk = new Desk()
    onTestFinished(async () => {
      await desk.source.stop()
      desk.chip.close()
    })
    await desk.source.start(desk.host)
    await desk.pass(1_200)
    return desk
  }

  /** While nobody has opened the device, the system asks it for nothing. */
  async pass(ms: number): Promise<void> {
    for (let time = 0; time < ms; time += FRAME) {
      if (this.#device.isOpen) this.#exchange()
      else this.chip.run(FRAME)
      this.clock.advance(FRAME)
      await rest()
    }
  }

  /** A finger, whose key bounces for 3 ms each time. */
  async press(button: number, ms = 80): Promise<void> {
    this.#bounce(button, true)
    await this.pass(ms)
    this.#bounce(button, false)
    await this.pass(60)
  }

  fail(): void {
    this.#device.fail('could not read from HID device')
  }

  #bounce(button: number, down: boolean): void {
    for (const level of [down, !down, down]) {
      this.chip.setKey(button, level)
      this.chip.run(1)
    }
  }

  #exchange(): void {
    for (; this.#brought < this.#device.written.length; this.#brought++) {
      // hidapi's leading 0 does not go over the wire.
      this.chip.send(FROM_HOST, Buffer.from(this.#device.written[this.#brought]?.slice(2) ?? '', 'hex'))
    }
    const { bytes } = this.chip.listen(FRAME, TO_HOST)
    for (let at = 0; at < bytes.length; at += REPORT) this.#device.say(bytes.subarray(at, at + REPORT))
  }
}

describe('the HID box, read by the bridge', () => {
  it('brings each press once and in order, whatever its keys bounce', async () => {
    const desk = await Desk.open()
    const wanted: string[] = []
    for (let time = 0; time < 30; time++) {
      const button = time % 3 === 2 ? 1 : 0
      await desk.press(button)
      wanted.push(button === 0 ? 'call' : 'help')
    }
    expect(desk.host.presses.map(({ action }) => action)).toEqual(wanted)
    expect(desk.source.boxes()[0]?.counts).toMatchObject({ presses: 30, missed: 0, lost: 0, discardedBytes: 0 })
  })

  it('tells a long press from a short one', async () => {
    const desk = await Desk.open()
    await desk.press(0, 1_700)
    await desk.press(0, 1_300)
    expect(desk.host.presses.map(({ action }) => action)).toEqual(['toggle', 'call'])
  })

  it('shows what became of the press, and flashes when nobody listens', async () => {
    const desk = await Desk.open()
    const patternOf = async () => {
      let lit = ''
      for (let time = 0; time < 2_000; time += 100) {
        await desk.pass(100)
        lit += desk.chip.lamps() & 1
      }
      return lit
    }
    expect(new Set(await patternOf())).toEqual(new Set('1'))
    desk.host.desks.show(3, 'off')
    await desk.pass(50)
    expect(new Set(await patternOf())).toEqual(new Set('0'))
    desk.host.desks.show(3, 'slow')
    await desk.pass(50)
    expect((await patternOf()).match(/01|10/gu)?.length).toBeLessThanOrEqual(2)
    desk.host.desks.show(3, 'fast')
    await desk.pass(50)
    expect((await patternOf()).match(/01|10/gu)?.length).toBeGreaterThanOrEqual(4)
  })

  it('is heard on from where it was when the device was lost for a moment, with what it has kept', async () => {
    const desk = await Desk.open()
    await desk.press(0)
    desk.fail()
    for (let time = 0; time < 3; time++) await desk.press(0)
    expect(desk.host.presses).toHaveLength(1)
    await desk.pass(2_000)
    expect(desk.host.presses).toHaveLength(4)
    expect(desk.source.boxes()[0]?.counts).toMatchObject({ missed: 0, lost: 0 })
  })

  it('calls nobody with a key that is stuck while it starts', async () => {
    const desk = await Desk.open()
    desk.chip.setKey(0, true)
    desk.chip.restart()
    desk.chip.run(40)
    desk.chip.enumerate()
    await desk.pass(3_000)
    desk.chip.setKey(0, false)
    await desk.pass(1_200)
    expect(desk.host.presses).toEqual([])
    await desk.press(0)
    expect(desk.host.presses).toHaveLength(1)
  })
})
