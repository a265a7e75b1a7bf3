/**
 * All that is written to one device, one chunk after another.
 *
 * Whatever is written has a slot, and says all that there is to say of it: the newest lamps, the newest acknowledgement
 * of a boot, the picture of one key. So what waits in a slot is replaced by what comes later and keeps its turn, and a
 * slow device is never told what is no longer true. A write that makes no progress, or a queue that only grows, means
 * that the device is gone, whatever its driver thinks.
 */
import { reason } from '../../../platform/failure.ts'
import type { Clock } from '../../../protocol/clock.ts'
import type { Device } from './device.ts'
import { afterSilence } from './patience.ts'

/** A write that has not ended by then never will, ms. */
export const STUCK_AFTER = 3_000
/** More slots than any device has. */
export const MOST_WAITING = 128

export type WriteQueueOptions = {
  readonly device: Pick<Device, 'write'>
  readonly clock: Clock
  /** Called once at most. */
  readonly gone: (reason: string) => void
}

export class WriteQueue {
  readonly #options: WriteQueueOptions
  readonly #waiting = new Map<string, Uint8Array>()
  #state: 'idle' | 'writing' | 'ended' = 'idle'
  #cancel: () => void = () => undefined

  constructor(options: WriteQueueOptions) {
    this.#options = options
  }

  put(slot: string, chunk: Uint8Array): void {
    if (this.#state === 'ended') return
    this.#waiting.set(slot, chunk)
    if (this.#waiting.size > MOST_WAITING) return this.#fail('it takes nothing any more')
    if (this.#state === 'idle') this.#next()
  }

  /** What waits is not written any more, and nothing is said of a write that is under way. */
  end(): void {
    this.#state = 'ended'
    this.#waiting.clear()
    this.#cancel()
  }

  #next(): void {
    const [first] = this.#waiting
    if (!first) {
      this.#state = 'idle'
      return
    }
    const [slot, chunk] = first
    this.#waiting.delete(slot)
    this.#state = 'writing'
    this.#cancel = afterSilence(this.#options.clock, STUCK_AFTER, () => {
      this.#fail(`it has taken nothing for ${STUCK_AFTER / 1_000} s`)
    })
    this.#options.device.write(chunk).then(
      () => this.#written(),
      (error: unknown) => this.#fail(reason(error)),
    )
  }

  #written(): void {
    if (this.#state === 'ended') return
    this.#cancel()
    this.#next()
  }

  #fail(why: string): void {
    if (this.#state === 'ended') return
    this.end()
    this.#options.gone(why)
  }
}
