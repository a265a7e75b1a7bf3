/** What the lamp beside a cashier's button shows, as a function of the till's desk, of what the bridge knows, and of time. */
import type { Desk } from '../desk.ts'

/**
 * `off`: the till is closed. `lit`: it is open, and all it pressed is safe. `slow`: its call waits behind others.
 * `fast`: its call is on the screen. `double`: the press failed, or the log cannot be reached.
 */
export type Lamp = 'off' | 'lit' | 'slow' | 'fast' | 'double'

export type DeskKnown = {
  /** The till's newest press is on disk, and not in the log yet. */
  readonly pending: boolean
  /** The till's newest press could not be journaled. */
  readonly failed: boolean
  /** The log cannot be reached. */
  readonly offline: boolean
}

export function lampOf(desk: Desk, { pending, failed, offline }: DeskKnown): Lamp {
  if (failed || offline) return 'double'
  if (pending) return 'lit'
  switch (desk.kind) {
    case 'waiting':
      return 'slow'
    case 'shown':
      return 'fast'
    case 'idle':
    case 'called':
      return 'lit'
    case 'closed':
      return 'off'
  }
}

/**
 * When a lamp changes, ms from the beginning of its pattern: lit first, then off, and so on. `fast` is 2.5 flashes a
 * second: more than three may harm people with photosensitive epilepsy (WCAG 2.2, 2.3.1).
 */
const PATTERNS = {
  slow: [0, 1_000, 2_000],
  fast: [0, 200, 400],
  double: [0, 100, 200, 300, 1_000],
} as const

/** Whether a lamp that can only be on or off is on at `now`, ms. */
export function isLit(lamp: Lamp, now: number): boolean {
  if (lamp === 'off' || lamp === 'lit') return lamp === 'lit'
  return stepAt(PATTERNS[lamp], now).index % 2 === 0
}

/** When that changes, ms; null: never by itself. */
export function nextLightChange(lamp: Lamp, now: number): number | null {
  return lamp === 'off' || lamp === 'lit' ? null : stepAt(PATTERNS[lamp], now).end
}

/**
 * The masks for a box that blinks by itself: a lamp with `on` alone is lit, with `blink` alone blinks slowly, with both
 * fast. It knows no double flash: that one is flashed from here, by other masks at other instants.
 */
export function lampMasks(lamps: readonly Lamp[], now: number): { readonly on: number; readonly blink: number } {
  let [on, blink] = [0, 0]
  for (const [index, lamp] of lamps.entries()) {
    const bit = 2 ** index
    if (lamp === 'lit' || lamp === 'fast' || (lamp === 'double' && isLit(lamp, now))) on += bit
    if (lamp === 'slow' || lamp === 'fast') blink += bit
  }
  return { on, blink }
}

/** When the masks change by time alone, ms; null: never. */
export function nextMaskChange(lamps: readonly Lamp[], now: number): number | null {
  return lamps.includes('double') ? nextLightChange('double', now) : null
}

function stepAt(pattern: readonly number[], now: number): { readonly index: number; readonly end: number } {
  const period = pattern.at(-1) ?? 1
  const begin = Math.floor(now / period) * period
  const index = pattern.findLastIndex((at) => begin + at <= now)
  return { index, end: begin + (pattern[index + 1] ?? period) }
}
