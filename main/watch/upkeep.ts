/**
 * Starts a page anew that is well but old: once in the quiet hours, and when it takes too much memory. Both wait until
 * nobody is called. A fresh page in the same process may give nothing back to the machine; then it gets a new window,
 * which has a process of its own; and if that does not help either, the ceiling is too low for this page.
 */
import type { LogLines } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'
import { type MemoryWish, memoryWish } from './memory.ts'
import { type LocalTime, nightOf, type QuietHours } from './quiet-hours.ts'

export type PageView = 'wait' | 'calling' | 'offline'

export type UpkeepOptions = {
  readonly clock: Clock
  readonly log: LogLines
  readonly memoryMb: number
  readonly quietHours: QuietHours
  /** `localTime(new Date())`. */
  readonly localTime: () => LocalTime
  /** The working set of the page's process, MB; undefined while it has none. */
  readonly usedMb: () => number | undefined
  /** `PageKeeper.wish`. */
  readonly wish: (what: 'load' | 'renew', why: string) => void
}

/** How often is looked, ms. */
const EVERY = 60_000
/** A page that was too large is given this long to show whether it has become smaller, ms. */
const SETTLING = 5 * 60_000
/** A page that is too large again within this time was not made smaller: the next step is taken, ms. */
const SOON = 60 * 60_000

type Cure = { readonly what: 'load' | 'renew'; readonly at: number }

export class Upkeep {
  readonly #options: UpkeepOptions
  #view: PageView = 'wait'
  #memory: MemoryWish = 'none'
  #lastNight: number | null
  #cure: Cure | null = null
  #cancel: () => void = () => {}

  constructor(options: UpkeepOptions) {
    this.#options = options
    // A page that was started in this night is fresh.
    this.#lastNight = nightOf(options.quietHours, options.localTime())
    this.#look()
  }

  /** The page's heartbeat: it is idle the moment it says so. */
  beat(view: PageView): void {
    this.#view = view
    if (this.#memory !== 'none') this.#act()
  }

  stop(): void {
    this.#cancel()
  }

  #look(): void {
    const { clock, usedMb, memoryMb } = this.#options
    const used = usedMb()
    this.#memory = used === undefined ? 'none' : memoryWish(used, memoryMb)
    this.#act()
    this.#cancel = clock.after(EVERY, () => this.#look())
  }

  #act(): void {
    // Offline too nobody is called; a shop may switch its relay off each night.
    const idle = this.#view !== 'calling'
    if (this.#memory === 'now' || (this.#memory === 'when-idle' && idle)) this.#shrink()
    else if (idle) this.#refresh()
  }

  #refresh(): void {
    const { quietHours, localTime, wish } = this.#options
    const night = nightOf(quietHours, localTime())
    if (night === null || night === this.#lastNight) return
    this.#lastNight = night
    wish('load', 'it is started anew once in the quiet hours')
  }

  #shrink(): void {
    const { clock, wish, memoryMb, log } = this.#options
    this.#memory = 'none'
    const now = clock.now()
    const before = this.#cure
    const since = before ? now - before.at : Infinity
    if (since < SETTLING) return
    if (before?.what === 'renew' && since < SOON) return
    const what = before && since < SOON ? 'renew' : 'load'
    this.#cure = { what, at: now }
    wish(what, `it takes more than ${memoryMb} MB`)
    if (what === 'renew') log.warn({ memoryMb }, 'a page grew too large twice in an hour: is memoryMb too low?')
  }
}
