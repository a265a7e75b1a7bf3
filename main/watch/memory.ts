/** What a page's memory asks for. A page that runs for months may leak; its ceiling is the setting `memoryMb`. */

/** `now`: also during a call, for soon the machine would choose by itself what to end. */
export type MemoryWish = 'none' | 'when-idle' | 'now'

/** From this many times the ceiling on, nobody waits for the end of a call. */
export const FAR_OVER = 1.5

/** Both in MB: the working set of the page's process, and the ceiling. */
export function memoryWish(used: number, ceiling: number): MemoryWish {
  if (used <= ceiling) return 'none'
  return used <= ceiling * FAR_OVER ? 'when-idle' : 'now'
}
