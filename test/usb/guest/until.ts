/** Waiting, the only way there is: for a condition, patiently. The guest's processor is emulated and its host is busy. */
import { setTimeout as pause } from 'node:timers/promises'

const PATIENCE = 120_000
const LOOK_AGAIN = 20

/** Answers what `look` finds, as soon as that is neither undefined nor false. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const end = performance.now() + PATIENCE
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > end) throw new Error(`still not so after ${PATIENCE / 1000} s: ${what}`)
    await pause(LOOK_AGAIN)
  }
}
