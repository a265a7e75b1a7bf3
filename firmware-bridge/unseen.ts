/**
 * Presses that this bridge has taken and the log does not show yet, and tills whose newest press failed. Pure.
 *
 * With it a lamp says "safe" while the log is away, and closing a till twice in an outage closes and opens it.
 */
import { type Entry, isPress, type PressEvent } from '../protocol/event.ts'
import type { Press } from '../protocol/press.ts'

export type Unseen = {
  /** Oldest first. */
  readonly presses: readonly UnseenPress[]
  /** Tills whose newest press could not be journaled. */
  readonly failed: readonly number[]
}

type UnseenPress = { readonly press: Press; readonly stage: Stage }

type Stage =
  | { readonly kind: 'writing' }
  | { readonly kind: 'safe' }
  /** The log has it: as an entry up to this offset, or it knew it already and shows it no second time. */
  | { readonly kind: 'taken'; readonly offset: number }

export const NOTHING_UNSEEN: Unseen = { presses: [], failed: [] }

/** Of each till: in a long outage only its newest presses say anything about it. */
const KEPT = 20

/**
 * The press is being written to disk. One that a box says again after a crash may be meant otherwise by now (the till
 * that it closed is closed), but the log takes the first alone.
 */
export function begun({ presses, failed }: Unseen, press: Press): Unseen {
  if (press.id !== undefined && presses.some((known) => known.press.id === press.id)) return { presses, failed }
  const ofTill = presses.filter(({ press: { cashier } }) => cashier === press.cashier)
  const dropped = ofTill.length < KEPT ? undefined : ofTill[0]
  return { presses: [...presses.filter((one) => one !== dropped), { press, stage: { kind: 'writing' } }], failed }
}

export function journaled({ presses, failed }: Unseen, press: Press): Unseen {
  return {
    presses: presses.map((one) => (one.press === press ? { press, stage: { kind: 'safe' } } : one)),
    failed: failed.filter((cashier) => cashier !== press.cashier),
  }
}

export function notJournaled({ presses, failed }: Unseen, press: Press): Unseen {
  return {
    presses: presses.filter((one) => one.press !== press),
    failed: [...failed.filter((cashier) => cashier !== press.cashier), press.cashier],
  }
}

/** The log has all that is safe; its newest entry then is at `offset`. */
export function allTaken({ presses, failed }: Unseen, offset: number): Unseen {
  const taken = presses.map(({ press, stage }): UnseenPress => {
    return { press, stage: stage.kind === 'safe' ? { kind: 'taken', offset } : stage }
  })
  return { presses: taken, failed }
}

/** The log shows these entries: each ends the oldest press that it can be. */
export function seen({ presses, failed }: Unseen, entries: readonly Entry[]): Unseen {
  let left = presses
  for (const { event } of entries) {
    if (left.length === 0) break
    const shown = isPress(event) ? left.find(({ press }) => isSame(press, event)) : undefined
    if (shown) left = left.filter((one) => one !== shown)
  }
  return left === presses ? { presses, failed } : { presses: left, failed }
}

/** The log is known up to `offset`. */
export function read({ presses, failed }: Unseen, offset: number): Unseen {
  return { presses: presses.filter(({ stage }) => stage.kind !== 'taken' || stage.offset > offset), failed }
}

/** Whether a press of the till is on disk and not to be seen in the log yet. */
export function isPending({ presses }: Unseen, till: number): boolean {
  return presses.some(({ press, stage }) => press.cashier === till && stage.kind !== 'writing')
}

/** Whether the till will be closed once the log has everything. */
export function willBeClosed({ presses }: Unseen, till: number, closed: boolean): boolean {
  const verdicts = presses.filter(({ press }) => press.cashier === till).map(({ press }) => closes(press))
  return verdicts.findLast((verdict) => verdict !== undefined) ?? closed
}

function closes({ action }: Press): boolean | undefined {
  if (action === 'close') return true
  // A call opens a closed till.
  return action === 'open' || action === 'call' || action === 'recall' ? false : undefined
}

function isSame(press: Press, event: PressEvent): boolean {
  const { action, cashier, source, id } = press
  return action === event.type && cashier === event.cashier && source === event.source && id === event.id
}
