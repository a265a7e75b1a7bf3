/** The relay's door: origin, token, role and store, in one place for HTTP and WebSocket alike. */
import type { IncomingMessage } from 'node:http'
import type { Role } from '../../protocol/message.ts'
import type { OriginRule } from './origin.ts'
import type { TokenCheck } from './token.ts'

export type Admission =
  | { readonly kind: 'admitted'; readonly role: Role }
  | { readonly kind: 'refused'; readonly code: 'not_allowed' | 'origin_not_allowed'; readonly message: string }

export type Access = { readonly origin: OriginRule; readonly tokens: TokenCheck }

/** What each role may do besides reading the board. */
const MAY_PRESS: readonly Role[] = ['buttons', 'bridge', 'staff', 'integration']
const MAY_SIGNAL: readonly Role[] = ['staff', 'integration', 'bridge', 'buttons']

export function mayPress(role: Role): boolean {
  return MAY_PRESS.includes(role)
}

export function maySignal(role: Role): boolean {
  return MAY_SIGNAL.includes(role)
}

/** Whether the page that sent this request, if it was a page, may talk to the relay. */
export function admitsOrigin(access: Access, request: IncomingMessage): Admission {
  if (access.origin(request.headers.origin)) return { kind: 'admitted', role: 'integration' }
  return {
    kind: 'refused',
    code: 'origin_not_allowed',
    message: 'this page may not talk to the relay: add its origin to CASHIERQ_ORIGINS',
  }
}

/** Whether `token` lets its bearer in as `claimed` (a role its own token names; without a secret, any role). */
export async function admit(
  access: Access,
  token: string | undefined,
  store: string,
  claimed?: Role,
): Promise<Admission> {
  if (access.tokens.kind === 'open') return { kind: 'admitted', role: claimed ?? 'integration' }
  const checked = await access.tokens.check(token)
  if (checked.kind === 'refused') return { kind: 'refused', code: 'not_allowed', message: checked.message }
  const { grant } = checked
  if (grant.store !== store) return refused('the token is for another store')
  if (claimed !== undefined && claimed !== grant.role) return refused('the token is for another role')
  return { kind: 'admitted', role: grant.role }
}

function refused(message: string): Admission {
  return { kind: 'refused', code: 'not_allowed', message }
}

/** The bearer token of a request: from the header, or where a plain page can set none (htmx), from `?token=`. */
export function bearerToken(request: IncomingMessage, query?: URLSearchParams): string | undefined {
  const header = request.headers.authorization
  if (header?.startsWith('Bearer ')) return header.slice('Bearer '.length).trim()
  return query?.get('token') ?? undefined
}
