/** What a box's heartbeats tell of its state, for people; no press is ever made of it. Pure. */
import type { BoxFrame, Heartbeat, Hello } from '../../../protocol/box/frame.ts'

export type BoxHealth = {
  /** When the last heartbeat came, ms. */
  readonly beatAt?: number
  /** Since when each button that is down has been. */
  readonly downSince: ReadonlyMap<number, number>
  /** Which box, and which of its boots. */
  readonly box?: string
  readonly boot?: number
  /** Events that it had to drop, over all its boots since it was met. */
  readonly lost: number
  /** Of these, as many as the newest heartbeat of this boot told. */
  readonly lostOfBoot: number
}

export const UNKNOWN_HEALTH: BoxHealth = { downSince: new Map(), lost: 0, lostOfBoot: 0 }

/** Nobody holds a button that long: it is jammed, or something lies on it, ms. */
export const STUCK_AFTER = 30_000

export function healthAfter(health: BoxHealth, frame: BoxFrame, now: number): BoxHealth {
  if (frame.kind === 'hello') return afterHello(health, frame)
  return frame.kind === 'heartbeat' ? afterBeat(health, frame, now) : health
}

export function stuckButtons({ downSince }: BoxHealth, now: number): number[] {
  return [...downSince].filter(([, since]) => now - since >= STUCK_AFTER).map(([button]) => button)
}

/** A box counts from zero after each reset, and a stuck key must be seen anew. */
function afterHello(health: BoxHealth, { id, boot }: Hello): BoxHealth {
  if (id !== health.box) return { ...UNKNOWN_HEALTH, box: id, boot }
  return boot === health.boot ? health : { ...health, boot, downSince: new Map(), lostOfBoot: 0 }
}

function afterBeat(health: BoxHealth, { bitmap, lost }: Heartbeat, now: number): BoxHealth {
  const downSince = new Map<number, number>()
  for (let button = 0, rest = bitmap; rest > 0; button++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) downSince.set(button, health.downSince.get(button) ?? now)
  }
  const dropped = Math.max(0, lost - health.lostOfBoot)
  return { ...health, beatAt: now, downSince, lost: health.lost + dropped, lostOfBoot: lost }
}
