/** How late this process gets round to what is due: what a press waits for that has to wait for nothing else. */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'
import type { Clock } from '../protocol/clock.ts'

/** How often it is looked at, ms: often enough to meet what blocks, seldom enough to cost an idle machine nothing. */
const RESOLUTION = 100
/** A delay is told for one to two of these, ms: what blocked while the program started says nothing an hour later. */
const WINDOW = 60_000
const NANOSECONDS = 1e6

export class LoopDelay {
  readonly #clock: Clock
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION })
  #before = 0
  #cancel: () => void = () => undefined

  constructor(clock: Clock) {
    this.#clock = clock
    this.#histogram.enable()
    this.#wait()
  }

  /** The longest of the last minute, ms. */
  longest(): number {
    return Math.max(this.#before, this.#now())
  }

  stop(): void {
    this.#cancel()
    this.#histogram.disable()
  }

  /** Node tells the time from one look to the next. */
  #now(): number {
    const { count, max } = this.#histogram
    return count === 0 ? 0 : Math.max(0, Math.round(max / NANOSECONDS) - RESOLUTION)
  }

  #wait(): void {
    this.#cancel = this.#clock.after(WINDOW, () => {
      this.#before = this.#now()
      this.#histogram.reset()
      this.#wait()
    })
  }
}
