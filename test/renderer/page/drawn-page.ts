/**
 * A page in Node, as far as its frames go: it draws when the test says so, and is seen or hidden as the test says.
 *
 *     const page = drawnPage()
 *
 * How to extend: what else a part of renderer/page asks of the document becomes a property of `DrawnPage`.
 */
import { afterEach, beforeEach, vi } from 'vitest'

export type DrawnPage = {
  visibilityState: DocumentVisibilityState
  addEventListener(): void
  /** Those that wait to be drawn. */
  frames: (() => void)[]
}

/** Stands for the document in every test of a file, with timers that the test turns; seen, and with nothing to draw. */
export function drawnPage(): DrawnPage {
  const page: DrawnPage = { visibilityState: 'visible', addEventListener: () => undefined, frames: [] }
  beforeEach(() => {
    vi.useFakeTimers()
    page.frames = []
    page.visibilityState = 'visible'
    vi.stubGlobal('document', page)
    vi.stubGlobal('requestAnimationFrame', (draw: () => void) => page.frames.push(draw))
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })
  return page
}
