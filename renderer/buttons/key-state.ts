/** What a key says: one state from the page's own press, the log and the connection. Pure. */

import { desk } from '../../protocol/desk.ts'
import type { Catalogue } from '../../protocol/language/index.ts'
import { waitingText } from '../../protocol/language/index.ts'
import type { State } from '../../protocol/state.ts'
import type { Link } from '../client/link.ts'
import { KEPT_AFTER, type PressTrack } from './press-track.ts'

export type KeyState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'journaled' }
  | { readonly kind: 'waiting'; readonly behind: number }
  | { readonly kind: 'shown' }
  | { readonly kind: 'called' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly why: 'no_answer' | 'refused' | 'stale' }
  /** Safe on disk; the log cannot be reached. */
  | { readonly kind: 'kept' }
  /** No connection: what the log says now is not known. */
  | { readonly kind: 'away' }

/** A reconnection is quicker than this, ms, and no reason to alarm anybody. */
const AWAY_AFTER = 1_000

export function keyState(state: State, cashier: number, track: PressTrack, link: Link, now: number): KeyState {
  switch (track.kind) {
    case 'sending':
      return { kind: 'sending' }
    case 'journaled':
      return { kind: now - track.at < KEPT_AFTER ? 'journaled' : 'kept' }
    case 'failed':
      return { kind: 'failed', why: track.why }
    case 'stale':
      return { kind: 'failed', why: 'stale' }
    case 'settled':
      return isAway(link, now) ? { kind: 'away' } : fromLog(state, cashier, now)
  }
}

export function isAway(link: Link, now: number): boolean {
  return link.kind === 'refused' || (link.kind !== 'live' && now - link.since >= AWAY_AFTER)
}

/** Log time, ms, at which a lost connection begins to be told. */
export function linkChangesAt(link: Link, now: number): number {
  const at = link.kind === 'live' || link.kind === 'refused' ? now : link.since + AWAY_AFTER
  return at > now ? at : Number.POSITIVE_INFINITY
}

function fromLog(state: State, cashier: number, now: number): KeyState {
  const at = desk(state, cashier, now)
  return at.kind === 'waiting' ? { kind: 'waiting', behind: at.behind } : { kind: at.kind }
}

/** The state in words, as it stands under the key. A till that has called for help says so while nothing else goes on. */
export function keyWords(key: KeyState, help: boolean, catalogue: Catalogue): string {
  const words = catalogue.desk
  switch (key.kind) {
    case 'idle':
      return help ? words.help : words.ready
    case 'waiting':
      return waitingText(catalogue, key.behind)
    case 'failed':
      return { no_answer: words.failed, refused: words.refused, stale: words.stale }[key.why]
    default:
      return words[key.kind]
  }
}
