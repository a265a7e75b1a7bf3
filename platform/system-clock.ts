import type { Clock } from '../protocol/clock.ts'

/** setTimeout's delay is a signed 32-bit number of milliseconds: with a longer one Node fires at once. */
const LONGEST = 2 ** 31 - 1

/** The machine's own clock. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delay, task) {
    let timer: NodeJS.Timeout
    const wait = (left: number) => {
      const part = Math.min(left, LONGEST)
      timer = setTimeout(() => (left > part ? wait(left - part) : task()), part)
      timer.unref()
    }
    wait(delay)
    return () => clearTimeout(timer)
  },
}
