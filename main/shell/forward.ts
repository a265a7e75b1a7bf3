/** Passes a page's request on to the relay: the page itself may fetch from nowhere but its own scheme. */
import type { RelayAt } from '../../platform/screen-setup.ts'

/** Electron's `net.fetch`, or a test's. */
export type Fetch = (address: string, init: RequestInit) => Promise<Response>

const PATIENCE = 5_000
/** A press is some hundred bytes. */
const MOST = 10_000

/** 502 means that there is no relay, as from any gateway. */
export async function forward(fetch: Fetch, relay: RelayAt, path: string, request: Request): Promise<Response> {
  const body = request.method === 'POST' ? await request.text() : undefined
  if (body !== undefined && body.length > MOST) return plain(413, 'too large')
  const init: RequestInit = {
    method: request.method,
    headers: kept(request.headers),
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE),
    ...(body === undefined ? {} : { body }),
  }
  try {
    const answer = await fetch(new URL(path, relay.origin).href, init)
    const text = await answer.text()
    const type = answer.headers.get('content-type') ?? 'text/plain'
    // 204 must have no body, or Response refuses it.
    return new Response(text === '' ? null : text, { status: answer.status, headers: { 'Content-Type': type } })
  } catch (error) {
    if (error instanceof Error) return plain(502, 'the relay does not answer')
    throw error
  }
}

/** What the relay needs to know of it, and nothing that a page could add. */
function kept(headers: Headers): Headers {
  const own = new Headers()
  for (const name of ['content-type', 'authorization']) {
    const value = headers.get(name)
    if (value !== null) own.set(name, value)
  }
  return own
}

function plain(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'Content-Type': 'text/plain' } })
}
