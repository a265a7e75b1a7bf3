/** What an unpaired screen asks: for a code to show, and what became of it. `POST /api/v1/pairings`, `GET …/current`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import * as v from 'valibot'
import { admitsOrigin, bearerToken } from '../access/access.ts'
import type { Begun, Polled } from '../access/pairing.ts'
import { shownCode } from '../access/pairing-code.ts'
import { ClientName } from '../access/token.ts'
import { readBody } from './body.ts'
import type { RelayContext } from './context.ts'
import { refusalOf } from './refusal.ts'
import { type HttpError, sendError, sendJson } from './reply.ts'
import { asked, PAIRING_OFF } from './staff.ts'

/** How often a screen may ask, seconds. */
const INTERVAL = 2
const Request = v.object({ name: v.nullish(ClientName) })

export async function beginPairing(context: RelayContext, request: IncomingMessage, response: ServerResponse) {
  const { pairing, limits, audit } = context
  const address = context.addressOf(request)
  if (pairing === undefined) return sendError(response, PAIRING_OFF)
  if (!limits.pairing(address)) {
    audit.refused({ action: 'pairing', code: 'too_fast', address })
    return sendError(response, tooFast('too many codes were asked for from this address', 30))
  }
  const origin = admitsOrigin(context.access, request)
  if (origin.kind === 'refused') {
    audit.refused({ action: 'pairing', code: origin.code, address })
    return sendError(response, refusalOf(origin))
  }
  const body = await bodyOf(request)
  if (body.kind === 'refused') return sendError(response, body.error)
  const begun = await asked(pairing.begin(body.name, address))
  if (begun.kind === 'refused') return sendError(response, begun.error)
  if (begun.value.kind === 'full') return sendError(response, FULL)
  sendJson(response, 201, offerOf(context, request, begun.value))
}

export async function pollPairing(context: RelayContext, request: IncomingMessage, response: ServerResponse) {
  const { pairing, limits, audit } = context
  const address = context.addressOf(request)
  if (pairing === undefined) return sendError(response, PAIRING_OFF)
  if (!limits.polling(address)) return sendError(response, tooFast('asked too often', INTERVAL))
  const origin = admitsOrigin(context.access, request)
  if (origin.kind === 'refused') {
    audit.refused({ action: 'pairing', code: origin.code, address })
    return sendError(response, refusalOf(origin))
  }
  const polled = await asked(pairing.poll(bearerToken(request) ?? ''))
  if (polled.kind === 'refused') return sendError(response, polled.error)
  tell(context, response, polled.value, address)
}

function tell({ timeOfDay, audit }: RelayContext, response: ServerResponse, polled: Polled, address: string): void {
  switch (polled.kind) {
    case 'pending': {
      const { expiresAt } = polled
      return sendJson(response, 202, {
        status: 'pending',
        expiresAt,
        expiresIn: Math.max(0, expiresAt - timeOfDay.now()),
      })
    }
    case 'paired': {
      const { id, store, name, role } = polled.issued
      audit.privileged({ action: 'token', address, store, role, target: id, name })
      return sendJson(response, 200, { status: 'paired', token: polled.token, store, name })
    }
    case 'refused':
      return sendError(response, {
        status: 403,
        code: 'pairing_refused',
        message: 'the staff have refused this screen',
      })
    case 'expired':
      return sendError(response, EXPIRED)
  }
}

const EXPIRED: HttpError = {
  status: 404,
  code: 'pairing_expired',
  message: 'this code holds no more, or its token was fetched: ask for another',
}
const FULL: HttpError = {
  status: 503,
  code: 'too_many_pairings',
  message: 'too many screens wait to be let in: try again in some minutes',
}

function offerOf(
  { timeOfDay, publicUrl }: RelayContext,
  request: IncomingMessage,
  { code, secret, expiresAt }: Extract<Begun, { kind: 'begun' }>,
) {
  const shown = shownCode(code)
  const url = `${publicUrl ?? ownAddress(request)}/pair#${shown}`
  return { code: shown, secret, expiresAt, expiresIn: expiresAt - timeOfDay.now(), interval: INTERVAL, url }
}

/** As the screen itself reached the relay: only it is told, so it can deceive nobody but itself. */
function ownAddress({ headers, socket }: IncomingMessage): string {
  const host = /^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/iu.exec(headers.host ?? '')?.[0]
  return `http://${host ?? `127.0.0.1:${socket.localPort}`}`
}

type NameOf =
  | { readonly kind: 'name'; readonly name: string | null }
  | { readonly kind: 'refused'; readonly error: HttpError }

/** A screen without a name may say nothing at all. */
async function bodyOf(request: IncomingMessage): Promise<NameOf> {
  const { headers } = request
  if (
    headers['content-type'] === undefined &&
    !headers['transfer-encoding'] &&
    !Number(headers['content-length'] ?? 0)
  ) {
    return { kind: 'name', name: null }
  }
  const body = await readBody(request)
  if (body.kind === 'refused') return body
  const read = v.safeParse(Request, body.value)
  if (read.success) return { kind: 'name', name: read.output.name ?? null }
  return { kind: 'refused', error: { status: 400, code: 'bad_request', message: 'name: must be 1 to 64 characters' } }
}

function tooFast(message: string, retryAfter: number): HttpError {
  return { status: 429, code: 'too_fast', message, retryAfter }
}
