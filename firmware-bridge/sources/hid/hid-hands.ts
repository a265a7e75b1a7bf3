/**
 * Edges of buttons that nobody numbers, made into presses by the same rules as a box's (protocol/box/hands.ts).
 *
 * HID devices say every edge once and tell no time of their own: the host's clock counts, and a button that stays down
 * becomes a long press without another word.
 */
import type { GestureAction, GestureMap } from '../../../protocol/box/gesture.ts'
import { type Decided, EMPTY_HANDS, feelEdge, feelTime, type Hands, nextFeel } from '../../../protocol/box/hands.ts'
import type { Clock } from '../../../protocol/clock.ts'
import type { KeyEdge } from './report-heard.ts'

export type HidHandsOptions = {
  readonly clock: Clock
  readonly map: GestureMap
  readonly press: (action: GestureAction) => void
}

/** The rules tell edges of different boots apart; each opening of a device has hands of its own. */
const BOOT = 1

export class HidHands {
  readonly #options: HidHandsOptions
  #hands: Hands = EMPTY_HANDS
  #seq = 0
  #cancel: () => void = () => undefined

  constructor(options: HidHandsOptions) {
    this.#options = options
  }

  feel({ button, edge }: KeyEdge): void {
    const { clock, map } = this.#options
    const now = clock.now()
    this.#seq++
    this.#decided(feelEdge(this.#hands, { kind: 'edge', boot: BOOT, seq: this.#seq, button, edge, ms: now }, map, now))
  }

  /** The device is closed: whoever still holds a button of it did press it. */
  letGo(): void {
    for (const { button } of this.#hands.downs) this.feel({ button, edge: 'up' })
    this.#cancel()
  }

  #decided({ hands, presses }: Decided): void {
    this.#hands = hands
    for (const { action } of presses) this.#options.press(action)
    this.#wait()
  }

  #wait(): void {
    const { clock, map } = this.#options
    this.#cancel()
    const due = nextFeel(this.#hands, BOOT, map)
    if (due === null) return
    const delay = Math.max(1, due - clock.now())
    this.#cancel = clock.after(delay, () => this.#decided(feelTime(this.#hands, BOOT, map, clock.now())))
  }
}
