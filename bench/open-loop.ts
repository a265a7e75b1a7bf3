/**
 * Open-loop load: work starts when it is due, whether or not the work before is done. A loop that waits for each answer
 * would hide every stall behind it (coordinated omission; Tene, 2015). Node's timers are 1 ms coarse, which would be
 * most of what is measured here: between two pieces of work the loop turns without sleeping.
 */
import { performance } from 'node:perf_hooks'

/** Starts `count` pieces of work, `perSecond` of them each second; resolves when all of them are done. */
export async function openLoop(
  perSecond: number,
  count: number,
  work: (index: number, due: number) => Promise<void>,
): Promise<void> {
  const begin = performance.now()
  const started: Promise<void>[] = []
  await new Promise<void>((resolve) => {
    const startDue = () => {
      while (started.length < count) {
        const due = begin + (started.length * 1_000) / perSecond
        if (due > performance.now()) break
        started.push(work(started.length, due))
      }
      if (started.length >= count) resolve()
      else setImmediate(startDue)
    }
    startDue()
  })
  await Promise.all(started)
}
