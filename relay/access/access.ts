/** The relay's door: origin, token, role, store and topic, in one place for HTTP and WebSocket alike. */
import type { IncomingMessage } from 'node:http'
import { CLOSE, type Role } from '../../protocol/message.ts'
import type { Limits } from './limits.ts'
import type { OriginRule } from './origin.ts'
import type { Grant, TokenCheck } from './token.ts'

/** What a token says besides role and store; empty where there are no tokens. */
export type Granted = Pick<Grant, 'id' | 'expiresAt' | 'topics' | 'name'>
export type Admitted = { readonly kind: 'admitted'; readonly role: Role; readonly grant: Granted }
export type NotAdmitted = {
  readonly kind: 'refused'
  /** `too_fast`: too many wrong tokens came from this address; it may come back later. */
  readonly code: 'not_allowed' | 'origin_not_allowed' | 'too_fast'
  readonly message: string
}
export type Admission = Admitted | NotAdmitted

export type Access = {
  readonly origin: OriginRule
  readonly tokens: TokenCheck
  readonly limits: Pick<Limits, 'mayTryToken' | 'wrongToken'>
  readonly revocations: { isRevoked(id: string): boolean }
}

/** What each role may do besides reading the board. */
const MAY_PRESS: readonly Role[] = ['buttons', 'bridge', 'staff', 'integration']
const MAY_SIGNAL: readonly Role[] = ['staff', 'integration', 'bridge', 'buttons']

export function mayPress(role: Role): boolean {
  return MAY_PRESS.includes(role)
}

export function maySignal(role: Role): boolean {
  return MAY_SIGNAL.includes(role)
}

/** Whether the token lets its bearer subscribe to, or signal on, this topic of its store. */
export function mayUseTopic({ topics }: Granted, topic: string): boolean {
  if (topics === undefined) return true
  return topics.some((pattern) => (pattern.endsWith('*') ? topic.startsWith(pattern.slice(0, -1)) : topic === pattern))
}

/** Whether the page that sent this request, if it was a page, may talk to the relay. */
export function admitsOrigin(access: Pick<Access, 'origin'>, request: IncomingMessage): Admission {
  if (access.origin(request.headers.origin)) return { kind: 'admitted', role: 'integration', grant: {} }
  return {
    kind: 'refused',
    code: 'origin_not_allowed',
    message: 'this page may not talk to the relay: add its origin to CASHIERQ_ORIGINS',
  }
}

/**
 * Whether `token` lets its bearer in as `claimed` (a role its own token names; without a secret, any role).
 * Wrong tokens are counted for `address`.
 */
export async function admit(
  access: Access,
  token: string | undefined,
  store: string,
  claimed?: Role,
  address?: string,
): Promise<Admission> {
  if (access.tokens.kind === 'open') return { kind: 'admitted', role: claimed ?? 'integration', grant: {} }
  const identified = await identify(access, token, address)
  if (identified.kind === 'refused') return identified
  const { role, ...grant } = identified.grant
  if (grant.store !== store) return refused('the token is for another store')
  if (claimed !== undefined && claimed !== role) return refused('the token is for another role')
  return { kind: 'admitted', role, grant }
}

export type Identified = { readonly kind: 'identified'; readonly grant: Grant } | NotAdmitted

/** Whose token this is, whatever store it is for. */
export async function identify(
  { tokens, limits, revocations }: Access,
  token: string | undefined,
  address: string | undefined,
): Promise<Identified> {
  if (tokens.kind === 'open') return refused('this relay has no secret, so it knows no tokens')
  // Behind one address many screens may sit: those whose tokens are known to be good do not wait for the wrong ones.
  const known = tokens.known(token)
  // None at all is no guess: a new screen is to hear that it needs one, and asks for its code.
  if (token && known === undefined && address !== undefined && !limits.mayTryToken(address)) {
    return { kind: 'refused', code: 'too_fast', message: 'too many wrong tokens from this address: wait a minute' }
  }
  const checked = known === undefined ? await tokens.check(token) : { kind: 'granted' as const, grant: known }
  if (checked.kind === 'refused') {
    if (token && address !== undefined) limits.wrongToken(address)
    return refused(checked.message)
  }
  const { id } = checked.grant
  if (id !== undefined && revocations.isRevoked(id)) return refused('the token is revoked')
  return { kind: 'identified', grant: checked.grant }
}

/** What a socket is closed with that is not admitted. */
export function closeCodeOf({ code }: NotAdmitted): number {
  return code === 'too_fast' ? CLOSE.tooFast : CLOSE.notAllowed
}

function refused(message: string): NotAdmitted {
  return { kind: 'refused', code: 'not_allowed', message }
}

/** The bearer token of a request: from the header, or where a plain page can set none (htmx), from `?token=`. */
export function bearerToken(request: IncomingMessage, query?: URLSearchParams): string | undefined {
  const header = request.headers.authorization
  if (header?.startsWith('Bearer ')) return header.slice('Bearer '.length).trim()
  return query?.get('token') ?? undefined
}
