/**
 * Folders for one test file: made below the system's temporary folder, removed after each test.
 *
 * How to extend: call `tempDirs()` once at the top of a test file and the function it answers wherever a folder is
 * needed. Nothing else belongs here.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'

export function tempDirs(): () => Promise<string> {
  const made: string[] = []
  afterEach(async () => {
    for (const dir of made.splice(0)) await rm(dir, { recursive: true, force: true })
  })
  return async () => {
    const dir = await mkdtemp(join(tmpdir(), 'cashierq-test-'))
    made.push(dir)
    return dir
  }
}
