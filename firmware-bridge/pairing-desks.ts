/** What lamps show while boxes are paired: lit where a box has a till, slow on the one just pressed, dark elsewhere. */
import type { Lamp } from '../protocol/box/lamp.ts'
import type { Desk } from '../protocol/desk.ts'
import type { Till } from '../protocol/settings.ts'
import type { Desks } from './desks.ts'

/** For a box that has none: a source that is told of no till at all shows a failure. */
export const NO_TILL = 0

export class PairingDesks implements Desks {
  readonly #tills: readonly Till[]
  readonly #listeners = new Set<() => void>()
  #newest: number | undefined

  constructor(tills: readonly Till[]) {
    this.#tills = tills
  }

  /** A box has just been given this till. */
  paired(cashier: number): void {
    this.#newest = cashier
    for (const listener of [...this.#listeners]) listener()
  }

  lamp(cashier: number): Lamp {
    if (cashier === NO_TILL) return 'off'
    return cashier === this.#newest ? 'slow' : 'lit'
  }

  desk(): Desk {
    return { kind: 'idle' }
  }

  isClosed(): boolean {
    return false
  }

  wantsHelp(): boolean {
    return false
  }

  tills(): readonly Till[] {
    return this.#tills
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
