/** `GET /readyz`: would a press reach a screen? `?store=NAME` asks for one store, with a token where there are tokens. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { admit, bearerToken } from '../access/access.ts'
import type { RelayContext } from './context.ts'
import { refusalOf } from './refusal.ts'
import { sendError, sendJson } from './reply.ts'

export async function readyz(context: RelayContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const store = new URL(request.url ?? '/', 'http://relay').searchParams.get('store') ?? undefined
  if (store !== undefined) {
    const address = context.addressOf(request)
    const admission = await admit(context.access, bearerToken(request), store, undefined, address)
    if (admission.kind === 'refused') {
      context.audit.refused({ action: 'metrics', code: admission.code, address })
      return sendError(response, refusalOf(admission))
    }
  }
  const ready = store === undefined ? await context.readiness.check() : await context.readiness.checkStore(store)
  switch (ready.kind) {
    case 'ready':
      return sendJson(response, 200, { status: 'ready', roundTripMs: ready.roundTripMs, stores: ready.stores })
    case 'not_ready':
      return sendJson(response, 503, { code: 'not_ready', message: ready.reason, stores: ready.stores })
    case 'not_held':
      return sendError(response, {
        status: 404,
        code: 'unknown_store',
        message: 'this relay does not hold this store: no client has asked for it',
      })
  }
}
