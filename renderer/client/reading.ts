/** How far a client has read the log, and what that amounts to. Pure. */
import type { Entry } from '../../protocol/event.ts'
import type { ServerMessage } from '../../protocol/message.ts'
import { reduce } from '../../protocol/reduce.ts'
import { INITIAL_STATE, type State } from '../../protocol/state.ts'

export type Reading = {
  /** The life of the log that `state` belongs to; null: nothing has been read. */
  readonly epoch: string | null
  /** `doubtful`: entries after `state` did not arrive as they should; ask for a snapshot instead of resuming. */
  readonly place: 'known' | 'doubtful'
  readonly state: State
}

export type Welcome = Extract<ServerMessage, { type: 'welcome' }>
export type Snapshot = Extract<ServerMessage, { type: 'snapshot' }>

export const UNREAD: Reading = { epoch: null, place: 'doubtful', state: INITIAL_STATE }

/** What `hello` says of it. */
export function position({ epoch, place, state }: Reading): { epoch: string; offset: number } | undefined {
  return epoch === null || place === 'doubtful' ? undefined : { epoch, offset: state.offset }
}

export function doubted(reading: Reading): Reading {
  return { ...reading, place: 'doubtful' }
}

/**
 * The log as the relay knows it. In another epoch, or when it ends before our place (a failover lost its tail), our
 * calls never happened: they go at once. The store's settings stay until the snapshot, because a look is no claim.
 */
export function welcomed(reading: Reading, { epoch, offset }: Welcome): Reading {
  if (reading.epoch === epoch && reading.state.offset <= offset) return reading
  return { epoch, place: 'doubtful', state: { ...INITIAL_STATE, settings: reading.state.settings } }
}

export function readSnapshot(reading: Reading, snapshot: Snapshot): Reading {
  return { ...reading, place: 'known', state: snapshot.state }
}

export type ReadEntry =
  | { readonly kind: 'read'; readonly reading: Reading }
  /** Read before: a harmless overlap. */
  | { readonly kind: 'known' }
  /** Something between is missing, and nothing may be guessed. */
  | { readonly kind: 'gap' }

export function readEntry(reading: Reading, entry: Entry): ReadEntry {
  const { offset } = reading.state
  if (entry.offset <= offset) return { kind: 'known' }
  if (reading.place === 'doubtful' || entry.offset > offset + 1) return { kind: 'gap' }
  return { kind: 'read', reading: { ...reading, state: reduce(reading.state, entry) } }
}
