/** What is to be done so that the windows that are open become those that are planned. Pure. */
import type { Bounds } from './display.ts'
import type { PlannedWindow } from './plan.ts'

/** A window as it is, not as it was asked for: a window manager moves windows by itself when a display goes. */
export type OpenWindow = { readonly key: string; readonly bounds: Bounds; readonly sounds: boolean }

export type Change =
  | { readonly kind: 'open'; readonly window: PlannedWindow }
  | { readonly kind: 'move'; readonly key: string; readonly bounds: Bounds }
  | { readonly kind: 'sound'; readonly key: string; readonly sounds: boolean }
  | { readonly kind: 'close'; readonly key: string }

/** Without a window manager Chromium makes a window that is as large as its display one pixel smaller. */
const OFF_BY = 1

/** Closing comes last: with its last window the program would end. */
export function changes(open: readonly OpenWindow[], plan: readonly PlannedWindow[]): Change[] {
  const is = new Map(open.map((window) => [window.key, window]))
  const kept = new Set(plan.map(({ key }) => key))
  const made = plan.flatMap((window): Change[] => {
    const now = is.get(window.key)
    return now ? corrections(now, window) : [{ kind: 'open', window }]
  })
  const closed = open.filter(({ key }) => !kept.has(key)).map(({ key }): Change => ({ kind: 'close', key }))
  return [...made, ...closed]
}

function corrections(now: OpenWindow, { key, bounds, sounds }: PlannedWindow): Change[] {
  const made: Change[] = []
  if (!fits(now.bounds, bounds)) made.push({ kind: 'move', key, bounds })
  if (now.sounds !== sounds) made.push({ kind: 'sound', key, sounds })
  return made
}

function fits(is: Bounds, planned: Bounds): boolean {
  const sides = ['x', 'y', 'width', 'height'] as const
  return sides.every((side) => Math.abs(is[side] - planned[side]) <= OFF_BY)
}
