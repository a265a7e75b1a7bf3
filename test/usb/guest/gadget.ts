/**
 * A USB device made of nothing: the kernel's configfs gadgets, plugged into a port of dummy_hcd, whose other end is this
 * same machine's USB host. What the host sees cannot be told from a cable.
 *
 * How to extend: another kind of device is another `GadgetFunction`.
 */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const GADGETS = '/sys/kernel/config/usb_gadget'
const ENGLISH = 'strings/0x409'

/** What the device tells of itself. `vendor` and `product` are four hexadecimal digits. */
export type Identity = {
  readonly vendor: string
  readonly product: string
  readonly manufacturer: string
  readonly name: string
  readonly serial?: string
}

export type GadgetFunction =
  | { readonly kind: 'acm' }
  | {
      readonly kind: 'hid'
      readonly descriptor: Uint8Array
      readonly inputBytes: number
      /** 1: a keyboard that a computer's firmware understands too. */
      readonly bootKeyboard: boolean
    }

let made = 0

export class Gadget {
  readonly #folder: string
  readonly #function: string
  readonly #kind: GadgetFunction['kind']

  constructor(identity: Identity, what: GadgetFunction) {
    const number = made++
    this.#kind = what.kind
    this.#folder = join(GADGETS, `g${number}`)
    this.#function = join(this.#folder, 'functions', `${what.kind}.${number}`)
    mkdirSync(this.#folder)
    this.#introduce(identity)
    mkdirSync(this.#function)
    if (what.kind === 'hid') this.#describe(what)
    const configuration = join(this.#folder, 'configs/c.1')
    mkdirSync(configuration)
    symlinkSync(this.#function, join(configuration, 'function'))
  }

  /** Into a port of the machine, from 0. */
  plug(port: number): void {
    this.#set('UDC', `dummy_udc.${port}`)
  }

  unplug(): void {
    // An empty write never reaches the kernel.
    this.#set('UDC', '\n')
  }

  /** The device's own end: what it writes there, the host reads. */
  get inside(): string {
    if (this.#kind === 'acm') return `/dev/ttyGS${this.#read('port_num')}`
    return `/dev/hidg${this.#read('dev').split(':')[1] ?? ''}`
  }

  #introduce({ vendor, product, manufacturer, name, serial }: Identity): void {
    this.#set('idVendor', `0x${vendor}`)
    this.#set('idProduct', `0x${product}`)
    mkdirSync(join(this.#folder, ENGLISH))
    this.#set(`${ENGLISH}/manufacturer`, manufacturer)
    this.#set(`${ENGLISH}/product`, name)
    if (serial !== undefined) this.#set(`${ENGLISH}/serialnumber`, serial)
  }

  #describe({ descriptor, inputBytes, bootKeyboard }: Extract<GadgetFunction, { kind: 'hid' }>): void {
    const keyboard = bootKeyboard ? '1' : '0'
    writeFileSync(join(this.#function, 'subclass'), keyboard)
    writeFileSync(join(this.#function, 'protocol'), keyboard)
    writeFileSync(join(this.#function, 'report_length'), String(inputBytes))
    writeFileSync(join(this.#function, 'report_desc'), descriptor)
  }

  #set(attribute: string, value: string): void {
    writeFileSync(join(this.#folder, attribute), value)
  }

  #read(attribute: string): string {
    return readFileSync(join(this.#function, attribute), 'utf8').trim()
  }
}
