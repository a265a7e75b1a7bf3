/**
 * Presses lane by lane, one at a time in each, at a rate for all of them together. Says each acknowledged press before
 * the lane goes on: `a <lane> <n>`; each refused one: `x <lane> <n> <why>`; and `idle` when it was told to stop and
 * nothing is under way.
 */
import type { Lane } from './cast.ts'

export type PressingLane = Pick<Lane, 'index' | 'cashier' | 'ids' | 'store'> & { readonly next: number }
/** Resolves with nothing if the press was acknowledged, else with why not. */
export type PressOne = (lane: PressingLane, n: number) => Promise<string | undefined>

const TICK = 20
/** What could not be pressed in time is made up for, but no more than of this time, ms. */
const MOST_OWED = 5_000

export class Pressing {
  readonly #press: PressOne
  readonly #free: PressingLane[]
  readonly #next = new Map<number, number>()
  readonly #lanes: number
  #perSecond: number
  #budget = 0
  #last = performance.now()

  constructor(lanes: readonly PressingLane[], perSecond: number, press: PressOne) {
    this.#press = press
    this.#free = [...lanes]
    this.#lanes = lanes.length
    this.#perSecond = perSecond
    for (const { index, next } of lanes) this.#next.set(index, next)
    setInterval(() => this.#tick(), TICK)
    process.on('message', (message: unknown) => {
      if (typeof message === 'object' && message !== null && 'stop' in message) this.stop()
    })
  }

  /** What is under way goes on. */
  stop(): void {
    this.#perSecond = 0
    this.#budget = 0
  }

  get idle(): boolean {
    return this.#perSecond === 0 && this.#free.length === this.#lanes
  }

  #tick(): void {
    const now = performance.now()
    this.#budget += ((now - this.#last) / 1_000) * this.#perSecond
    this.#budget = Math.min(this.#budget, (MOST_OWED / 1_000) * this.#perSecond)
    this.#last = now
    while (this.#budget >= 1) {
      const lane = this.#free.shift()
      if (!lane) return
      this.#budget--
      void this.#turn(lane)
    }
  }

  async #turn(lane: PressingLane): Promise<void> {
    const n = this.#next.get(lane.index) ?? 1
    const refused = await this.#press(lane, n)
    say(refused === undefined ? `a ${lane.index} ${n}` : `x ${lane.index} ${n} ${refused}`)
    if (refused === undefined || !lane.ids) this.#next.set(lane.index, n + 1)
    this.#free.push(lane)
  }
}

/** Standard output is a pipe, and a pipe is written to at once: what was said before a kill is heard after it. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
