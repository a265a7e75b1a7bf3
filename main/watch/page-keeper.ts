/** Carries out, for one page, what recovery.ts decides: on the page itself, in the log, and on the program. */
import { reason } from '../../platform/failure.ts'
import type { LogLines } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'
import { begin, type Effect, type Recovery, type RecoveryEvent, type Step, transition, wakeAt } from './recovery.ts'

export type Loaded = { readonly kind: 'loaded' } | { readonly kind: 'failed'; readonly reason: string }

export interface WatchedPage {
  /** Loads the page (again). A rejection counts as `failed`. */
  load(): Promise<Loaded>
  /** Ends the process of a page that hangs; Electron then tells `render-process-gone`. */
  crash(): void
  /** A new window in place of this one. What the old one still tells must not reach the keeper. */
  renew(): void
}

export type PageKeeperOptions = {
  /** What staff call this screen, for the log. */
  readonly name: string
  readonly page: WatchedPage
  /** Must never step: `steadyClock`. */
  readonly clock: Clock
  readonly random: () => number
  readonly log: LogLines
  /** Ends the program so that it is started again. */
  readonly relaunch: (why: string) => void
}

export class PageKeeper {
  readonly #options: PageKeeperOptions
  #recovery: Recovery
  #loads = 0
  #lastBeat: number
  #cancelWake: () => void = () => {}

  private constructor(options: PageKeeperOptions, recovery: Recovery) {
    this.#options = options
    this.#recovery = recovery
    this.#lastBeat = options.clock.now()
  }

  /** Loads the page for the first time, and keeps it up from then on. */
  static start(options: PageKeeperOptions): PageKeeper {
    const first = begin(options.clock.now())
    const keeper = new PageKeeper(options, first.recovery)
    keeper.#follow(first)
    return keeper
  }

  beat(): void {
    this.#lastBeat = this.#options.clock.now()
    this.#tell({ kind: 'beat' })
  }

  /** Electron's `render-process-gone`. */
  gone(details: { readonly reason: string; readonly exitCode: number }): void {
    this.#tell({ kind: 'gone', reason: details.reason, exitCode: details.exitCode })
  }

  /** Electron's `unresponsive`. */
  unresponsive(): void {
    this.#tell({ kind: 'unresponsive' })
  }

  /** A fresh page in place of one that is well; one that is in trouble gets its fresh page anyway. */
  wish(what: 'load' | 'renew', why: string): void {
    this.#tell({ kind: 'wish', what, why })
  }

  /** For a display that has gone: nothing is loaded any more. */
  stop(): void {
    this.#tell({ kind: 'end' })
  }

  /** Whether the page has beaten within the last `ms`; until its first beat, whether it is that young. */
  beatenWithin(ms: number): boolean {
    return this.#options.clock.now() - this.#lastBeat <= ms
  }

  #tell(event: RecoveryEvent): void {
    const { clock, random } = this.#options
    this.#follow(transition(this.#recovery, event, { now: clock.now(), random: random() }))
  }

  #follow({ recovery, effects }: Step): void {
    this.#recovery = recovery
    this.#plan()
    for (const effect of effects) this.#carryOut(effect)
  }

  #plan(): void {
    const { clock } = this.#options
    const at = wakeAt(this.#recovery)
    this.#cancelWake()
    // Timers may fire a fraction of a millisecond early; a wake that comes too early only plans itself anew.
    const delay = at === null ? null : Math.max(0, Math.ceil(at - clock.now()))
    this.#cancelWake = delay === null ? () => {} : clock.after(delay, () => this.#tell({ kind: 'wake' }))
  }

  #carryOut({ kind, why }: Effect): void {
    const { page, log, name, relaunch } = this.#options
    if (why !== 'start') log.warn({ screen: name, step: kind, why }, 'screen is put right')
    switch (kind) {
      case 'load':
        void this.#load()
        break
      case 'crash':
        page.crash()
        break
      case 'renew':
        page.renew()
        break
      case 'relaunch':
        relaunch(why)
        break
    }
  }

  /** What an earlier load still has to say is of no interest: its page has been given up. */
  async #load(): Promise<void> {
    const load = ++this.#loads
    const loaded = await this.#attempt()
    if (load !== this.#loads) return
    this.#tell(loaded.kind === 'loaded' ? { kind: 'loaded' } : { kind: 'load-failed', reason: loaded.reason })
  }

  async #attempt(): Promise<Loaded> {
    try {
      return await this.#options.page.load()
    } catch (error) {
      return { kind: 'failed', reason: reason(error) }
    }
  }
}
