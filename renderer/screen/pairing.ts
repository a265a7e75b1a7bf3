/**
 * How a screen that the relay does not let in gets a token, as a TV does: it shows a code, staff approve it, the token
 * comes. Pure: `(pairing, event, moment) -> { pairing, effects }`. Times are the page's own clock, ms.
 *
 * Each effect is answered by one event: `ask` by `offered` or `not-offered`, `look` by `looked`.
 */
import { fullJitter, PENALTY } from '../../protocol/backoff.ts'

/** A code that the relay has given this screen. `secret` is never shown: who has it gets the token. */
export type Offer = {
  readonly code: string
  readonly secret: string
  /** Where staff approve it; the code is in its fragment. */
  readonly url: string
  /** When the code is worth nothing any more. */
  readonly endsAt: number
}

export type Entry = { readonly token: string; readonly store: string }

export type Answer =
  | { readonly kind: 'waiting' }
  | ({ readonly kind: 'approved' } & Entry)
  /** Staff do not want this screen. */
  | { readonly kind: 'refused' }
  /** The relay does not know the code: it has run out. */
  | { readonly kind: 'gone' }
  /** No answer that can be read. */
  | { readonly kind: 'none' }

export type Pairing =
  /** The relay lets this screen in, or has not said anything yet. */
  | { readonly kind: 'off' }
  | {
      readonly kind: 'on'
      /** Newest first: its code is shown. The one before it may be half typed, so it is asked after as well. */
      readonly offers: readonly Offer[]
      /** When a new code is asked for; null: its answer is awaited. */
      readonly askAt: number | null
      /** When the relay is asked what became of the codes; null: its answer is awaited. */
      readonly lookAt: number | null
      /** In a row. */
      readonly failures: number
      /** Staff have said no; until the next code comes. */
      readonly refused: boolean
    }

export type PairingEvent =
  /** The relay wants another token of this screen. Not: it cannot be reached. */
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'let-in' }
  | { readonly kind: 'offered'; readonly offer: Offer }
  | { readonly kind: 'not-offered' }
  | { readonly kind: 'looked'; readonly answers: readonly Answered[] }
  | { readonly kind: 'wake' }

export type Answered = { readonly secret: string; readonly answer: Answer }

export type PairingEffect =
  | { readonly kind: 'ask' }
  | { readonly kind: 'look'; readonly secrets: readonly string[] }
  | { readonly kind: 'enter'; readonly entry: Entry }

type Moment = { readonly now: number; readonly random: number }
type On = Extract<Pairing, { kind: 'on' }>
export type PairingStep = { readonly pairing: Pairing; readonly effects: readonly PairingEffect[] }

export const OFF: Pairing = { kind: 'off' }

const LOOK_EVERY = 2_000
/** So long before its end a code is replaced: whoever begins to type it has this time to finish. */
const RENEW_BEFORE = 45_000
/** Of a code that lives shorter than that. */
const RENEW_SHARE = 0.5
const SOONEST = 1_000
/** After staff have said no: long enough to be read, and no way to make them tired. */
const REFUSED_REST = 60_000

export function stepPairing(pairing: Pairing, event: PairingEvent, moment: Moment): PairingStep {
  if (event.kind === 'let-in') return stay(OFF)
  if (pairing.kind === 'off') return event.kind === 'not-allowed' ? wake(begun(moment.now), moment) : stay(pairing)
  switch (event.kind) {
    case 'not-allowed':
      return stay(pairing)
    case 'offered':
      return stay(offered(pairing, event.offer, moment))
    case 'not-offered':
      return stay({ ...pairing, askAt: later(pairing, moment), failures: pairing.failures + 1 })
    case 'looked':
      return looked(pairing, event.answers, moment)
    case 'wake':
      return wake(pairing, moment)
  }
}

/** When the machine wants its next `wake`; null: never. */
export function pairingWakeAt(pairing: Pairing): number | null {
  if (pairing.kind === 'off') return null
  const { askAt, lookAt, offers } = pairing
  const look = offers.length > 0 ? lookAt : null
  return Math.min(askAt ?? Infinity, look ?? Infinity, ...offers.map(({ endsAt }) => endsAt))
}

function begun(now: number): On {
  return { kind: 'on', offers: [], askAt: now, lookAt: now, failures: 0, refused: false }
}

function wake(pairing: On, { now }: Moment): PairingStep {
  const offers = pairing.offers.filter(({ endsAt }) => now < endsAt)
  const asks = pairing.askAt !== null && now >= pairing.askAt
  const looks = offers.length > 0 && pairing.lookAt !== null && now >= pairing.lookAt
  const effects: PairingEffect[] = []
  if (asks) effects.push({ kind: 'ask' })
  if (looks) effects.push({ kind: 'look', secrets: offers.map(({ secret }) => secret) })
  const askAt = asks ? null : pairing.askAt
  return { pairing: { ...pairing, offers, askAt, lookAt: looks ? null : pairing.lookAt }, effects }
}

function offered(pairing: On, offer: Offer, { now }: Moment): On {
  const life = offer.endsAt - now
  const renewAt = offer.endsAt - Math.min(RENEW_BEFORE, life * RENEW_SHARE)
  const offers = [offer, ...pairing.offers.slice(0, 1)]
  const lookAt = pairing.offers.length > 0 ? pairing.lookAt : now + LOOK_EVERY
  return { ...pairing, offers, askAt: Math.max(renewAt, now + SOONEST), lookAt, failures: 0, refused: false }
}

function looked(pairing: On, answers: readonly Answered[], moment: Moment): PairingStep {
  for (const { answer } of answers) {
    if (answer.kind === 'approved') {
      return { pairing: OFF, effects: [{ kind: 'enter', entry: { token: answer.token, store: answer.store } }] }
    }
  }
  const over = answers.filter(({ answer }) => answer.kind === 'refused' || answer.kind === 'gone')
  const offers = pairing.offers.filter(({ secret }) => over.every((answered) => answered.secret !== secret))
  const refused = answers.some(({ answer }) => answer.kind === 'refused')
  const silent = answers.some(({ answer }) => answer.kind === 'none')
  const failures = silent ? pairing.failures + 1 : 0
  const lookAt = silent ? later(pairing, moment) : moment.now + LOOK_EVERY
  const next: On = { ...pairing, offers, lookAt, failures }
  // The other code goes too: staff have seen this screen and do not want it.
  if (refused) return stay({ ...next, offers: [], refused: true, askAt: moment.now + REFUSED_REST })
  if (offers.length > 0 || pairing.askAt === null) return stay(next)
  return stay({ ...next, askAt: moment.now + fullJitter(PENALTY, 0, moment.random) })
}

function later({ failures }: On, { now, random }: Moment): number {
  return now + SOONEST + fullJitter(PENALTY, failures, random)
}

function stay(pairing: Pairing): PairingStep {
  return { pairing, effects: [] }
}

/** What the screen shows of it. */
export type Invitation =
  | { readonly kind: 'none' }
  | { readonly kind: 'code'; readonly code: string; readonly url: string }
  | { readonly kind: 'refused' }

export function invitation(pairing: Pairing, now: number): Invitation {
  if (pairing.kind === 'off') return { kind: 'none' }
  const [newest] = pairing.offers
  if (newest && now < newest.endsAt) return { kind: 'code', code: newest.code, url: newest.url }
  return { kind: pairing.refused ? 'refused' : 'none' }
}
