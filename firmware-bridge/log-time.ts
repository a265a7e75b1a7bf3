/** Log time as the bridge knows it: what the log's answers say, against the bridge's own clock. */
import { type LogClock, logTime, synced, UNSYNCED } from '../protocol/log-clock.ts'

export class LogTime {
  #clock: LogClock = UNSYNCED

  /** A question left at `sent`; the answer, saying log time `remote`, came at `received`. All in ms. */
  sample(sent: number, received: number, remote: number): void {
    this.#clock = synced(this.#clock, sent, received, remote)
  }

  /** Log time, whole ms, when the bridge's own clock says `local`; undefined before the log has ever answered. */
  at(local: number): number | undefined {
    return this.#clock.samples.length === 0 ? undefined : Math.max(0, Math.round(logTime(this.#clock, local)))
  }
}
