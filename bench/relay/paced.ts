/**
 * Open-loop load, as `../open-loop.ts`: work starts when it is due, whatever became of the work before. This one sleeps
 * between two pieces, because a loop that turns without sleeping takes one of two processors from what is measured.
 * A piece may start a millisecond late; that counts against the server.
 */
import { monotonic, pause } from './clock.ts'

/** `due` is on `monotonic`'s clock. Resolves when all is done. */
export async function paced(
  perSecond: number,
  count: number,
  work: (index: number, due: number) => Promise<void>,
): Promise<void> {
  const begin = monotonic()
  const started: Promise<void>[] = []
  while (started.length < count) {
    const due = begin + (started.length * 1_000) / perSecond
    if (due > monotonic()) await pause(1)
    else started.push(work(started.length, due))
  }
  await Promise.all(started)
}
