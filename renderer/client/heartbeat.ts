/**
 * The heartbeat: pings that measure log time and find a half-open connection. Pure; times are the client's own, ms.
 *
 * Silence alone proves nothing: a hidden page's timers may sleep for a minute (Chrome's intensive throttling), and then
 * nobody asked. So a connection counts as dead when it has been silent for `SILENCE` and a ping has waited `PATIENCE`.
 */
export type Heart = {
  /** When anything was last heard. */
  readonly heardAt: number
  /** When the first ping since then was sent; null: none is out. */
  readonly askedAt: number | null
  readonly nextPing: number
  readonly pings: number
}

const INTERVAL = 2_000
/** With pings every 2 s the end of a connection is found 4 to 4.3 s after it. */
const SILENCE = 4_000
const PATIENCE = 2_000
/** The first pings come quickly: the best of a few round trips fixes log time within a fraction of a second. */
const QUICK = 120
const QUICK_PINGS = 4

export function firstBeat(now: number): Heart {
  return { heardAt: now, askedAt: null, nextPing: now, pings: 0 }
}

/** For a page that knows log time from before: ten thousand that come back at once must not ask four times each. */
export function nextLifeBeat(now: number): Heart {
  return { ...firstBeat(now), pings: QUICK_PINGS }
}

export function heard(heart: Heart, now: number): Heart {
  return { ...heart, heardAt: now, askedAt: null }
}

export function pinged(heart: Heart, now: number): Heart {
  const pings = heart.pings + 1
  const nextPing = now + (pings < QUICK_PINGS ? QUICK : INTERVAL)
  return { ...heart, askedAt: heart.askedAt ?? now, nextPing, pings }
}

export function isPingDue(heart: Heart, now: number): boolean {
  return now >= heart.nextPing
}

export function isSilent(heart: Heart, now: number): boolean {
  return now >= deadline(heart)
}

/** When to look again. */
export function nextBeat(heart: Heart): number {
  return Math.min(heart.nextPing, deadline(heart))
}

function deadline({ heardAt, askedAt }: Heart): number {
  return askedAt === null ? Number.POSITIVE_INFINITY : Math.max(heardAt + SILENCE, askedAt + PATIENCE)
}
