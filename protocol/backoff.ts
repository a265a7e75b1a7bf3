/** Full-jitter backoff (Brooker, "Exponential Backoff And Jitter", 2015): a crowd that lost one relay comes back spread. */
export type Backoff = { readonly base: number; readonly cap: number }

/**
 * A page that has lost its relay. The cap stays under a second because a screen must be right again within 1 s of the
 * relay's return, however long it was away; the jitter keeps even a thousand screens at about 2,500 tries a second.
 */
export const RECONNECT: Backoff = { base: 150, cap: 800 }

/** A page that the relay has sent away for being too fast, too slow or too large: it must not come back at once. */
export const PENALTY: Backoff = { base: 2_000, cap: 30_000 }

/** Milliseconds to wait before try number `attempt` (0 first). `random` is in [0, 1). */
export function fullJitter(backoff: Backoff, attempt: number, random: number): number {
  return random * Math.min(backoff.cap, backoff.base * 2 ** Math.min(attempt, 30))
}
