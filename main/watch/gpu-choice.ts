/**
 * Whether the program starts without the graphics chip. It is written down when the chip has failed (children.ts) and
 * holds for a day: systemd starts a program again with the same flags, so the choice cannot travel on its command line.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reason } from '../../platform/failure.ts'
import type { LogLines } from '../../platform/logger.ts'

/** A driver may have been updated, or only the night was hot: then it is tried again, ms. */
export const WITHOUT_GPU = 24 * 60 * 60_000

const FILE = 'gpu-off.json'

/** Where it cannot be written down, the chip is tried once more: a screen without a note is better than none. */
export function rememberGpuOff(folder: string, now: number, log: LogLines): void {
  try {
    writeFileSync(join(folder, FILE), `${JSON.stringify({ since: now })}\n`)
  } catch (error) {
    log.warn({ why: reason(error) }, 'it cannot be written down that the graphics chip has failed')
  }
}

/** Asked before Electron is ready; so it is read in one go. */
export function gpuIsOff(folder: string, now: number): boolean {
  const since = readSince(join(folder, FILE))
  if (since === undefined) return false
  // A clock that was set back would keep it off for years.
  const holds = since <= now && now - since < WITHOUT_GPU
  if (!holds) rmSync(join(folder, FILE), { force: true })
  return holds
}

function readSince(path: string): number | undefined {
  try {
    return Number(/^\{"since":(\d+)\}$/u.exec(readFileSync(path, 'utf8').trim())?.[1] ?? Number.NaN)
  } catch {
    // Not there, or not to be read: nothing is known against the chip.
    return undefined
  }
}
