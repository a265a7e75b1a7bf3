/** Answers for one file over any kind of HTTP: the relay's own server and the kiosk's `app://`. */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { MediaFile } from './media-file.ts'
import { type ByteRange, byteRange } from './range.ts'

export type MediaAnswer = {
  readonly status: 200 | 206 | 404 | 416
  readonly headers: { readonly [name: string]: string }
  /** Must be read or destroyed: it holds the file open. */
  readonly stream: Readable | null
}

/** An SVG that somebody opens by its address runs nothing and loads nothing. */
const SAFE = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
  'X-Content-Type-Options': 'nosniff',
}
/** The id names the content, so what a page has kept is never wrong. */
const KEPT = { 'Cache-Control': 'private, max-age=86400, immutable' }

export const NOT_FOUND: MediaAnswer = { status: 404, headers: { ...SAFE, 'Cache-Control': 'no-store' }, stream: null }

export async function openMediaFile(file: MediaFile, rangeHeader: string | null | undefined): Promise<MediaAnswer> {
  const handle = await openAsExamined(file)
  if (!handle) return NOT_FOUND
  const range = byteRange(rangeHeader, file.size)
  const headers = { ...SAFE, ...KEPT, 'Content-Type': file.mime, 'Accept-Ranges': 'bytes' }
  if (range.kind !== 'outside') return part(file, handle, range, headers)
  await handle.close()
  return { status: 416, headers: { ...SAFE, 'Content-Range': `bytes */${file.size}` }, stream: null }
}

function part(
  { size }: MediaFile,
  handle: FileHandle,
  range: Exclude<ByteRange, { kind: 'outside' }>,
  headers: MediaAnswer['headers'],
): MediaAnswer {
  if (range.kind === 'whole') {
    return { status: 200, headers: { ...headers, 'Content-Length': String(size) }, stream: handle.createReadStream() }
  }
  const { start, end } = range
  const length = { 'Content-Length': String(end - start + 1), 'Content-Range': `bytes ${start}-${end}/${size}` }
  return { status: 206, headers: { ...headers, ...length }, stream: handle.createReadStream({ start, end }) }
}

/** Undefined: it is no longer the file that was examined, or is gone. The next look at the folder will find out. */
async function openAsExamined(file: MediaFile): Promise<FileHandle | undefined> {
  const handle = await open(file.path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch(() => undefined)
  if (!handle) return undefined
  const { size, mtimeMs } = await handle.stat()
  if (size === file.size && mtimeMs === file.modified) return handle
  await handle.close()
  return undefined
}

/** For `protocol.handle`. */
export function asWebResponse({ status, headers, stream }: MediaAnswer, method: string): Response {
  if (method !== 'HEAD') return new Response(stream && webStream(stream), { status, headers: { ...headers } })
  stream?.destroy()
  return new Response(null, { status, headers: { ...headers } })
}

/** For a node:http server. Resolves when all is sent or nobody wants it any more. */
export async function sendMedia(answer: MediaAnswer, method: string, response: ServerResponse): Promise<void> {
  const { status, headers, stream } = answer
  response.writeHead(status, { ...headers })
  if (method === 'HEAD' || !stream) {
    stream?.destroy()
    response.end()
    return
  }
  // A page that goes on to another picture, or a file that vanishes, ends both streams; there is nobody to be told.
  await pipeline(stream, response).catch(() => response.destroy())
}

function webStream(stream: Readable): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel() {
      stream.destroy()
    },
  })
}
