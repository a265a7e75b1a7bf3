/** Which path of pairing and tokens is answered by what. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RelayContext } from './context.ts'
import { beginPairing, pollPairing } from './pairing.ts'
import { approvePairing, lookAtPairing, refusePairing } from './pairing-staff.ts'
import { listTokens, revokeToken } from './tokens.ts'

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>
export type PairingRoute = { readonly methods: readonly string[]; readonly handle: Handle }

const ONE = /^\/api\/v1\/pairings\/([^/]{1,64})(?:\/(approve|refuse))?$/u

/** `undefined`: none of these. */
export function pairingRoute(context: RelayContext, path: string): PairingRoute | undefined {
  switch (path) {
    case '/api/v1/pairings':
      return { methods: ['POST'], handle: (request, response) => beginPairing(context, request, response) }
    case '/api/v1/pairings/current':
      return { methods: ['GET'], handle: (request, response) => pollPairing(context, request, response) }
    case '/api/v1/tokens':
      return { methods: ['GET'], handle: (request, response) => listTokens(context, request, response) }
    case '/api/v1/tokens/revoke':
      return { methods: ['POST'], handle: (request, response) => revokeToken(context, request, response) }
    default:
      return codeRoute(context, path)
  }
}

function codeRoute(context: RelayContext, path: string): PairingRoute | undefined {
  const [, typed, verb] = ONE.exec(path) ?? []
  if (typed === undefined) return undefined
  const handle = verb === 'approve' ? approvePairing : verb === 'refuse' ? refusePairing : lookAtPairing
  return {
    methods: verb === undefined ? ['GET'] : ['POST'],
    handle: (request, response) => handle(context, request, response, typed),
  }
}
