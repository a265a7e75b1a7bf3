/** The state of a store: what all entries up to `offset` amount to. Plain JSON, so a snapshot is `JSON.stringify`. */
import { DEFAULT_SETTINGS, type StoreSettings } from './settings.ts'

/**
 * One call in its place in the order. All instants are log time in ms.
 * It is highlighted from `start` (included) to `end` (excluded).
 */
export type Call = {
  readonly cashier: number
  readonly language: string
  /** Offset of the entry that made the call: its identity. */
  readonly offset: number
  /** When it was appended. */
  readonly at: number
  readonly start: number
  readonly end: number
  /** The settings in force when it was made, ms: a later change never moves a call that is placed. */
  readonly hold: number
  readonly floor: number
  /** When it was last announced: its start, or a recall while it was shown. */
  readonly announced: number
  /** How many times the cashier pressed again; a screen chimes when it grows. */
  readonly recalls: number
  /** Since when the screen has been quiet before `start`; equal to `start` where another call came just before. */
  readonly quietSince: number
  /** Cancelled or finished while shown: it may fill the screen a moment longer, but never the strip. */
  readonly withdrawn: boolean
}

export type State = {
  /** Version of this shape; a client that does not know it asks for nothing and shows nothing. */
  readonly v: 1
  readonly offset: number
  /** Log time of the newest entry, ms. */
  readonly at: number
  /** In order of announcement; the past is pruned as entries arrive. */
  readonly calls: readonly Call[]
  /** When the highlight that was pruned or withdrawn last leaves the screen free for the next, and when it ended. */
  readonly free: { readonly from: number; readonly quietSince: number }
  readonly closed: readonly number[]
  readonly help: readonly number[]
  readonly notice: { readonly text: string; readonly until: number | null } | null
  readonly settings: StoreSettings
}

/** The state of an empty log. */
export const INITIAL_STATE: State = {
  v: 1,
  offset: 0,
  at: 0,
  calls: [],
  free: { from: 0, quietSince: 0 },
  closed: [],
  help: [],
  notice: null,
  settings: DEFAULT_SETTINGS,
}
