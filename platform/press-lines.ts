/**
 * Log lines of which there is one for each press. At 100 presses a second and more a process tells of every 16th press
 * of a store at `info` and of the others at `debug`. Which ones does not depend on the process: a press that the bridge
 * tells of is one that the relay tells of.
 */
import type { Clock } from '../protocol/clock.ts'
import type { LogLines } from './logger.ts'

const MANY = 100
export const SAMPLE = 16

export class PressLines {
  readonly #clock: Clock
  readonly #lines: LogLines
  #second = 0
  #count = 0
  #before = 0

  constructor(clock: Clock, lines: LogLines) {
    this.#clock = clock
    this.#lines = lines
  }

  tell(offset: number, fields: object, text: string): void {
    if (this.#perSecond() < MANY) this.#lines.info(fields, text)
    else if (offset % SAMPLE === 0) this.#lines.info({ ...fields, sampled: SAMPLE }, text)
    else this.#lines.debug(fields, text)
  }

  /** Presses told of before in this second, or in the whole one before it. */
  #perSecond(): number {
    const second = Math.floor(this.#clock.now() / 1_000)
    if (second !== this.#second) {
      this.#before = second === this.#second + 1 ? this.#count : 0
      this.#count = 0
      this.#second = second
    }
    return Math.max(this.#before, this.#count++)
  }
}

/** The one name of a press in all lines, from the bridge to the screen: its place in its store's log. */
export function pressName(store: string, offset: number): string {
  return `${store}/${offset}`
}
