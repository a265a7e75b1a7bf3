/**
 * Whether an update has put another program in place of the one that runs. A process that Chromium starts later (a page,
 * the graphics process) would be of the new version and not fit; so the quiet hours start the whole program anew then.
 */
import { statSync } from 'node:fs'
import { systemCode } from '../../platform/failure.ts'

/** `path` is the program's own file. While an update is being unpacked there is none: that is no new program yet. */
export function replacementOf(path: string): () => boolean {
  const started = identity(path)
  return () => {
    const now = identity(path)
    return now !== undefined && now !== started
  }
}

function identity(path: string): string | undefined {
  try {
    const { dev, ino, size, mtimeMs } = statSync(path)
    return `${dev}:${ino}:${size}:${mtimeMs}`
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}
