/** A clock that never steps, for what measures how long: a correction by NTP moves `Date.now()`, and every hold with it. */
import type { Clock } from '../protocol/clock.ts'
import { systemClock } from './system-clock.ts'

/**
 * Its start may be wrong by as much as the machine's clock; offsets to log time take care of that. Whole milliseconds, as
 * `Date.now()` has them: they stand in presses and in log lines.
 */
export const steadyClock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  after: systemClock.after,
}
