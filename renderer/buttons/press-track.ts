/** What became of the newest press that this page made for a till. Pure; the log's own word comes from `desk`. */
import { type Action, type Entry, isPress } from '../../protocol/event.ts'
import { isStale } from '../../protocol/reduce.ts'
import type { SendOutcome } from './press-sender.ts'

export type PressTrack =
  /** Nothing of ours is open: the log says how the till stands. */
  | { readonly kind: 'settled' }
  | { readonly kind: 'sending'; readonly id: string; readonly action: Action }
  /** On disk at the bridge since `at` (log time, ms), not seen in the log yet. */
  | { readonly kind: 'journaled'; readonly id: string; readonly action: Action; readonly at: number }
  /** Nobody has it. `refused`: and pressing again will not help without another token. */
  | { readonly kind: 'failed'; readonly id: string; readonly why: 'no_answer' | 'refused' }
  /** In the log, but too old to be shown. */
  | { readonly kind: 'stale'; readonly id: string }

export const SETTLED: PressTrack = { kind: 'settled' }

/** A press in the log shows within milliseconds; one that is not there after this time, ms, is kept for later. */
export const KEPT_AFTER = 1_000

export function pressed(id: string, action: Action): PressTrack {
  return { kind: 'sending', id, action }
}

/** The answer to press `id`; of no interest when a newer press was made, or the log was faster than the answer. */
export function answered(track: PressTrack, id: string, outcome: SendOutcome, now: number): PressTrack {
  if (track.kind !== 'sending' || track.id !== id) return track
  switch (outcome.kind) {
    case 'journaled':
      return { kind: 'journaled', id, action: track.action, at: now }
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

/** A snapshot came instead of entries: whether a journaled press is in it cannot be told, so the log alone speaks. */
export function snapshotCame(track: PressTrack): PressTrack {
  return track.kind === 'journaled' ? SETTLED : track
}

/** Log time, ms, at which the track says something else by itself. */
export function trackChangesAt(track: PressTrack, now: number): number {
  const at = track.kind === 'journaled' ? track.at + KEPT_AFTER : Number.POSITIVE_INFINITY
  return at > now ? at : Number.POSITIVE_INFINITY
}
