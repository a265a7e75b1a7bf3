/**
 * A clock that stands still until a test sets it, for code that reads the time and waits for nothing.
 *
 * How to extend: code that also waits is tested with `FakeTimersClock`, which turns its timers; this one has none.
 */
import type { Clock } from '../../protocol/clock.ts'

export class ManualClock implements Clock {
  time: number

  constructor(time = 1_790_000_000_000) {
    this.time = time
  }

  now(): number {
    return this.time
  }

  after(): () => void {
    throw new Error('this code was thought to wait for nothing')
  }
}
