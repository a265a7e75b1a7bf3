/** The relay's HTTP: which path is answered by what. Anything else is 404, any other method 405. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { reason } from '../../platform/failure.ts'
import { admit, bearerToken } from '../access/access.ts'
import { board } from './board.ts'
import { cashierAction } from './cashier-action.ts'
import type { RelayContext } from './context.ts'
import type { Pages } from './pages.ts'
import { pairingRoute } from './pairing-routes.ts'
import { readyz } from './readyz.ts'
import { refusalOf } from './refusal.ts'
import { type HttpError, securityHeaders, sendError, sendJson } from './reply.ts'
import { screenHandler } from './screen.ts'
import { storeSettings } from './store-settings.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>
type Route = { readonly methods: readonly string[]; readonly handle: Handler }

const READ = ['GET', 'HEAD'] as const
const OF_STORE = /^\/api\/v1\/stores\/([^/]{1,64})\/(board|settings)$/u

const FOREIGN_HOST: HttpError = {
  status: 421,
  code: 'host_not_allowed',
  message: 'this relay is not called that: ask for it by its own address, or set CASHIERQ_PUBLIC_URL',
}

export function createRouter(context: RelayContext, pages: Pages): Handler {
  const routes = routesOf(context)
  const headers = Object.entries(securityHeaders(context.publicUrl))
  return async (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    try {
      if (!context.knowsHost(request.headers.host)) return sendError(response, FOREIGN_HOST)
      await answer(routes(path) ?? pageRoute(pages), request, response)
    } catch (error) {
      context.lines.error({ path, reason: reason(error) }, 'request failed')
      if (response.headersSent) response.destroy()
      else sendError(response, { status: 500, code: 'internal', message: 'the relay could not answer' })
    }
  }
}

async function answer(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const method = request.method ?? ''
  if (!route.methods.includes(method)) {
    response.setHeader('Allow', route.methods.join(', '))
    sendError(response, { status: 405, code: 'method_not_allowed', message: `use ${route.methods.join(' or ')}` })
    return
  }
  await route.handle(request, response)
}

function routesOf(context: RelayContext): (path: string) => Route | undefined {
  const fixed = new Map<string, Route>([
    ['/cashier_action', { methods: ['POST'], handle: (req, res) => cashierAction(context, req, res) }],
    ['/healthz', { methods: READ, handle: (_, res) => sendJson(res, 200, { status: 'alive' }) }],
    ['/readyz', { methods: READ, handle: (req, res) => readyz(context, req, res) }],
    ['/metrics', { methods: READ, handle: (req, res) => metrics(context, req, res) }],
  ])
  return (path) =>
    fixed.get(path) ?? screenRoute(context, path) ?? storeRoute(context, path) ?? pairingRoute(context, path)
}

function screenRoute({ screen }: RelayContext, path: string): Route | undefined {
  const handle = screenHandler(screen, path)
  return handle && { methods: READ, handle }
}

function storeRoute(context: RelayContext, path: string): Route | undefined {
  const [, store, what] = OF_STORE.exec(path) ?? []
  if (store === undefined) return undefined
  if (what === 'board') return { methods: READ, handle: (req, res) => board(context, req, res, store) }
  return { methods: [...READ, 'PUT'], handle: (req, res) => storeSettings(context, req, res, store) }
}

function pageRoute(pages: Pages): Route {
  const notFound = (response: ServerResponse) =>
    sendError(response, { status: 404, code: 'not_found', message: 'there is nothing here' })
  return { methods: READ, handle: (request, response) => pages(request, response, () => notFound(response)) }
}

async function metrics(context: RelayContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const address = context.addressOf(request)
  const admission = await admit(context.access, bearerToken(request), context.defaultStore, undefined, address)
  if (admission.kind === 'refused') {
    context.audit.refused({ action: 'metrics', code: admission.code, address })
    return sendError(response, refusalOf(admission))
  }
  const { registry } = context.metrics
  const text = await registry.metrics()
  response.writeHead(200, { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' })
  response.end(text)
}
