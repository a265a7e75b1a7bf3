/** The tokens that screens of a store got by pairing: `GET /api/v1/tokens`, and `POST /api/v1/tokens/revoke`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as v from 'valibot'
import type { Issued } from '../access/vault.ts'
import { readBody } from './body.ts'
import type { RelayContext } from './context.ts'
import { sendError, sendJson, sendNothing } from './reply.ts'
import { type Attempt, asked, byStaff, refuse, type Staff, staffOf } from './staff.ts'

const Request = v.object({ id: v.pipe(v.string(), v.minLength(1), v.maxLength(64)) })

export async function listTokens(context: RelayContext, request: IncomingMessage, response: ServerResponse) {
  const staff = await staffOf(context, request, 'tokens')
  if (staff.kind === 'refused') return sendError(response, staff.error)
  const { pairing, grant } = staff.value
  const issued = await asked(pairing.issued(grant.store))
  if (issued.kind === 'refused') return sendError(response, issued.error)
  const tokens = issued.value.map(({ id, name, role, issuedAt, expiresAt }) => ({
    id,
    name,
    role,
    issuedAt,
    expiresAt,
  }))
  sendJson(response, 200, { store: grant.store, tokens })
}

export async function revokeToken(context: RelayContext, request: IncomingMessage, response: ServerResponse) {
  const staff = await staffOf(context, request, 'revoke')
  if (staff.kind === 'refused') return sendError(response, staff.error)
  const outcome = await revoke(context, request, staff.value)
  if (outcome.kind === 'refused') return sendError(response, outcome.error)
  sendNothing(response)
}

/** Staff may revoke what stands in their own store's list; any other token only `cashierq revoke` may. */
async function revoke(context: RelayContext, request: IncomingMessage, staff: Staff): Promise<Attempt<void>> {
  const body = await readBody(request)
  if (body.kind === 'refused') return body
  const read = v.safeParse(Request, body.value)
  if (!read.success) return refuse({ status: 400, code: 'bad_request', message: 'id: the id of a token is needed' })
  const { id } = read.output
  const issued = await asked(staff.pairing.issued(staff.grant.store))
  if (issued.kind === 'refused') return issued
  const one = issued.value.find((each) => each.id === id)
  if (one === undefined && context.revocations.isRevoked(id)) return { kind: 'done', value: undefined }
  return one === undefined ? notInList(context, staff) : await revokeOne(context, staff, one)
}

async function revokeOne(context: RelayContext, staff: Staff, { id, name, store, expiresAt }: Issued) {
  const revoked = await asked(context.revocations.revoke({ id, expiresAt }, store))
  if (revoked.kind === 'done') {
    context.audit.privileged({ action: 'revoke', ...byStaff(staff), target: id, name })
  }
  return revoked
}

function notInList({ audit }: RelayContext, staff: Staff): Attempt<void> {
  audit.refused({ action: 'revoke', code: 'unknown_token', ...byStaff(staff) })
  return refuse({ status: 404, code: 'unknown_token', message: 'no such token was given by pairing in this store' })
}
