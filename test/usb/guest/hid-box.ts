/**
 * A button box as a HID of the vendor's own page, as our firmware (hid_box.c, usb_hid.c) is one: numbered reports of its
 * buttons out, the state again each second, lamp masks in.
 */
import { HidDevice } from './hid-device.ts'
import type { LampMasks } from './lamp.ts'

const USB = { vendor: '1209', product: '0002', manufacturer: 'CashierQ', name: 'CashierQ box' }
const INPUT_BYTES = 8
/** Page 0xFF00, eight bytes in, four bytes out. */
const DESCRIPTOR = Buffer.from('0600ff0901a1010902150026ff00750895088102090395049102c0', 'hex')
const HEARTBEAT = 1_000

export class HidBox {
  readonly #device: HidDevice
  /** Since it was plugged in. */
  readonly told: LampMasks[] = []
  #boot = 0
  #seq = 0
  #bitmap = 0
  #beating: NodeJS.Timeout | undefined

  constructor(serial: string) {
    this.#device = new HidDevice(
      { ...USB, serial },
      { descriptor: DESCRIPTOR, inputBytes: INPUT_BYTES, bootKeyboard: false },
      (masks) => void this.told.push({ on: masks.readUInt16LE(0), blink: masks.readUInt16LE(2) }),
    )
  }

  async plug(port: number): Promise<void> {
    this.#boot++
    this.#seq = this.#bitmap = 0
    this.told.length = 0
    await this.#device.plug(port)
    this.#device.offer(this.#state())
    this.#beating = setInterval(() => this.#device.offer(this.#state()), HEARTBEAT)
  }

  async unplug(): Promise<void> {
    clearInterval(this.#beating)
    await this.#device.unplug()
  }

  async press(button = 0): Promise<void> {
    await this.#turn(this.#bitmap | (1 << button))
    await this.#turn(this.#bitmap & ~(1 << button))
  }

  async #turn(bitmap: number): Promise<void> {
    this.#bitmap = bitmap
    this.#seq++
    await this.#device.send(this.#state())
  }

  #state(): Buffer {
    const report = Buffer.alloc(INPUT_BYTES)
    for (const [index, value] of [this.#seq, this.#boot, this.#bitmap].entries()) report.writeUInt16LE(value, index * 2)
    return report
  }
}
