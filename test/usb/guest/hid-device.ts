/** A HID device's own end of its cable: input reports go out through it, output reports come in. */
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { systemCode } from '../../../platform/failure.ts'
import { Gadget, type GadgetFunction, type Identity } from './gadget.ts'
import { plugIn, pullOut } from './port.ts'
import { until } from './until.ts'

/** The kernel keeps four reports that nobody has read, and holds the host up after that. */
const LISTEN_EACH = 10
const LONGEST_REPORT = 64

type Plugged = { readonly port: number; readonly descriptor: number; readonly listening: NodeJS.Timeout }

export class HidDevice {
  readonly #gadget: Gadget
  readonly #hear: (report: Buffer) => void
  #plugged: Plugged | undefined

  constructor(
    identity: Identity,
    what: Omit<GadgetFunction & { kind: 'hid' }, 'kind'>,
    hear: (report: Buffer) => void,
  ) {
    this.#gadget = new Gadget(identity, { kind: 'hid', ...what })
    this.#hear = hear
  }

  async plug(port: number): Promise<void> {
    await plugIn(this.#gadget, port)
    const descriptor = openSync(this.#gadget.inside, constants.O_RDWR | constants.O_NONBLOCK)
    this.#plugged = { port, descriptor, listening: setInterval(() => this.#listen(descriptor), LISTEN_EACH) }
  }

  async unplug(): Promise<void> {
    const plugged = this.#plugged
    if (!plugged) return
    this.#plugged = undefined
    clearInterval(plugged.listening)
    await pullOut(this.#gadget, plugged.port)
    closeSync(plugged.descriptor)
  }

  /** Waits until the host has fetched the report before. */
  async send(report: Uint8Array): Promise<void> {
    await until('the host has fetched the report before', () => this.offer(report))
  }

  /** Answers false if the host has not fetched the report before. */
  offer(report: Uint8Array): boolean {
    if (!this.#plugged) throw new Error('the device is not plugged in')
    const { descriptor } = this.#plugged
    return patiently(() => writeSync(descriptor, report)) !== undefined
  }

  #listen(descriptor: number): void {
    const report = Buffer.alloc(LONGEST_REPORT)
    const length = patiently(() => readSync(descriptor, report, 0, LONGEST_REPORT, null))
    if (length !== undefined) this.#hear(report.subarray(0, length))
  }
}

/** Undefined if the kernel says "not yet". */
function patiently(call: () => number): number | undefined {
  try {
    return call()
  } catch (error) {
    if (systemCode(error) === 'EAGAIN') return undefined
    throw error
  }
}
