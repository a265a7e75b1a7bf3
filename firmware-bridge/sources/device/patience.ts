import type { Clock } from '../../../protocol/clock.ts'

/** Enough for Node to read what has come meanwhile, ms. */
const LAST_CHANCE = 100

/**
 * Runs `task` after `delay` ms of silence; the answer takes it back.
 *
 * If this very process has stood still (a slow disk, a laptop that slept), its timers fire before it has read what the
 * device said meanwhile. So the end comes in two steps, and what is read in between can still call it off.
 */
export function afterSilence(clock: Clock, delay: number, task: () => void): () => void {
  let cancel = clock.after(delay - LAST_CHANCE, () => {
    cancel = clock.after(LAST_CHANCE, task)
  })
  return () => cancel()
}
