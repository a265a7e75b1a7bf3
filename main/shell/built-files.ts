/** The built pages: listed once at the start, so that only what was there then can ever be asked for. */
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { Failure } from '../../platform/failure.ts'

/** Public path (`/screen/index.html`) -> what is answered. */
export type BuiltFiles = ReadonlyMap<string, BuiltFile>
export type BuiltFile = { readonly type: string; read(): Promise<Uint8Array<ArrayBuffer>> }

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}
const UNKNOWN = 'application/octet-stream'

export function listBuiltFiles(folder: string): BuiltFiles {
  const files = new Map<string, BuiltFile>()
  for (const file of filesBelow(folder)) {
    const path = `/${relative(folder, file).split(sep).join('/')}`
    files.set(path, { type: TYPES[extname(file)] ?? UNKNOWN, read: async () => new Uint8Array(await readFile(file)) })
  }
  if (!files.has('/screen/index.html')) {
    throw new Failure('pages_missing', 'the pages are not built: run "npm run build" (screen/index.html is missing)')
  }
  return files
}

/** No link is followed: `readdir` does so by itself from Node 22 on when it is recursive. */
function* filesBelow(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}
