/** Log time as the bridge knows it: what the log's answers say, against the bridge's own clock. */
import { type LogClock, logTime, synced, UNSYNCED } from '../protocol/log-clock.ts'

/** Two clocks of one machine drift apart by far less between two answers of the log, ms. */
const STEP = 1_000

export class LogTime {
  #clock: LogClock = UNSYNCED
  readonly #ahead: () => number
  #aheadThen = 0

  /**
   * `ahead`: by how much the machine's time of day is ahead of the bridge's own clock, ms. The own clock never steps,
   * and stands still while the machine sleeps; so if this has changed, log time may be another than it was.
   */
  constructor(ahead: () => number = () => 0) {
    this.#ahead = ahead
  }

  /** A question left at `sent`; the answer, saying log time `remote`, came at `received`. All in ms. */
  sample(sent: number, received: number, remote: number): void {
    this.#clock = synced(this.#clock, sent, received, remote)
    this.#aheadThen = this.#ahead()
  }

  /** Whether the log has to be asked for its time again before that counts. */
  isDoubted(): boolean {
    return this.#clock.samples.length > 0 && Math.abs(this.#ahead() - this.#aheadThen) > STEP
  }

  /** Log time, whole ms, when the bridge's own clock says `local`; undefined while nobody knows it. */
  at(local: number): number | undefined {
    if (this.#clock.samples.length === 0 || this.isDoubted()) return undefined
    return Math.max(0, Math.round(logTime(this.#clock, local)))
  }
}
