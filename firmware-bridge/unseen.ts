/**
 * Presses that this bridge has taken and the log does not show yet, and tills whose newest press failed. Pure.
 *
 * With it a lamp says "safe" while the log is away, and closing a till twice in an outage closes and opens it.
 */
import { type Entry, isPress } from '../protocol/event.ts'
import type { Press } from '../protocol/press.ts'

export type Unseen = {
  /** Oldest first. */
  readonly pending: readonly Press[]
  readonly failed: readonly number[]
}

export const NOTHING_UNSEEN: Unseen = { pending: [], failed: [] }

/** In a long outage only the newest presses say anything about a till. */
const MOST = 1_000

export function journaled(unseen: Unseen, press: Press): Unseen {
  return {
    pending: [...unseen.pending, press].slice(-MOST),
    failed: unseen.failed.filter((cashier) => cashier !== press.cashier),
  }
}

export function notJournaled(unseen: Unseen, { cashier }: Press): Unseen {
  return unseen.failed.includes(cashier) ? unseen : { ...unseen, failed: [...unseen.failed, cashier] }
}

/** The log shows these entries: each ends the oldest pending press that it can be. */
export function seen(unseen: Unseen, entries: readonly Entry[]): Unseen {
  if (unseen.pending.length === 0) return unseen
  const pending = [...unseen.pending]
  for (const { event } of entries) {
    if (!isPress(event)) continue
    const index = pending.findIndex(
      (press) =>
        press.cashier === event.cashier &&
        press.action === event.type &&
        press.source === event.source &&
        press.id === event.id,
    )
    if (index !== -1) pending.splice(index, 1)
  }
  return { ...unseen, pending }
}

export function isPending(unseen: Unseen, cashier: number): boolean {
  return unseen.pending.some((press) => press.cashier === cashier)
}

/** Whether the till will be closed once the log has everything. */
export function willBeClosed(unseen: Unseen, cashier: number, closed: boolean): boolean {
  let now = closed
  for (const press of unseen.pending) {
    if (press.cashier !== cashier) continue
    if (press.action === 'close') now = true
    // A call opens a closed till.
    if (press.action === 'open' || press.action === 'call') now = false
  }
  return now
}
