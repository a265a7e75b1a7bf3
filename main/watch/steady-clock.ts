/**
 * A clock that never steps: a mini PC without a battery starts in 1970 and jumps to today when the network is there.
 * Read off the wall clock, every page would then have been silent for decades. Its zero is the start of this process.
 */
import { systemClock } from '../../platform/system-clock.ts'
import type { Clock } from '../../protocol/clock.ts'

export const steadyClock: Clock = { now: () => performance.now(), after: systemClock.after }
