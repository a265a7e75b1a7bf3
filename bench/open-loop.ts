/**
 * Open-loop load: work starts when it is due, whether or not the work before is done, and is timed from when it was
 * due. A loop that waits for each answer would hide every stall behind it (coordinated omission; Tene, 2015).
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
      // Node's timers are 1 ms coarse: a due time may be passed by that, never by more for our own doing.
      else setTimeout(startDue, 1)
    }
    startDue()
  })
  await Promise.all(started)
}
