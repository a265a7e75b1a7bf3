/** What goes wrong within pages, in the log: each thing once an hour, for a page may fail at every frame. */
import type { LogLines } from '../platform/logger.ts'
import { steadyClock } from './watch/steady-clock.ts'

const AGAIN = 60 * 60_000
/** More kinds of trouble than this are one trouble. */
const MOST = 100

export class ProblemLog {
  readonly #lines: LogLines
  readonly #told = new Map<string, number>()

  constructor(lines: LogLines) {
    this.#lines = lines
  }

  tell(text: string, now = steadyClock.now()): void {
    const last = this.#told.get(text)
    if (last !== undefined && now - last < AGAIN) return
    if (last === undefined && this.#told.size >= MOST) return
    this.#told.set(text, now)
    this.#lines.error({ text }, 'something went wrong in a page')
  }
}
