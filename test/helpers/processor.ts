/**
 * How busy this process is while it waits: a reader that spins on a vanished device is seen by nothing else.
 *
 * How to extend: what is measured must wait by itself and not turn in a loop, so `until` does not go with it.
 */
import { pbkdf2, pbkdf2Sync } from 'node:crypto'
import { promisify } from 'node:util'
import { systemClock } from '../../platform/system-clock.ts'
import type { Clock } from '../../protocol/clock.ts'

const hash = promisify(pbkdf2)
/** How long one piece of what crowds the thread pool takes, ms, however slow this machine is. */
const PIECE = 20

/** The machine's clock; `polls(n)` resolves, without keeping the processor busy, when `n` more timers were asked for. */
export function countingClock() {
  let left = Number.POSITIVE_INFINITY
  let done = () => {}
  const clock: Clock = {
    now: () => systemClock.now(),
    after: (delay, task) => {
      left--
      if (left <= 0) done()
      return systemClock.after(delay, task)
    },
  }
  const polls = (count: number) =>
    new Promise<void>((resolve) => {
      left = count
      done = resolve
    })
  return { clock, polls }
}

/** How much of one processor this process uses until the promise resolves. */
export async function processorShare(during: () => Promise<void>): Promise<number> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await during()
  const { user, system } = process.cpuUsage(cpu)
  return (user + system) / 1_000 / (performance.now() - start)
}

/**
 * Keeps Node's thread pool so busy that whatever is asked of it takes long: time enough for a plug to be pulled between
 * the driver's opening and its first read, which a hung-up terminal answers with nothing, for ever. The answer ends
 * that, and resolves when the pool is idle.
 */
export function crowdThreadPool(): () => Promise<unknown> {
  let crowded = true
  const rounds = roundsIn(PIECE)
  const work = async () => {
    while (crowded) await hash('a', 'b', rounds, 64, 'sha512')
  }
  const working = Array.from({ length: 8 }, work)
  return () => {
    crowded = false
    return Promise.all(working)
  }
}

/** How often this machine hashes in so many ms. */
function roundsIn(ms: number): number {
  const tried = 2_000
  const start = performance.now()
  pbkdf2Sync('a', 'b', tried, 64, 'sha512')
  return Math.ceil((tried * ms) / (performance.now() - start))
}
