/** What staff do about a screen that shows a code: look whose it is, let it in, or refuse it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as v from 'valibot'
import { normalCode, shownCode } from '../access/pairing-code.ts'
import { ClientName } from '../access/token.ts'
import type { Offer } from '../access/vault.ts'
import { readBody } from './body.ts'
import type { RelayContext } from './context.ts'
import { type HttpError, sendError, sendJson, sendNothing } from './reply.ts'
import { type Attempt, asked, byStaff, type Refused, refuse, type Staff, staffOf } from './staff.ts'

const Request = v.object({ name: ClientName })

/** One answer for every code that nothing can be done about: it must not say which were near. */
const UNKNOWN: HttpError = { status: 404, code: 'unknown_code', message: 'no screen waits with this code' }
const LATE: HttpError = { status: 409, code: 'already_decided', message: 'somebody else was faster' }

type Handler = (
  context: RelayContext,
  request: IncomingMessage,
  response: ServerResponse,
  typed: string,
) => Promise<void>

export const lookAtPairing: Handler = async (context, request, response, typed) => {
  const attempt = await staffWithCode(context, request, 'pairing', typed)
  if (attempt.kind === 'refused') return sendError(response, attempt.error)
  const { staff, code } = attempt.value
  const looked = await asked(staff.pairing.look(code))
  if (looked.kind === 'refused') return sendError(response, looked.error)
  if (looked.value === undefined) return sendError(response, unknown(context, staff))
  sendJson(response, 200, shownOffer(context, looked.value, staff))
}

export const approvePairing: Handler = async (context, request, response, typed) => {
  const attempt = await staffWithCode(context, request, 'approve', typed)
  if (attempt.kind === 'refused') return sendError(response, attempt.error)
  const name = await nameIn(request)
  if (name.kind === 'refused') return sendError(response, name.error)
  const { staff, code } = attempt.value
  const approved = await asked(staff.pairing.approve(code, staff.grant.store, name.value))
  if (approved.kind === 'refused') return sendError(response, approved.error)
  if (approved.value.kind === 'unknown') return sendError(response, unknown(context, staff))
  if (approved.value.kind === 'late') return sendError(response, LATE)
  const { id, store, expiresAt } = approved.value.issued
  context.audit.privileged({ action: 'approve', ...byStaff(staff), target: id, name: name.value })
  sendJson(response, 200, { id, name: name.value, store, expiresAt })
}

export const refusePairing: Handler = async (context, request, response, typed) => {
  const attempt = await staffWithCode(context, request, 'refuse', typed)
  if (attempt.kind === 'refused') return sendError(response, attempt.error)
  const { staff, code } = attempt.value
  const decided = await asked(staff.pairing.refuse(code))
  if (decided.kind === 'refused') return sendError(response, decided.error)
  if (decided.value === 'unknown') return sendError(response, unknown(context, staff))
  if (decided.value === 'late') return sendError(response, LATE)
  context.audit.privileged({ action: 'refuse', ...byStaff(staff) })
  sendNothing(response)
}

type WithCode = { readonly staff: Staff; readonly code: string }

/** Who guesses codes waits, whichever of the three he does it with. */
async function staffWithCode(
  context: RelayContext,
  request: IncomingMessage,
  action: 'pairing' | 'approve' | 'refuse',
  typed: string,
): Promise<Attempt<WithCode>> {
  const attempt = await staffOf(context, request, action)
  if (attempt.kind === 'refused') return attempt
  const staff = attempt.value
  if (!context.limits.mayTryCode(staff.key, staff.address)) {
    context.audit.refused({ action, code: 'too_fast', ...byStaff(staff) })
    return refuse({ status: 429, code: 'too_fast', message: 'too many wrong codes: wait a little', retryAfter: 15 })
  }
  const code = normalCode(decoded(typed))
  return code === undefined ? refuse(unknown(context, staff)) : { kind: 'done', value: { staff, code } }
}

/** Counts a wrong code. */
function unknown({ limits, audit }: RelayContext, staff: Staff): HttpError {
  limits.wrongCode(staff.key, staff.address)
  audit.refused({ action: 'pairing', code: UNKNOWN.code, ...byStaff(staff) })
  return UNKNOWN
}

function decoded(typed: string): string {
  try {
    return decodeURIComponent(typed)
  } catch (error) {
    if (error instanceof URIError) return ''
    throw error
  }
}

async function nameIn(request: IncomingMessage): Promise<{ kind: 'done'; value: string } | Refused> {
  const body = await readBody(request)
  if (body.kind === 'refused') return body
  const read = v.safeParse(Request, body.value)
  if (read.success) return { kind: 'done', value: read.output.name }
  return refuse({ status: 400, code: 'bad_request', message: 'name: a screen needs one, 1 to 64 characters' })
}

function shownOffer({ timeOfDay }: RelayContext, offer: Offer, { grant }: Staff) {
  const { code, name, address, createdAt, expiresAt } = offer
  const ageMs = Math.max(0, timeOfDay.now() - createdAt)
  return { code: shownCode(code), name, address, createdAt, ageMs, expiresAt, store: grant.store }
}
