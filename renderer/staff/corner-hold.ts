/**
 * The staff's gesture: a finger (or the mouse) held for 3 s in one of the upper corners. Nobody does that by accident,
 * and nothing on the page shows where it is.
 */
import type { Clock } from '../../protocol/clock.ts'
import type { Side } from './pad-machine.ts'

/** CSS pixels. */
export const CORNER = 96
/** A finger that wanders this far is wiping the glass, CSS pixels. */
export const WANDERING = 24
export const HOLD = 3_000

export type Point = { readonly x: number; readonly y: number }

/** Which corner the point lies in, if in one, of a page that is `width` wide. */
export function cornerAt({ x, y }: Point, width: number): Side | null {
  if (y < 0 || y >= CORNER) return null
  if (x >= 0 && x < CORNER) return 'left'
  return x >= width - CORNER && x < width ? 'right' : null
}

export function wandered(from: Point, to: Point): boolean {
  return Math.hypot(to.x - from.x, to.y - from.y) > WANDERING
}

type Holding = { readonly pointer: number; readonly from: Point; readonly cancel: () => void }

/** Listens before everything else on the page, and takes nothing away from it. */
export function listenToCorners(window: Window, clock: Clock, onHeld: (side: Side) => void): void {
  let holding: Holding | null = null
  const end = (event: PointerEvent) => {
    if (event.pointerId !== holding?.pointer) return
    holding.cancel()
    holding = null
  }
  const begin = (event: PointerEvent) => {
    // A second finger is no gesture of ours.
    holding?.cancel()
    holding = null
    const side = cornerAt({ x: event.clientX, y: event.clientY }, window.innerWidth)
    if (side === null || event.button !== 0 || !event.isPrimary) return
    const cancel = clock.after(HOLD, () => {
      holding = null
      onHeld(side)
    })
    holding = { pointer: event.pointerId, from: { x: event.clientX, y: event.clientY }, cancel }
  }
  const move = (event: PointerEvent) => {
    if (holding && wandered(holding.from, { x: event.clientX, y: event.clientY })) end(event)
  }
  window.addEventListener('pointerdown', begin, true)
  window.addEventListener('pointermove', move, true)
  for (const type of ['pointerup', 'pointercancel'] as const) window.addEventListener(type, end, true)
  // A long touch opens the browser's menu, and the menu takes the pointer away.
  window.addEventListener('contextmenu', (event) => holding && event.preventDefault(), true)
}
