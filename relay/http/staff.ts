/** The door of what staff alone may do: a token of that role, from a page that may talk to the relay. */
import type { IncomingMessage } from 'node:http'
import { isFailure } from '../../platform/failure.ts'
import { admitsOrigin, bearerToken, identify, type NotAdmitted } from '../access/access.ts'
import type { AuditAction, Privileged } from '../access/audit.ts'
import type { Pairing } from '../access/pairing.ts'
import type { Grant } from '../access/token.ts'
import type { RelayContext } from './context.ts'
import { refusalOf } from './refusal.ts'
import type { HttpError } from './reply.ts'

/** Whoever asks, and with what. */
export type Staff = {
  readonly pairing: Pairing
  readonly grant: Grant
  readonly address: string
  /** What a limit on this person counts by: a token without an id counts for its store. */
  readonly key: string
}
export type Attempt<T> = { readonly kind: 'done'; readonly value: T } | Refused
export type Refused = { readonly kind: 'refused'; readonly error: HttpError }

export const PAIRING_OFF: HttpError = {
  status: 409,
  code: 'pairing_off',
  message: 'this relay has no secret: nobody needs a token here',
}
const VAULT_AWAY: HttpError = {
  status: 503,
  code: 'vault_away',
  message: 'what the relays share cannot be reached: try again soon',
}

export async function staffOf(
  context: RelayContext,
  request: IncomingMessage,
  action: AuditAction,
): Promise<Attempt<Staff>> {
  const { access, pairing, audit } = context
  const address = context.addressOf(request)
  if (pairing === undefined) return refuse(PAIRING_OFF)
  const origin = admitsOrigin(access, request)
  if (origin.kind === 'refused') return notAdmitted(context, origin, { action, address })
  const identified = await identify(access, bearerToken(request), address)
  if (identified.kind === 'refused') return notAdmitted(context, identified, { action, address })
  const { grant } = identified
  const { store, role, id } = grant
  if (role !== 'staff') {
    audit.refused({ action, code: 'not_allowed', address, store, role, jti: id })
    return refuse({ status: 401, code: 'not_allowed', message: `a token for ${role} may not do this; staff may` })
  }
  return { kind: 'done', value: { pairing, grant, address, key: id ?? `store ${store}` } }
}

function notAdmitted(
  { audit }: RelayContext,
  refused: NotAdmitted,
  who: { readonly action: AuditAction; readonly address: string },
): Refused {
  audit.refused({ ...who, code: refused.code })
  return refuse(refusalOf(refused))
}

/** The fields of an audit line that say who did it. */
export function byStaff({ grant, address }: Staff): Pick<Privileged, 'address' | 'store' | 'role' | 'jti'> {
  return { address, store: grant.store, role: grant.role, jti: grant.id }
}

export function refuse(error: HttpError): Refused {
  return { kind: 'refused', error }
}

/** What the vault says, or that it is away. */
export async function asked<T>(task: Promise<T>): Promise<Attempt<T>> {
  try {
    return { kind: 'done', value: await task }
  } catch (error) {
    if (isFailure(error, 'log_unavailable') || isFailure(error, 'storage_failed')) return refuse(VAULT_AWAY)
    throw error
  }
}
