/**
 * A cable between a device and its source, without a driver: it can be plugged, pulled, cut unnoticed, and it can eat or
 * change what goes through it.
 *
 * How to extend: `change` sees each chunk to the host, `onHeard` each chunk to the box; `write` decides what becomes of
 * a write.
 */

import type { DeviceEars, OpenDevice } from '../../../firmware-bridge/sources/device/device.ts'
import type { DeviceIdentity } from '../../../firmware-bridge/sources/device/device-identity.ts'

export class Cable {
  onHeard: (bytes: Uint8Array) => void = () => undefined
  change: (text: string) => string = (text) => text
  write: 'passes' | 'is stuck' | 'fails' | 'is lost' = 'passes'
  opened = 0
  closed = 0
  #plugging = 0
  #isPlugged = false
  #ears: DeviceEars | undefined

  get identity(): DeviceIdentity {
    return this.#isPlugged
      ? { kind: 'there', mark: `plugging ${this.#plugging}` }
      : { kind: 'absent', reason: 'it is not plugged in' }
  }

  plug(): void {
    this.#plugging++
    this.#isPlugged = true
  }

  /** The driver says nothing of it. */
  pull(): void {
    this.#isPlugged = false
    this.#ears = undefined
  }

  /** The driver says that it is gone. */
  fail(reason: string): void {
    this.#ears?.gone(reason)
  }

  toHost(text: string): void {
    this.#ears?.data(Buffer.from(this.change(text), 'latin1'))
  }

  readonly open: OpenDevice = async (ears) => {
    this.opened++
    this.#ears = ears
    return {
      write: (chunk) => this.#write(chunk),
      close: async () => {
        this.closed++
        // A real driver goes on talking until it is closed.
        await new Promise((resolve) => setImmediate(resolve))
        if (this.#ears === ears) this.#ears = undefined
      },
    }
  }

  async #write(chunk: Uint8Array): Promise<void> {
    if (this.write === 'fails' || !this.#ears) throw new Error('input/output error')
    if (this.write === 'is stuck') return new Promise(() => undefined)
    if (this.write === 'passes') this.onHeard(chunk)
  }
}
