/** Waiting with an end to it. */
import type { Clock } from '../../protocol/clock.ts'

/** The bound was reached; the task goes on, and nobody hears what becomes of it. */
export class Late extends Error {}

/** `task` begins in this very turn. Rejects with `Late` after `patience` ms. */
export async function within<T>(clock: Clock, patience: number, task: () => Promise<T>): Promise<T> {
  let cancel = () => {}
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(patience, () => reject(new Late()))
  })
  try {
    return await Promise.race([task(), late])
  } finally {
    cancel()
  }
}
