/** Reads the body of a request: JSON or a form, and never more than a press can need. */
import type { IncomingMessage } from 'node:http'
import type { HttpError } from './reply.ts'

export type Body =
  | { readonly kind: 'body'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly error: HttpError }

/** Bytes. A press with every field at its longest is under 400. */
const MOST_BYTES = 4_096

function tooLarge(most: number): HttpError {
  return { status: 413, code: 'too_large', message: `the body must not be larger than ${most} bytes` }
}

const CUT: HttpError = { status: 400, code: 'bad_request', message: 'the body was cut' }

/** `most`: bytes, where more than a press is to be read. */
export async function readBody(request: IncomingMessage, most = MOST_BYTES): Promise<Body> {
  const parse = PARSERS.get(mediaType(request))
  if (!parse) {
    const message = 'send application/json or application/x-www-form-urlencoded'
    return { kind: 'refused', error: { status: 400, code: 'bad_content_type', message } }
  }
  try {
    const text = await readText(request, most)
    return text === undefined ? { kind: 'refused', error: tooLarge(most) } : parse(text)
  } catch (error) {
    // The client has gone, or was too slow: nobody is there to hear of it, and nothing is wrong here.
    if (!request.destroyed) throw error
    return { kind: 'refused', error: CUT }
  }
}

/** No plain object: the type is said by anybody, `__proto__` too. */
const PARSERS: ReadonlyMap<string, (text: string) => Body> = new Map([
  ['application/json', parseJson],
  ['application/x-www-form-urlencoded', parseForm],
])

function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** The body as text, or `undefined` where it is too large; the rest of it is then read and thrown away, but not for ever. */
async function readText(request: IncomingMessage, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = Number(request.headers['content-length'] ?? 0) > most ? most + 1 : 0
  if (size > 0) {
    request.resume()
    return undefined
  }
  for await (const chunk of request) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    size += bytes.length
    if (size <= most) chunks.push(bytes)
    else if (size > 64 * most) break
  }
  return size > most ? undefined : Buffer.concat(chunks).toString()
}

function parseForm(text: string): Body {
  return { kind: 'body', value: Object.fromEntries(new URLSearchParams(text)) }
}

function parseJson(text: string): Body {
  try {
    return { kind: 'body', value: JSON.parse(text) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { kind: 'refused', error: { status: 400, code: 'bad_json', message: 'the body is not JSON' } }
  }
}
