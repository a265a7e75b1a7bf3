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
import { INITIAL_STATE, type State } from '../protocol/state.ts'
import { view } from '../protocol/view.ts'
import { FollowedState } from '../relay/log/followed-state.ts'
import type { StoreLog } from '../relay/log/port.ts'
import type { Desks } from './desks.ts'
import * as unseen from './unseen.ts'

export type DeskWatchOptions = {
  readonly log: StoreLog
  readonly clock: Clock
  readonly lines: LogLines
  /** Whether presses reach the log at all just now. */
  readonly publishing: () => boolean
  /** Those whose presses the bridge takes; absent: all. */
  readonly tills?: readonly number[]
}

export class DeskWatch implements Desks {
  readonly #options: DeskWatchOptions
  readonly #followed: FollowedState
  readonly #listeners = new Set<() => void>()
  /** Of the whole log: while it is being read anew, what was known before stands. */
  #state: State = INITIAL_STATE
  #unseen: unseen.Unseen = unseen.NOTHING_UNSEEN
  #cancelChange: () => void = () => undefined

  constructor(options: DeskWatchOptions) {
    this.#options = options
    const { log, clock, lines } = options
    this.#followed = new FollowedState({
      log,
      clock,
      lines,
      listener: {
        // Not of those that were there before: an old one of a box without identities looks like a new press of it.
        entries: (entries) => this.#show(unseen.seen(this.#unseen, entries)),
        // What the log had taken is in it, or lost with its old life: then the publisher gives it again.
        reloaded: () => this.#show(unseen.read(this.#unseen, Number.POSITIVE_INFINITY)),
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
      pending: unseen.isPending(this.#unseen, cashier),
      failed: this.#unseen.failed.includes(cashier) || this.#options.tills?.includes(cashier) === false,
      offline: this.#followed.status.kind !== 'live' || !this.#options.publishing(),
    })
  }

  desk(cashier: number): Desk {
    return desk(this.#state, cashier, this.#followed.now())
  }

  isClosed(cashier: number): boolean {
    return unseen.willBeClosed(this.#unseen, cashier, this.#state.closed.includes(cashier))
  }

  wantsHelp(cashier: number): boolean {
    return this.#state.help.includes(cashier)
  }

  tills(): readonly Till[] {
    return this.#state.settings.tills
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Presses that an earlier start has journaled, and the log may not have. */
  found(presses: readonly Press[]): void {
    for (const press of presses) this.#unseen = unseen.journaled(unseen.begun(this.#unseen, press), press)
  }

  /** A press is being written to disk; the same object comes again with what became of it. */
  begun(press: Press): void {
    this.#unseen = unseen.begun(this.#unseen, press)
  }

  journaled(press: Press): void {
    this.#become(unseen.journaled(this.#unseen, press))
  }

  notJournaled(press: Press): void {
    this.#become(unseen.notJournaled(this.#unseen, press))
  }

  /** The log has all that is in the journal, and its newest entry is at `offset`. */
  allTaken(offset: number): void {
    this.#become(unseen.read(unseen.allTaken(this.#unseen, offset), this.#state.offset))
  }

  /** Tells everyone, and again when time alone makes the next difference. */
  changed(): void {
    this.#cancelChange()
    for (const listener of [...this.#listeners]) listener()
    const now = this.#followed.now()
    const { changesAt } = view(this.#state, now)
    if (changesAt !== null) {
      this.#cancelChange = this.#options.clock.after(Math.max(1, changesAt - now), () => this.changed())
    }
  }

  #show(known: unseen.Unseen): void {
    this.#state = this.#followed.state
    this.#become(unseen.read(known, this.#state.offset))
  }

  #become(known: unseen.Unseen): void {
    this.#unseen = known
    this.changed()
  }
}
