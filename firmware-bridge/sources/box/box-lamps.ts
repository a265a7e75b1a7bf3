/**
 * Keeps a box's lamps true: they are told when they change, after each hello, and every 2 s.
 *
 * Masks are absolute, so a frame that is lost costs 2 s at most. They also tell the box that somebody listens: one that
 * hears nothing for 5 s shows by itself that it is offline.
 */
import type { SetLamps } from '../../../protocol/box/frame.ts'
import { type Lamp, lampMasks, nextMaskChange } from '../../../protocol/box/lamp.ts'
import type { Clock } from '../../../protocol/clock.ts'
import type { Desks } from '../../desks.ts'

/** How often the lamps are told although nothing has changed, ms. */
export const TOLD_AGAIN = 2_000

export type BoxLampsOptions = {
  readonly clock: Clock
  readonly desks: Desks
  /** The box's till; undefined while none is assigned. */
  readonly till: () => number | undefined
  readonly send: (lamps: SetLamps) => void
}

/** The first lamp is the till's, the second one is lit while its call for help is open; a box has no use for more. */
export function lampsOf(desks: Desks, till: number | undefined, count: number): readonly Lamp[] {
  const lamps: Lamp[] =
    till === undefined ? ['double', 'off'] : [desks.lamp(till), desks.wantsHelp(till) ? 'lit' : 'off']
  return lamps.slice(0, count)
}

/** For one opening of the device. */
export class BoxLamps {
  readonly #options: BoxLampsOptions
  #count = 0
  #told: Pick<SetLamps, 'on' | 'blink'> | undefined
  #cancelChange: () => void = () => undefined
  #cancelAgain: () => void = () => undefined
  #unlisten: () => void = () => undefined

  constructor(options: BoxLampsOptions) {
    this.#options = options
  }

  /** The box has said that it has so many lamps, and has forgotten what they showed. */
  greeted(count: number): void {
    this.stop()
    if (count === 0) return
    this.#count = count
    this.#unlisten = this.#options.desks.onChange(() => this.#turn())
    this.#tellAgain()
  }

  stop(): void {
    this.#unlisten()
    this.#cancelChange()
    this.#cancelAgain()
  }

  #tellAgain(): void {
    this.#cancelAgain = this.#options.clock.after(TOLD_AGAIN, () => this.#tellAgain())
    this.#told = undefined
    this.#turn()
  }

  /** Tells the lamps if they are not as they were told, and waits for the instant at which time alone changes them. */
  #turn(): void {
    const { clock, desks, till, send } = this.#options
    const now = clock.now()
    const lamps = lampsOf(desks, till(), this.#count)
    this.#cancelChange()
    const next = nextMaskChange(lamps, now)
    if (next !== null) this.#cancelChange = clock.after(Math.max(1, next - now), () => this.#turn())
    const { on, blink } = lampMasks(lamps, now)
    if (on === this.#told?.on && blink === this.#told.blink) return
    this.#told = { on, blink }
    send({ kind: 'lamps', on, blink })
  }
}
