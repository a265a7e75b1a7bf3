/**
 * The staff's page as a pure machine: sign in, find the screen by its code, decide; see the screens, take one back.
 * `(desk, event) -> { desk, effects }`. Each effect is answered by one event.
 */
import { CODE_LENGTH, codeSigns } from './code.ts'

/** A screen that waits for an answer. `name` is what it calls itself; times are ms. */
export type Request = {
  readonly code: string
  readonly name: string | null
  readonly address: string
  readonly askedAgo: number
}

export type Paired = {
  readonly id: string
  readonly name: string
  readonly issuedAt: number
  readonly expiresAt: number
}

/** Why something could not be done, as far as staff can act on it. */
export type Problem = 'unknown-code' | 'already-decided' | 'too-fast' | 'away' | 'off' | 'unknown-screen'

export type Asking =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'found'; readonly request: Request; readonly name: string; readonly deciding: boolean }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'decided'; readonly how: 'approved' | 'refused'; readonly name: string }

export type SignedIn = {
  readonly kind: 'in'
  readonly token: string
  readonly store: string
  readonly code: string
  readonly asking: Asking
  readonly screens: readonly Paired[]
  /** The screen whose token is about to be taken back. */
  readonly revoking: { readonly id: string; readonly sent: boolean } | null
  /** About the list. */
  readonly problem: Problem | null
}

export type Desk =
  /** `why`: the last token was no good, or the relay could not say. */
  | { readonly kind: 'out'; readonly code: string; readonly why: 'not-staff' | Problem | null }
  | { readonly kind: 'knocking'; readonly code: string; readonly token: string }
  | SignedIn

export type Listed = { readonly store: string; readonly screens: readonly Paired[] }
export type Outcome<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'not-staff' }
  | { readonly kind: 'failed'; readonly problem: Problem }

export type DeskEvent =
  | { readonly kind: 'sign-in'; readonly token: string }
  | { readonly kind: 'sign-out' }
  | { readonly kind: 'listed'; readonly outcome: Outcome<Listed> }
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'found'; readonly code: string; readonly outcome: Outcome<Request> }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'decide'; readonly how: 'approved' | 'refused' }
  | {
      readonly kind: 'decided'
      readonly outcome: Outcome<{ readonly how: 'approved' | 'refused'; readonly name: string }>
    }
  | { readonly kind: 'another' }
  | { readonly kind: 'revoke'; readonly id: string }
  | { readonly kind: 'keep' }
  | { readonly kind: 'confirm' }
  | { readonly kind: 'revoked'; readonly outcome: Outcome<undefined> }
  | { readonly kind: 'look-again' }

export type DeskEffect =
  | { readonly kind: 'list' }
  | { readonly kind: 'look'; readonly code: string }
  | { readonly kind: 'approve'; readonly code: string; readonly name: string }
  | { readonly kind: 'refuse'; readonly code: string; readonly name: string }
  | { readonly kind: 'revoke'; readonly id: string }

export type DeskStep = { readonly desk: Desk; readonly effects: readonly DeskEffect[] }

/** Characters of a name. */
export const LONGEST_NAME = 64

export function stepDesk(desk: Desk, event: DeskEvent): DeskStep {
  if (event.kind === 'sign-out') return stay({ kind: 'out', code: desk.code, why: null })
  if (event.kind === 'sign-in') return signIn(desk, event.token)
  if (event.kind === 'listed') return listed(desk, event.outcome)
  if (desk.kind !== 'in') return event.kind === 'typed' ? stay({ ...desk, code: codeSigns(event.text) }) : stay(desk)
  switch (event.kind) {
    case 'typed':
      return typed(desk, codeSigns(event.text))
    case 'found':
      return event.code === desk.code ? found(desk, event.outcome) : stay(desk)
    case 'named':
      return desk.asking.kind === 'found' ? asking(desk, { ...desk.asking, name: event.name }) : stay(desk)
    case 'decide':
      return decide(desk, event.how)
    case 'decided':
      return decided(desk, event.outcome)
    case 'another':
      return stay({ ...desk, code: '', asking: { kind: 'nothing' } })
    case 'revoke':
      return stay({ ...desk, revoking: { id: event.id, sent: false }, problem: null })
    case 'keep':
      return stay({ ...desk, revoking: null })
    case 'confirm':
      return confirm(desk)
    case 'revoked':
      return revoked(desk, event.outcome)
    case 'look-again':
      return { desk, effects: [{ kind: 'list' }] }
  }
}

export function mayApprove(asked: Asking): boolean {
  if (asked.kind !== 'found' || asked.deciding) return false
  const { length } = asked.name.trim()
  return length > 0 && length <= LONGEST_NAME
}

