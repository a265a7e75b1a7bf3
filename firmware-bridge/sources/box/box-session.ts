/**
 * One opening of a box's device: who is there is asked until the box says hello, its silence is noticed, and all that
 * is told to it goes through one queue.
 */
import { encodeHostFrame } from '../../../protocol/box/encode.ts'
import { BOX_PROTOCOL, type BoxFrame, type HostFrame } from '../../../protocol/box/frame.ts'
import type { Clock } from '../../../protocol/clock.ts'
import type { Desks } from '../../desks.ts'
import type { Device } from '../device/device.ts'
import { afterSilence } from '../device/patience.ts'
import { WriteQueue } from '../device/write-queue.ts'
import { BoxLamps } from './box-lamps.ts'

/**
 * Opening the port resets many boards (DTR), and for 1 to 2 s their bootloader eats whatever is sent. So the question
 * is asked again and again, ms.
 */
export const ASKED_AGAIN = 1_000
/** A box says a heartbeat each second: after three it is dead, whatever the driver thinks, ms. */
export const SILENCE = 3_000

export type BoxSessionOptions = {
  readonly clock: Clock
  readonly device: Device
  readonly desks: Desks
  readonly till: () => number | undefined
  readonly gone: (reason: string) => void
  /** It has fallen silent; `gone` follows. */
  readonly silent: () => void
}

export class BoxSession {
  readonly #options: BoxSessionOptions
  readonly #queue: WriteQueue
  readonly #lamps: BoxLamps
  #cancelAsking: () => void = () => undefined
  #cancelWatching: () => void = () => undefined

  constructor(options: BoxSessionOptions) {
    const { clock, device, desks, till, gone } = options
    this.#options = options
    this.#queue = new WriteQueue({ device, clock, gone })
    this.#lamps = new BoxLamps({ clock, desks, till, send: (lamps) => this.send(lamps) })
    this.#watch()
    this.#ask()
  }

  send(frame: HostFrame): void {
    const slot = frame.kind === 'ack' ? `ack ${frame.boot}` : frame.kind
    this.#queue.put(slot, Buffer.from(encodeHostFrame(frame), 'latin1'))
  }

  heard(frame: BoxFrame): void {
    this.#watch()
    if (frame.kind !== 'hello' || frame.version !== BOX_PROTOCOL) return
    this.#cancelAsking()
    this.#lamps.greeted(frame.lamps)
  }

  async close(): Promise<void> {
    this.#cancelAsking()
    this.#cancelWatching()
    this.#lamps.stop()
    this.#queue.end()
    await this.#options.device.close()
  }

  #ask(): void {
    // First, for the answer may come before the sending is over.
    this.#cancelAsking = this.#options.clock.after(ASKED_AGAIN, () => this.#ask())
    this.send({ kind: 'ask' })
  }

  #watch(): void {
    const { clock, silent, gone } = this.#options
    this.#cancelWatching()
    this.#cancelWatching = afterSilence(clock, SILENCE, () => {
      silent()
      gone(`the box has said nothing for ${SILENCE / 1_000} s`)
    })
  }
}
