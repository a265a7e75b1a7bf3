/**
 * Whether what the screen knows may still be shown.
 *
 * A screen that has lost the log goes on with what it surely knows: a call that runs ends on time. What was only going
 * to start after the grace may have been cancelled meanwhile, so it is not shown: never a number that is not true.
 */
import type { View } from '../../protocol/view.ts'
import type { Link } from '../client/link.ts'

export type Standing =
  | { readonly kind: 'sure' }
  /** Without the log for a moment: shown with a mark. `until` is log time, ms. */
  | { readonly kind: 'away'; readonly until: number }
  | { readonly kind: 'offline' }

/** How long a lost connection is only a mark, ms: a restarted relay is back sooner. */
const GRACE = 2_000

/** `now` is log time, ms. */
export function standing(link: Link, view: View, now: number): Standing {
  if (link.kind === 'live') return { kind: 'sure' }
  const until = link.kind === 'refused' ? Number.NEGATIVE_INFINITY : link.since + GRACE
  if (now < until) return { kind: 'away', until }
  const begunInTime = view.mode === 'calling' && view.call.start < until
  return begunInTime ? { kind: 'away', until: view.call.end } : { kind: 'offline' }
}
