/** What became of the newest press that this page made for a till. Pure; the log's own word comes from `desk`. */
import { type Action, type Entry, isPress } from '../../protocol/event.ts'
import { isStale } from '../../protocol/reduce.ts'
import type { SendOutcome } from './press-sender.ts'

/** A press that is on its way into the log. All instants are log time, ms. */
type Open = { readonly id: string; readonly action: Action; readonly pressedAt: number }

export type PressTrack =
  /** Nothing of ours is open: the log says how the till stands. */
  | { readonly kind: 'settled' }
  | (Open & {
      readonly kind: 'sending'
      /** A snapshot came meanwhile that may hold it already. */
      readonly mayBeRead: boolean
    })
  /** On disk at the bridge since `at`, not seen in the log yet. */
  | (Open & { readonly kind: 'journaled'; readonly at: number })
  /** Nobody has it. `refused`: and pressing again will not help without another token. */
  | { readonly kind: 'failed'; readonly id: string; readonly why: 'no_answer' | 'refused' }
  /** In the log, but too old to be shown. */
  | { readonly kind: 'stale'; readonly id: string }

export const SETTLED: PressTrack = { kind: 'settled' }

/** A press in the log shows within milliseconds; one that is not there after this time, ms, is kept for later. */
export const KEPT_AFTER = 1_000

/**
 * A snapshot whose newest entry is older than a press by more than this, ms, cannot hold it. Log time at a page is a
 * guess: at first it is wrong by up to half of the time that a `hello` was under way (RFC 5905, section 8), 2 s.
 */
export const DOUBT = 2_500

export function pressed(id: string, action: Action, now: number): PressTrack {
  return { kind: 'sending', id, action, pressedAt: now, mayBeRead: false }
}

/** The answer to press `id`; of no interest when a newer press was made, or the log was faster than the answer. */
export function answered(track: PressTrack, id: string, outcome: SendOutcome, now: number): PressTrack {
  if (track.kind !== 'sending' || track.id !== id) return track
  switch (outcome.kind) {
    case 'journaled':
      if (track.mayBeRead) return SETTLED
      return { kind: 'journaled', id, action: track.action, pressedAt: track.pressedAt, at: now }
    case 'refused':
      return { kind: 'failed', id, why: 'refused' }
    case 'failed':
      return { kind: 'failed', id, why: 'no_answer' }
  }
}

/** An entry about this till. Ours settles the press; a later one of another button ends an old failure. */
export function seen(track: PressTrack, entry: Entry, staleAfter: number): PressTrack {
  const { event } = entry
  if (track.kind === 'settled' || !isPress(event)) return track
  if (event.id === track.id) {
    const shows = event.type === 'call' || event.type === 'recall'
    return shows && isStale(event, entry.at, staleAfter) ? { kind: 'stale', id: track.id } : SETTLED
  }
  return track.kind === 'failed' || track.kind === 'stale' ? SETTLED : track
}

/**
 * A snapshot came instead of entries; its newest one was appended at `newest`, log time in ms. It does not say which
 * presses are in it: of one that may be, the log alone speaks from now on.
 */
export function snapshotCame(track: PressTrack, newest: number): PressTrack {
  if (track.kind !== 'sending' && track.kind !== 'journaled') return track
  if (newest < track.pressedAt - DOUBT) return track
  return track.kind === 'sending' ? { ...track, mayBeRead: true } : SETTLED
}

/** The page has learnt that log time is `by` ms later than it had thought. */
export function moved(track: PressTrack, by: number): PressTrack {
  if (track.kind !== 'sending' && track.kind !== 'journaled') return track
  const pressedAt = track.pressedAt + by
  return track.kind === 'sending' ? { ...track, pressedAt } : { ...track, pressedAt, at: track.at + by }
}

/** Log time, ms, at which the track says something else by itself. */
export function trackChangesAt(track: PressTrack, now: number): number {
  const at = track.kind === 'journaled' ? track.at + KEPT_AFTER : Number.POSITIVE_INFINITY
  return at > now ? at : Number.POSITIVE_INFINITY
}
