/** Wakes the page at an instant of log time: the screen turns back by itself, with no message and no polling. */

/** setTimeout's delay is a signed 32-bit number; a longer one would fire at once. Waking early costs nothing. */
const LONGEST = 60 * 60 * 1_000

export class Ticker {
  readonly #now: () => number
  readonly #wake: () => void
  #timer: ReturnType<typeof setTimeout> | undefined

  /** `now` is log time, ms. */
  constructor(now: () => number, wake: () => void) {
    this.#now = now
    this.#wake = wake
    // A hidden page's timers are late; when it is looked at again it must be right in its first frame.
    document.addEventListener('visibilitychange', () => this.#atFrame())
  }

  /** The only wake-up from now on; `null` is none. */
  at(instant: number | null): void {
    clearTimeout(this.#timer)
    if (instant === null) return
    // Rounded up: setTimeout takes whole milliseconds, and would be early by the rest.
    const delay = Math.min(LONGEST, Math.max(0, Math.ceil(instant - this.#now())))
    this.#timer = setTimeout(() => this.#rung(instant), delay)
  }

  #rung(instant: number): void {
    // Timers may fire a millisecond early, and the clock may have been set back: then look again at the next frame.
    // A page that nobody sees is drawn none, and must go on: it may be heard.
    if (this.#now() < instant && document.visibilityState === 'visible') this.#atFrame()
    else this.#wake()
  }

  #atFrame(): void {
    requestAnimationFrame(() => this.#wake())
  }
}
