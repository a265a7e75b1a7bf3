/** A button box as a HID of the vendor's own page: numbered reports of its buttons out, lamp masks in. */
import { HidDevice } from './hid-device.ts'

const USB = { vendor: '16c0', product: '05df', manufacturer: 'CashierQ', name: 'CashierQ box' }
const INPUT_BYTES = 8
/** The descriptor of docs/hid.md: page 0xFF00, eight bytes in, two bytes out. */
const DESCRIPTOR = Buffer.from('0600ff0901a101150026ff007508950809018102950209029102c0', 'hex')

export type LampMasks = { readonly on: number; readonly blink: number }

export class HidBox {
  readonly device: HidDevice
  /** The lamp masks that it was told since it was plugged in. */
  readonly heard: LampMasks[] = []
  #boot = 0
  #seq = 0
  #bitmap = 0

  constructor(serial: string) {
    this.device = new HidDevice(
      { ...USB, serial },
      { descriptor: DESCRIPTOR, inputBytes: INPUT_BYTES, bootKeyboard: false },
      ([on = 0, blink = 0]) => void this.heard.push({ on, blink }),
    )
  }

  async plug(port: number): Promise<void> {
    this.#boot++
    this.#seq = this.#bitmap = 0
    this.heard.length = 0
    await this.device.plug(port)
  }

  unplug(): void {
    this.device.unplug()
  }

  async press(button = 0): Promise<void> {
    await this.#turn(this.#bitmap | (1 << button))
    await this.#turn(this.#bitmap & ~(1 << button))
  }

  /** Says how it stands, which is where its host starts from; and once more, so that the host has fetched the first. */
  async greet(): Promise<void> {
    await this.#say()
    await this.#say()
  }

  async #turn(bitmap: number): Promise<void> {
    this.#bitmap = bitmap
    this.#seq++
    await this.#say()
  }

  async #say(): Promise<void> {
    const report = Buffer.alloc(INPUT_BYTES)
    for (const [index, value] of [this.#seq, this.#boot, this.#bitmap].entries()) report.writeUInt16LE(value, index * 2)
    await this.device.send(report)
  }
}
