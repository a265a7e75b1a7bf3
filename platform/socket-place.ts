/** Where a process that owns a folder listens for others on this machine: sockets in the folder, pipes on Windows. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemCode } from './failure.ts'

/** What a file system without sockets says (FAT, some network shares). */
const NO_SOCKETS = new Set(['EINVAL', 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Bytes of a socket's path that macOS takes (Linux: 107). Node 20 cuts off a longer one without a word. */
const LONGEST_PATH = 103
/** `.bind-` and twelve digits, bytes. */
const LONGEST_NAME = 18

/** Where the sockets lie: in the folder, or, where that cannot be, in a folder of its own among the temporary ones. */
export async function socketPlace(folder: string): Promise<string> {
  if (await takesSockets(folder)) return folder
  const place = substitute(folder)
  await mkdir(place, { recursive: true, mode: 0o700 })
  return place
}

/** For who looks for a socket that another process has made: where it may lie, likeliest first. */
export function socketPlaces(folder: string): readonly string[] {
  return isShort(folder) ? [folder, substitute(folder)] : [substitute(folder)]
}

/** Whether the name of a socket fits behind it. */
function isShort(folder: string): boolean {
  return Buffer.byteLength(folder) + 1 + LONGEST_NAME <= LONGEST_PATH
}

function substitute(folder: string): string {
  return join(tmpdir(), `cashierq-${digest(folder)}`)
}

async function takesSockets(folder: string): Promise<boolean> {
  if (!isShort(folder)) return false
  const trial = join(folder, `.bind-${randomBytes(6).toString('hex')}`)
  try {
    await closeServer(await bind(trial))
    return true
  } catch (error) {
    if (NO_SOCKETS.has(systemCode(error) ?? '')) return false
    throw error
  }
}

/** A named pipe belongs to one process, and ends with it. */
export function pipeName(folder: string, purpose: string): string {
  return `\\\\.\\pipe\\cashierq-${purpose}-${digest(folder.toLowerCase())}`
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}

function bind(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(path, () => resolve(server))
  })
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
