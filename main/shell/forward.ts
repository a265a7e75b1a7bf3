/** Passes a page's request on to the relay: the page itself may fetch from nowhere but its own scheme. */
import type { RelayAt } from '../../platform/screen-setup.ts'

/** Electron's `net.fetch`, or a test's. */
export type Fetch = (address: string, init: RequestInit) => Promise<Response>

const PATIENCE = 5_000
/** A press and its answer are some hundred bytes. */
const MOST = 10_000

/** 502 means that there is no relay, as from any gateway. */
export async function forward(fetch: Fetch, relay: RelayAt, path: string, request: Request): Promise<Response> {
  const body = request.method === 'POST' ? await textUpTo(MOST, request) : undefined
  if (body === 'too long') return plain(413, 'too large')
  const init: RequestInit = {
    method: request.method,
    headers: kept(request.headers),
    redirect: 'error',
    credentials: 'omit',
    signal: AbortSignal.timeout(PATIENCE),
    ...(body === undefined ? {} : { body: body.text }),
  }
  try {
    return await passedBack(await fetch(new URL(path, relay.origin).href, init))
  } catch (error) {
    if (error instanceof Error) return plain(502, 'the relay does not answer')
    throw error
  }
}

async function passedBack(answer: Response): Promise<Response> {
  const read = await textUpTo(MOST, answer)
  if (read === 'too long') return plain(502, 'the relay says too much')
  const type = answer.headers.get('content-type') ?? 'text/plain'
  // 204 must have no body, or Response refuses it.
  return new Response(read.text === '' ? null : read.text, { status: answer.status, headers: { 'Content-Type': type } })
}

/** Reads no further than it must to know that it is too long. */
async function textUpTo(
  most: number,
  { body }: Pick<Request, 'body'>,
): Promise<{ readonly text: string } | 'too long'> {
  if (body === null) return { text: '' }
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  for await (const chunk of chunks(body)) {
    bytes += chunk.byteLength
    if (bytes > most) return 'too long'
    text += decoder.decode(chunk, { stream: true })
  }
  return { text: text + decoder.decode() }
}

/** Leaving the loop early tells whoever fills the stream to stop. */
async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value
  } finally {
    await reader.cancel()
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
