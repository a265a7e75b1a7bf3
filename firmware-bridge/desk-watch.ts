/**
 * The tills of the store as this bridge sees them: the log's state, with what the log does not show yet laid over it.
 * Whoever shows them is told when an entry, an outage or time alone has changed something.
 */
import type { LogLines } from '../platform/logger.ts'
import { type Lamp, lampOf } from '../protocol/box/lamp.ts'
import type { Clock } from '../protocol/clock.ts'
import { type Desk, desk } from '../protocol/desk.ts'
import type { Press } from '../protocol/press.ts'
import type { Till } from '../protocol/settings.ts'
import { view } from '../protocol/view.ts'
import { FollowedState } from '../relay/log/followed-state.ts'
import type { StoreLog } from '../relay/log/port.ts'
import type { Desks } from './desks.ts'
import { isPending, journaled, NOTHING_UNSEEN, notJournaled, seen, type Unseen, willBeClosed } from './unseen.ts'

export type DeskWatchOptions = {
  readonly log: StoreLog
  readonly clock: Clock
  readonly lines: LogLines
  /** Whether presses reach the log at all just now. */
  readonly publishing: () => boolean
}

export class DeskWatch implements Desks {
  readonly #options: DeskWatchOptions
  readonly #followed: FollowedState
  readonly #listeners = new Set<() => void>()
  #unseen: Unseen = NOTHING_UNSEEN
  #cancelChange: () => void = () => undefined

  constructor(options: DeskWatchOptions) {
    this.#options = options
    const { log, clock, lines } = options
    this.#followed = new FollowedState({
      log,
      clock,
      lines,
      listener: {
        entries: (entries) => {
          this.#unseen = seen(this.#unseen, entries)
          this.changed()
        },
        reloaded: () => this.changed(),
        status: () => this.changed(),
      },
    })
  }

  start(): void {
    this.#followed.start()
  }

  async close(): Promise<void> {
    this.#cancelChange()
    this.#listeners.clear()
    await this.#followed.close()
  }

  lamp(cashier: number): Lamp {
    return lampOf(this.desk(cashier), {
      pending: isPending(this.#unseen, cashier),
      failed: this.#unseen.failed.includes(cashier),
      offline: this.#followed.status.kind !== 'live' || !this.#options.publishing(),
    })
  }

  desk(cashier: number): Desk {
    return desk(this.#followed.state, cashier, this.#followed.now())
  }

  isClosed(cashier: number): boolean {
    return willBeClosed(this.#unseen, cashier, this.#followed.state.closed.includes(cashier))
  }

  wantsHelp(cashier: number): boolean {
    return this.#followed.state.help.includes(cashier)
  }

  tills(): readonly Till[] {
    return this.#followed.state.settings.tills
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  journaled(press: Press): void {
    this.#unseen = journaled(this.#unseen, press)
    this.changed()
  }

  notJournaled(press: Press): void {
    this.#unseen = notJournaled(this.#unseen, press)
    this.changed()
  }

  /** The log has everything that is in the journal, also what it knew already and shows no second time. */
  allPublished(): void {
    if (this.#unseen.pending.length === 0) return
    this.#unseen = { ...this.#unseen, pending: [] }
    this.changed()
  }

  /** Tells everyone, and again when time alone makes the next difference. */
  changed(): void {
    this.#cancelChange()
    for (const listener of [...this.#listeners]) listener()
    const now = this.#followed.now()
    const { changesAt } = view(this.#followed.state, now)
    if (changesAt !== null) {
      this.#cancelChange = this.#options.clock.after(Math.max(1, changesAt - now), () => this.changed())
    }
  }
}
