/**
 * Tells the kiosk's program that this page lives: once a second, from a frame that was really drawn, so that a page whose
 * pictures stand still is noticed like one that hangs.
 */
import type { Kiosk } from './kiosk.ts'

const EVERY = 1_000

export type Report = { readonly view: 'wait' | 'calling' | 'offline'; readonly offset: number }

/** The answer beats at once: the program waits for some moments, such as the end of a call. */
export function startBeating(kiosk: Kiosk, report: () => Report): () => void {
  const beat = () => kiosk.beat(report())
  const atFrame = () => {
    // A page that nobody can see (a display asleep) is drawn no frames, and lives all the same.
    if (document.visibilityState === 'visible') requestAnimationFrame(beat)
    else beat()
  }
  setInterval(atFrame, EVERY)
  return atFrame
}
