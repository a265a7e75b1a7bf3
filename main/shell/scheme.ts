/**
 * The kiosk's own scheme: its pages, what they are told, their pictures. A function from a web request to a web
 * response, so that it runs and is tested without Electron.
 */
import type { ScreenSetup } from '../../protocol/screen-setup.ts'
import { whatIsAsked } from './asked.ts'
import type { BuiltFiles } from './built-files.ts'
import { contentPolicy, pageKind } from './policy.ts'

export type SchemeParts = {
  readonly files: BuiltFiles
  /** Origin of the relay's socket, once it is known. */
  readonly relay: () => string | undefined
  /** What the page of this window is told; waits until the relay's address is known. Undefined: no such window. */
  readonly setup: (display: string) => Promise<ScreenSetup | undefined>
  readonly media: (id: string, range: string | null) => Promise<Response | undefined>
  readonly logo: () => Promise<Response | undefined>
  /** Passes a request on to the relay. */
  readonly forward: (path: string, request: Request) => Promise<Response>
}

export type Scheme = (request: Request) => Promise<Response>

export function createScheme(parts: SchemeParts): Scheme {
  return async (request) => hardened(await answer(parts, request), request.url, parts.relay())
}

async function answer(parts: SchemeParts, request: Request): Promise<Response> {
  const asked = whatIsAsked(request.method, request.url)
  switch (asked.kind) {
    case 'file':
      return file(parts.files, asked.path)
    case 'setup': {
      const setup = await parts.setup(asked.display)
      return setup === undefined ? nothing() : Response.json(setup, { headers: { 'Cache-Control': 'no-store' } })
    }
    case 'media':
      return (await parts.media(asked.id, request.headers.get('range'))) ?? nothing()
    case 'logo':
      return (await parts.logo()) ?? nothing()
    case 'relay':
      return parts.forward(asked.path, request)
    case 'nothing':
      return nothing()
  }
}

async function file(files: BuiltFiles, path: string): Promise<Response> {
  const found = files.get(path)
  if (found === undefined) return nothing()
  return new Response(await found.read(), { headers: { 'Content-Type': found.type } })
}

function nothing(): Response {
  return new Response('there is nothing here', { status: 404, headers: { 'Content-Type': 'text/plain' } })
}

/** The policy of whatever is answered; a picture of the store's own may have a stricter one already. */
function hardened(response: Response, address: string, relay: string | undefined): Response {
  const headers = new Headers(response.headers)
  if (!headers.has('Content-Security-Policy')) {
    headers.set('Content-Security-Policy', contentPolicy(pageKind(address), relay))
  }
  headers.set('X-Content-Type-Options', 'nosniff')
  headers.set('Referrer-Policy', 'no-referrer')
  headers.set('Cross-Origin-Opener-Policy', 'same-origin')
  headers.set('Cross-Origin-Resource-Policy', 'same-origin')
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}
