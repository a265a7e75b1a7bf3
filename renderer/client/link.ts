import type { ErrorCode } from '../../protocol/message.ts'

/** Why a page has no connection. */
export type LostReason =
  /** The relay cannot be reached. */
  | 'unreachable'
  /** The relay said that it restarts. */
  | 'restart'
  /** The connection was there and said nothing any more (half-open), or a `hello` was not answered. */
  | 'silent'
  /** An entry was missing; the page asks again rather than guess. */
  | 'gap'
  /** The relay sent the page away for its load. */
  | 'overload'
  | 'closed'

/** How a page stands to the log. `since` is log time in ms as the page knows it; it stays the same until `live`. */
export type Link =
  /** What the page shows is what the log says. */
  | { readonly kind: 'live' }
  /** Connected or connecting; what is shown was true at `since`. */
  | { readonly kind: 'recovering'; readonly since: number }
  | { readonly kind: 'lost'; readonly since: number; readonly reason: LostReason }
  /** The relay does not want this page: another token, store or program is needed. Tried again once a minute. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string }
