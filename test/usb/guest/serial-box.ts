/** A button box with a USB line of its own, as our firmware on a Leonardo has: to the host it is a /dev/ttyACM. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { constants, openSync, writeSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { systemClock } from '../../../platform/system-clock.ts'
import { FakeBox } from '../../helpers/fake-box.ts'
import { Gadget, type Identity } from './gadget.ts'
import type { LampMasks } from './lamp.ts'
import { plugIn, pullOut } from './port.ts'

/** The ids that our firmware tells. */
export const BUTTON_BOX: Identity = { vendor: '1209', product: '0001', manufacturer: 'CashierQ', name: 'CashierQ box' }

type Line = { readonly port: number; readonly descriptor: number; readonly reader: ReadStream }

export class SerialBox {
  readonly box: FakeBox
  readonly #gadget: Gadget
  #line: Line | undefined
  #before = 0

  /** `usb`: what its chip tells the computer; cheap ones tell no serial number. */
  constructor({ id, usb }: { readonly id: string; readonly usb: Identity }) {
    this.#gadget = new Gadget(usb, { kind: 'acm' })
    this.box = new FakeBox({ clock: systemClock, id, model: 'till-box', say: (text) => this.#say(text) })
  }

  /** Since it was plugged in. */
  get told(): readonly LampMasks[] {
    return this.box.heard.slice(this.#before).filter((frame) => frame.kind === 'lamps')
  }

  async plug(port: number): Promise<void> {
    await plugIn(this.#gadget, port)
    this.#line = { port, ...openLine(this.#gadget.inside, (bytes) => this.box.hear(bytes)) }
    this.#before = this.box.heard.length
    this.box.powerOn()
  }

  async unplug(): Promise<void> {
    const line = this.#line
    if (!line) return
    this.#line = undefined
    this.box.powerOff()
    // First the plug, then the line: closed while it is in, the kernel would wait for the host to read the rest.
    await pullOut(this.#gadget, line.port)
    if (!line.reader.closed) {
      const closed = once(line.reader, 'close')
      line.reader.destroy()
      await closed
    }
  }

  #say(text: string): void {
    if (this.#line) writeSync(this.#line.descriptor, text)
  }
}

function openLine(path: string, hear: (bytes: Buffer) => void): Omit<Line, 'port'> {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
  // Node's raw mode still turns each newline into two characters.
  spawnSync('stty', ['-F', path, 'raw', '-echo'])
  const reader = new ReadStream(descriptor)
  reader.on('data', hear)
  // The plug was pulled while it read.
  reader.on('error', () => reader.destroy())
  return { descriptor, reader }
}
