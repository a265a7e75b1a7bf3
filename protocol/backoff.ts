/** Full-jitter backoff (Brooker, "Exponential Backoff And Jitter", 2015): a crowd that lost one relay comes back spread. */
export type Backoff = { readonly base: number; readonly cap: number }

export const RECONNECT: Backoff = { base: 200, cap: 5_000 }

/** Milliseconds to wait before try number `attempt` (0 first). `random` is in [0, 1). */
export function fullJitter(backoff: Backoff, attempt: number, random: number): number {
  return random * Math.min(backoff.cap, backoff.base * 2 ** Math.min(attempt, 30))
}
