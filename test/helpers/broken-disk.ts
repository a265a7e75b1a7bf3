/**
 * A disk that fails: the edge where Node's file handles meet the system is replaced, nothing nearer to us.
 *
 * How to extend: another call of `FileHandle` joins `Call`.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'

type Call = 'write' | 'sync' | 'datasync' | 'truncate'

/** From now on such calls of any file fail with `code`, until the function that is returned mends the disk. */
export async function breakDisk(code: string, ...calls: readonly Call[]): Promise<() => void> {
  const handle = await open(fileURLToPath(import.meta.url), 'r')
  const edge: FileHandle = Object.getPrototypeOf(handle)
  await handle.close()
  const error = Object.assign(new Error(`${code}: broken on purpose`), { code })
  const spies = calls.map((call) => vi.spyOn(edge, call).mockRejectedValue(error))
  return () => {
    for (const spy of spies) spy.mockRestore()
  }
}
