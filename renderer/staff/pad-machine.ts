/**
 * The PIN pad as a pure transition function.
 *
 *     closed -> typing <-> asking -> choices -> leaving       (20 s without input, or Escape: closed)
 */
import type { LeaveHow, UnlockAnswer } from './door.ts'

export type Side = 'left' | 'right'

export type Note =
  | { readonly kind: 'wrong'; readonly left: number }
  | { readonly kind: 'locked'; readonly until: number }
  /** Nothing came of it: the PIN was right too long ago, or the program did not answer. */
  | { readonly kind: 'again' }

export type Pad =
  | { readonly kind: 'closed' }
  | { readonly kind: 'typing'; readonly side: Side; readonly digits: string; readonly note: Note | null }
  | { readonly kind: 'asking'; readonly side: Side; readonly digits: string }
  /** `pinless`: the screen has no PIN at all, and says so. */
  | { readonly kind: 'choices'; readonly side: Side; readonly pinless: boolean }
  | { readonly kind: 'leaving'; readonly side: Side; readonly pinless: boolean; readonly how: LeaveHow }

export type PadEvent =
  | { readonly kind: 'open'; readonly side: Side }
  | { readonly kind: 'digit'; readonly digit: string }
  | { readonly kind: 'erase' | 'enter' | 'close' | 'refused' }
  | { readonly kind: 'answered'; readonly answer: UnlockAnswer }
  | { readonly kind: 'choose'; readonly how: LeaveHow }
  /** A second has passed. */
  | { readonly kind: 'tick' }

export type PadEffect =
  | { readonly kind: 'ask'; readonly pin: string }
  | { readonly kind: 'leave'; readonly how: LeaveHow }

export type PadStep = { readonly pad: Pad; readonly effects: readonly PadEffect[] }

export const CLOSED: Pad = { kind: 'closed' }
/** As the settings have it. A shorter one is not asked: it would be a try for nothing. */
export const SHORTEST = 4
export const LONGEST = 12

/** `now` is the page's clock, ms. */
export function press(pad: Pad, event: PadEvent, now: number): PadStep {
  if (event.kind === 'close') return only(CLOSED)
  switch (pad.kind) {
    case 'closed':
      return event.kind === 'open' ? open(event.side) : only(pad)
    case 'typing':
      return typing(pad, event, now)
    case 'asking':
      return event.kind === 'answered' ? answered(pad, event.answer, now) : only(pad)
    case 'choices':
      return event.kind === 'choose' ? leave(pad, event.how) : only(pad)
    case 'leaving':
      return event.kind === 'refused' ? refused(pad) : only(pad)
  }
}

export function isLocked(pad: Pad, now: number): boolean {
  return pad.kind === 'typing' && pad.note?.kind === 'locked' && now < pad.note.until
}

/** The pad is there at once; the empty question tells whether there is a PIN at all, and whether it is locked. */
function open(side: Side): PadStep {
  return { pad: { kind: 'typing', side, digits: '', note: null }, effects: [{ kind: 'ask', pin: '' }] }
}

function typing(pad: Pad & { kind: 'typing' }, event: PadEvent, now: number): PadStep {
  if (event.kind === 'answered') return toldHowThingsStand(pad, event.answer, now)
  if (event.kind === 'tick' && pad.note?.kind === 'locked' && now >= pad.note.until) return only({ ...pad, note: null })
  if (isLocked(pad, now)) return only(pad)
  switch (event.kind) {
    case 'digit':
      if (pad.digits.length === LONGEST) return only(pad)
      return only({ ...pad, digits: pad.digits + event.digit, note: null })
    case 'erase':
      return only({ ...pad, digits: pad.digits.slice(0, -1) })
    case 'enter':
      if (pad.digits.length < SHORTEST) return only(pad)
      return {
        pad: { kind: 'asking', side: pad.side, digits: pad.digits },
        effects: [{ kind: 'ask', pin: pad.digits }],
      }
    default:
      return only(pad)
  }
}

function toldHowThingsStand(pad: Pad & { kind: 'typing' }, answer: UnlockAnswer, now: number): PadStep {
  if (answer.kind === 'no-pin') return only({ kind: 'choices', side: pad.side, pinless: true })
  if (answer.kind === 'locked') return only({ ...pad, digits: '', note: { kind: 'locked', until: now + answer.forMs } })
  return only(pad)
}

function answered({ side }: Pad & { kind: 'asking' }, answer: UnlockAnswer, now: number): PadStep {
  const again = (note: Note) => only({ kind: 'typing', side, digits: '', note })
  switch (answer.kind) {
    case 'ok':
      return only({ kind: 'choices', side, pinless: false })
    case 'no-pin':
      return only({ kind: 'choices', side, pinless: true })
    case 'wrong':
      return again({ kind: 'wrong', left: answer.left })
    case 'locked':
      return again({ kind: 'locked', until: now + answer.forMs })
    case 'failed':
      return again({ kind: 'again' })
  }
}

function leave({ side, pinless }: Pad & { kind: 'choices' }, how: LeaveHow): PadStep {
  return { pad: { kind: 'leaving', side, pinless, how }, effects: [{ kind: 'leave', how }] }
}

function refused({ side, pinless }: Pad & { kind: 'leaving' }): PadStep {
  if (pinless) return only({ kind: 'choices', side, pinless })
  return only({ kind: 'typing', side, digits: '', note: { kind: 'again' } })
}

function only(pad: Pad): PadStep {
  return { pad, effects: [] }
}
