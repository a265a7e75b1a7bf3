/**
 * Small files that are replaced as a whole: after a crash there is the old content or the new one, never a mixture.
 */
import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure, reason, systemCode } from './failure.ts'

/**
 * Resolves when `content` is on disk under `path`. Rejects with `storage_failed`, and then the old content is still there.
 * One writer per path at a time: the content goes through `<path>.tmp`.
 */
export async function writeAtomically(path: string, content: string | Buffer): Promise<void> {
  try {
    await writeSynced(`${path}.tmp`, content)
    await rename(`${path}.tmp`, path)
    await syncFolder(dirname(path))
  } catch (error) {
    throw new Failure('storage_failed', `cannot write ${path}: ${reason(error)}`, error)
  }
}

/** The content of the file, or `undefined` if there is none. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw new Failure('storage_failed', `cannot read ${path}: ${reason(error)}`, error)
  }
}

/** Makes names that were made, changed or removed in a folder durable. Windows does that by itself and has no call. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function writeSynced(path: string, content: string | Buffer): Promise<void> {
  const handle = await open(path, 'w', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
