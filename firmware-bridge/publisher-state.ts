/** Where the publisher stands: what it does next, and what others are told of it. */

export type Phase =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'running' }
  /** The next segment is being fetched. */
  | { readonly kind: 'turning' }
  /** No more is sent until every answer is here; then the cursor goes behind `last`. */
  | { readonly kind: 'rewinding'; readonly last: number }
  /** As above, but then the log is left alone for a moment. */
  | { readonly kind: 'failing'; readonly reason: string }
  | { readonly kind: 'away' }
  | { readonly kind: 'stopped' }

export type PublisherStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'publishing' }
  /** The log cannot be reached since then (the bridge's own clock, ms); presses are kept. */
  | { readonly kind: 'away'; readonly since: number; readonly reason: string }
  | { readonly kind: 'stopped' }

export type PublisherCounts = {
  /** Presses that the log took. */
  published: number
  /** Presses that the log had already. */
  repeated: number
  /** How often the log had to be given again what it had lost. */
  rewinds: number
  /** How often the log could not be reached. */
  failures: number
}