/** What an HTTP header can hold; anything else was pasted by mistake, and is no reason to ask a relay. */
const SENDABLE = /^[\x20-\x7e]+$/u

function signIn({ code }: Desk, token: string): DeskStep {
  if (!SENDABLE.test(token)) return stay({ kind: 'out', code, why: 'not-staff' })
  return { desk: { kind: 'knocking', code, token }, effects: [{ kind: 'list' }] }
}

/** The list is also the test whether the token is one of staff. */
function listed(desk: Desk, outcome: Outcome<Listed>): DeskStep {
  if (desk.kind === 'out') return stay(desk)
  const { code, token } = desk
  if (outcome.kind === 'not-staff') return stay({ kind: 'out', code, why: 'not-staff' })
  if (outcome.kind === 'failed') {
    return stay(
      desk.kind === 'in' ? { ...desk, problem: outcome.problem } : { kind: 'out', code, why: outcome.problem },
    )
  }
  if (desk.kind === 'in') return stay({ ...desk, ...unchanged(desk, outcome.value), problem: null })
  const fresh: SignedIn = {
    kind: 'in',
    token,
    code: '',
    asking: { kind: 'nothing' },
    revoking: null,
    problem: null,
    ...outcome.value,
  }
  return typed(fresh, code)
}

/** The same list is the same object: whoever stands in it with the keyboard stays there. */
function unchanged({ screens }: SignedIn, listed: Listed): Listed {
  return JSON.stringify(listed.screens) === JSON.stringify(screens) ? { ...listed, screens } : listed
}

function typed(desk: SignedIn, code: string): DeskStep {
  // The same again after a failure: another try.
  if (code === desk.code && desk.asking.kind !== 'failed') return stay(desk)
  if (code.length < CODE_LENGTH) return stay({ ...desk, code, asking: { kind: 'nothing' } })
  return { desk: { ...desk, code, asking: { kind: 'looking' } }, effects: [{ kind: 'look', code }] }
}

function found(desk: SignedIn, outcome: Outcome<Request>): DeskStep {
  if (outcome.kind === 'not-staff') return signedOut(desk)
  if (outcome.kind === 'failed') return asking(desk, outcome)
  return asking(desk, { kind: 'found', request: outcome.value, name: outcome.value.name ?? '', deciding: false })
}

function decide(desk: SignedIn, how: 'approved' | 'refused'): DeskStep {
  const { asking: asked, code } = desk
  if (asked.kind !== 'found' || asked.deciding) return stay(desk)
  if (how === 'approved' && !mayApprove(asked)) return stay(desk)
  const name = asked.name.trim()
  const kind = how === 'approved' ? 'approve' : 'refuse'
  return { desk: { ...desk, asking: { ...asked, deciding: true } }, effects: [{ kind, code, name }] }
}

function decided(desk: SignedIn, outcome: Extract<DeskEvent, { kind: 'decided' }>['outcome']): DeskStep {
  if (outcome.kind === 'not-staff') return signedOut(desk)
  // Another code came in the address meanwhile: what stands there now is about another screen.
  if (desk.asking.kind !== 'found' || !desk.asking.deciding) return { desk, effects: [{ kind: 'list' }] }
  if (outcome.kind === 'ok') {
    return { desk: { ...desk, asking: { kind: 'decided', ...outcome.value } }, effects: [{ kind: 'list' }] }
  }
  return asking(desk, outcome)
}

function confirm(desk: SignedIn): DeskStep {
  const { revoking } = desk
  if (revoking === null || revoking.sent) return stay(desk)
  const { id } = revoking
  return { desk: { ...desk, revoking: { id, sent: true } }, effects: [{ kind: 'revoke', id }] }
}

function revoked(desk: SignedIn, outcome: Outcome<undefined>): DeskStep {
  if (outcome.kind === 'not-staff') return signedOut(desk)
  const problem = outcome.kind === 'failed' ? outcome.problem : null
  const gone = outcome.kind === 'ok' ? desk.revoking?.id : undefined
  const screens = desk.screens.filter(({ id }) => id !== gone)
  return { desk: { ...desk, screens, revoking: null, problem }, effects: problem === null ? [{ kind: 'list' }] : [] }
}

/** The token has run out, or was itself revoked. What was typed stays for after the next sign-in. */
function signedOut({ code }: SignedIn): DeskStep {
  return stay({ kind: 'out', code, why: 'not-staff' })
}

function asking(desk: SignedIn, asked: Asking): DeskStep {
  return stay({ ...desk, asking: asked })
}

function stay(desk: Desk): DeskStep {
  return { desk, effects: [] }
}
