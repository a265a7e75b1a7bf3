/**
 * Presses that go straight into the log, for a relay that keeps nothing of its own: 204 means that the log has it on its
 * disk. While the log is away a press is refused, and whoever sent it knows.
 */
import { randomUUID } from 'node:crypto'
import { isFailure, reason } from '../platform/failure.ts'
import type { Clock } from '../protocol/clock.ts'
import type { PressEvent } from '../protocol/event.ts'
import type { Press, PressPort, Submitted } from '../protocol/press.ts'
import type { StoreLog } from './log/port.ts'

/** How long the sender of a press is kept waiting while the log does not answer, ms. */
const PATIENCE = 2_500
const RETRY = 100

/** The presses of a till stay in their order; those of different tills do not wait for each other. */
export class LogPresses implements PressPort {
  readonly #log: StoreLog
  readonly #clock: Clock
  readonly #toLogTime: (local: number) => number
  readonly #lanes = new Map<number, Lane>()

  /** `toLogTime` makes log time of a time on this machine's clock, ms. */
  constructor(log: StoreLog, clock: Clock, toLogTime: (local: number) => number) {
    this.#log = log
    this.#clock = clock
    this.#toLogTime = toLogTime
  }

  submit({ action, pressedAt, ...press }: Press): Promise<Submitted> {
    const event = { ...press, type: action, pressedAt: Math.max(0, Math.round(this.#toLogTime(pressedAt))) }
    const lane = this.#lanes.get(press.cashier) ?? new Lane(this.#log, this.#clock)
    this.#lanes.set(press.cashier, lane)
    return lane.submit(event)
  }

  async probe(): Promise<void> {
    await this.#log.probe()
  }
}

/** One producer of the log. */
class Lane {
  readonly #log: StoreLog
  readonly #clock: Clock
  #producer = newProducer()
  #seq = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(log: StoreLog, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  submit(event: PressEvent): Promise<Submitted> {
    const end = this.#clock.now() + PATIENCE
    const submitted = this.#last.then(() => this.#append(event, end))
    // What went wrong with this one is its sender's to hear, and no reason to refuse the next.
    this.#last = submitted.catch(() => undefined)
    return submitted
  }

  async #append(event: PressEvent, end: number): Promise<Submitted> {
    // Others before it have used up its time.
    if (this.#clock.now() >= end) return { kind: 'failed', code: 'log_away', message: 'the log did not answer in time' }
    for (;;) {
      try {
        const appended = await this.#log.append({ producer: this.#producer, seq: this.#seq + 1, event })
        if (appended.kind !== 'gap') {
          this.#seq++
          return { kind: 'journaled' }
        }
        // The log has begun anew and knows nobody. What it called a gap is not in it.
        this.#begin()
      } catch (error) {
        if (!isFailure(error)) {
          this.#begin()
          throw error
        }
        if (isFailure(error, 'closed') || this.#clock.now() >= end) return this.#giveUp(reason(error))
        await new Promise<void>((resolve) => this.#clock.after(RETRY, resolve))
      }
    }
  }

  /** It may be in the log nevertheless, under a number that must not be given to another press. */
  #giveUp(message: string): Submitted {
    this.#begin()
    return { kind: 'failed', code: 'log_away', message }
  }

  #begin(): void {
    this.#producer = newProducer()
    this.#seq = 0
  }
}

function newProducer(): string {
  return `relay-${randomUUID()}`
}
