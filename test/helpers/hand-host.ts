/**
 * The bridge as a source sees it, in the test's hand: what was pressed is kept, and the test says what becomes of it.
 *
 * How to extend: `answer` decides about each press; `tills` assigns boxes by name; `desks.show` turns a till's lamp.
 */
import type { Desks } from '../../firmware-bridge/desks.ts'
import type { SourceHost, SourcePress } from '../../firmware-bridge/sources/source.ts'
import type { Lamp } from '../../protocol/box/lamp.ts'
import type { Desk } from '../../protocol/desk.ts'
import type { Submitted } from '../../protocol/press.ts'
import type { Till } from '../../protocol/settings.ts'

export const JOURNALED: Submitted = { kind: 'journaled' }
export const DISK_FULL: Submitted = { kind: 'failed', code: 'journal_failed', message: 'the disk is full' }
export const NO_SUCH_TILL: Submitted = { kind: 'failed', code: 'unknown_cashier', message: 'there is no such till' }

export class HandHost implements SourceHost {
  /** All that were submitted, whatever became of them. */
  readonly presses: SourcePress[] = []
  readonly desks = new HandDesks()
  readonly tills = new Map<string, number>()
  answer: (press: SourcePress) => Submitted | Promise<Submitted> = () => JOURNALED

  readonly submit = async (press: SourcePress): Promise<Submitted> => {
    this.presses.push(press)
    return this.answer(press)
  }

  tillOf(box: readonly string[]): number | undefined {
    const known = box.find((name) => this.tills.has(name))
    return known === undefined ? undefined : this.tills.get(known)
  }
}

export class HandDesks implements Desks {
  readonly #lamps = new Map<number, Lamp>()
  readonly #calling = new Set<number>()
  readonly #listeners = new Set<() => void>()

  get listeners(): number {
    return this.#listeners.size
  }

  show(cashier: number, lamp: Lamp): void {
    this.#lamps.set(cashier, lamp)
    for (const listener of this.#listeners) listener()
  }

  wantHelp(cashier: number): void {
    this.#calling.add(cashier)
    for (const listener of this.#listeners) listener()
  }

  lamp(cashier: number): Lamp {
    return this.#lamps.get(cashier) ?? 'lit'
  }

  desk(): Desk {
    return { kind: 'idle' }
  }

  isClosed(cashier: number): boolean {
    return this.lamp(cashier) === 'off'
  }

  wantsHelp(cashier: number): boolean {
    return this.#calling.has(cashier)
  }

  tills(): readonly Till[] {
    return []
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
