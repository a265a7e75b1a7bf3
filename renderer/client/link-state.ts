/** What the connection is made of: its state, what can happen to it, and what it wants done. Types and the beginning. */
import type { Entry } from '../../protocol/event.ts'
import { type LogClock, logTime, UNSYNCED } from '../../protocol/log-clock.ts'
import type { ClientMessage, ErrorCode, Role, ServerMessage } from '../../protocol/message.ts'
import type { State } from '../../protocol/state.ts'
import { firstBeat, type Heart } from './heartbeat.ts'
import type { Link } from './link.ts'
import { NOTHING_PAINTED, type Paintings } from './paintings.ts'
import { type Reading, UNREAD } from './reading.ts'

export type Phase =
  | { readonly kind: 'resting'; readonly until: number }
  | { readonly kind: 'opening'; readonly deadline: number }
  /** `hello` was said at `helloAt`; without progress until `deadline` the connection is given up. */
  | { readonly kind: 'greeting'; readonly helloAt: number; readonly deadline: number }
  /** Behind: live when the state has reached offset `target`. */
  | { readonly kind: 'catching'; readonly target: number; readonly deadline: number }
  | { readonly kind: 'live'; readonly from: number }
  | { readonly kind: 'refused'; readonly until: number }
  | { readonly kind: 'ended' }

export type Identity = { readonly store: string; readonly role: Role; readonly token?: string }

export type LinkMachine = {
  readonly identity: Identity
  readonly phase: Phase
  readonly link: Link
  readonly heart: Heart
  readonly clock: LogClock
  readonly reading: Reading
  /** Offset at the last `hello`: equal to the state's, no progress was made since. */
  readonly helloOffset: number
  /** What may be shown. */
  readonly board: State
  readonly paintings: Paintings
  /** Connections that failed since the last one that held. */
  readonly failures: number
  /** The last `error` of this connection: the close that follows it has only a number. */
  readonly complaint: { readonly code: ErrorCode; readonly message: string } | null
}

export type LinkEvent =
  | { readonly kind: 'opened' }
  | { readonly kind: 'message'; readonly message: ServerMessage }
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
  /** The time that `wakeAt` named has come, or later: timers of hidden pages are late. */
  | { readonly kind: 'wake' }
  /** The machine's network is back, or somebody looks at the page again: do not wait for the timer. */
  | { readonly kind: 'nudge' }
  /** Somebody can see the page, or nobody. */
  | { readonly kind: 'seen'; readonly visible: boolean }
  /** A frame drawn from the board at this offset has been painted just now. */
  | { readonly kind: 'drawn'; readonly offset: number }
  /** Another token was given to this page, perhaps for another store. */
  | { readonly kind: 'enter'; readonly entry: { readonly store: string; readonly token: string } }
  | { readonly kind: 'end' }

export type Effect =
  | { readonly kind: 'open' }
  | { readonly kind: 'send'; readonly message: ClientMessage }
  /** Close the socket; what it still says is of no interest. */
  | { readonly kind: 'drop' }
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'deliver'; readonly message: ServerMessage }

/** `now` is the client's own clock, ms; `random` is in [0, 1). */
export type Moment = { readonly now: number; readonly random: number }
export type Step = { readonly machine: LinkMachine; readonly effects: readonly Effect[] }

/** What a page knew before it was loaded again: enough to go on where it was. `clock` is that of the same machine. */
export type Known = {
  readonly epoch: string
  readonly state: State
  readonly clock: LogClock
  /** Log time, ms, since when it was no longer sure; absent: to the end. */
  readonly since?: number
}

/** How long a `hello` may go without progress, ms. */
export const GREETING = 4_000

export function startMachine(identity: Identity, now: number, known?: Known): LinkMachine {
  const clock = known?.clock ?? UNSYNCED
  const reading: Reading = known ? { epoch: known.epoch, place: 'known', state: known.state } : UNREAD
  return {
    identity,
    phase: { kind: 'resting', until: now },
    link: { kind: 'recovering', since: known?.since ?? logTime(clock, now) },
    heart: firstBeat(now),
    clock,
    reading,
    helloOffset: 0,
    board: reading.state,
    paintings: NOTHING_PAINTED,
    failures: 0,
    complaint: null,
  }
}

/** What is worth keeping for the next life of the page; undefined while nothing is sure. */
export function knownOf({ reading, clock, link }: LinkMachine): Known | undefined {
  const { epoch, place, state } = reading
  return epoch === null || place === 'doubtful' || link.kind !== 'live' ? undefined : { epoch, state, clock }
}

export function stay(machine: LinkMachine): Step {
  return { machine, effects: [] }
}

/** A row of failed tries is one outage. */
export function downSince({ link, clock }: LinkMachine, now: number): number {
  return link.kind === 'lost' || link.kind === 'recovering' ? link.since : logTime(clock, now)
}
