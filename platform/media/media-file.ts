/** One file that may be shown: what it is, checked, and the name under which pages ask for it. */
import { createHash } from 'node:crypto'
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { DECIDING_BYTES, type MediaType, mediaType } from './media-type.ts'
import { readProblem } from './problem.ts'

export type MediaFile = MediaType & {
  /** Of this file with this content: another content is another id, so no page shows what it kept of the old one. */
  readonly id: string
  readonly name: string
  /** With no link in it. */
  readonly path: string
  readonly size: number
  readonly modified: number
}

export type Examined =
  | { readonly kind: 'file'; readonly file: MediaFile }
  | { readonly kind: 'problem'; readonly problem: string }

const MB = 1024 * 1024
/** A picture is decoded whole; a video streams. */
const MOST = { picture: 50 * MB, video: 500 * MB } as const

export async function examine(path: string): Promise<Examined> {
  try {
    const real = await realpath(path)
    // Looked at before it is opened: opening a pipe would wait for a writer who never comes.
    const thing = await stat(real)
    if (thing.isDirectory()) return no('is a folder: its files belong one level up')
    if (!thing.isFile()) return no('is no file')
    const handle = await open(real)
    try {
      return await examineOpen(real, handle)
    } finally {
      await handle.close()
    }
  } catch (error) {
    return no(readProblem(error))
  }
}

async function examineOpen(path: string, handle: FileHandle): Promise<Examined> {
  const { size, mtimeMs: modified } = await handle.stat()
  if (size === 0) return no('is empty')
  const head = Buffer.alloc(DECIDING_BYTES)
  const { bytesRead } = await handle.read(head, 0, head.length, 0)
  const type = mediaType(head.subarray(0, bytesRead))
  if (!type) return no('is neither a picture (JPEG, PNG, WebP, GIF, AVIF, SVG) nor a video (MP4, WebM)')
  const most = MOST[type.kind]
  if (size > most) return no(`is too large: ${megabytes(size)}, at most ${megabytes(most)}`)
  return { kind: 'file', file: { ...type, id: idOf(path, size, modified), name: basename(path), path, size, modified } }
}

const no = (problem: string): Examined => ({ kind: 'problem', problem })
const megabytes = (bytes: number): string => `${Math.ceil(bytes / MB)} MB`

function idOf(path: string, size: number, modified: number): string {
  return createHash('sha256').update(`${path}\0${size}\0${modified}`).digest('base64url').slice(0, 22)
}
