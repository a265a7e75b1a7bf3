/** What launching a window depends on beyond its options: this machine, or a test's. */
import { accessSync, constants, statSync } from 'node:fs'
import { systemCode } from '../../platform/failure.ts'
import { systemClock } from '../../platform/system-clock.ts'
import type { Clock } from '../../protocol/clock.ts'
import { type AppFolder, findAppFolder } from './app-folder.ts'

export type Machine = {
  readonly platform: NodeJS.Platform
  readonly env: NodeJS.ProcessEnv
  /** Undefined on Windows. */
  readonly uid: number | undefined
  readonly clock: Clock
  isProgram(path: string): boolean
  appFolder(): AppFolder
}

export function thisMachine(): Machine {
  return {
    platform: process.platform,
    env: process.env,
    uid: process.getuid?.(),
    clock: systemClock,
    isProgram,
    appFolder: findAppFolder,
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch (error) {
    if (systemCode(error) !== undefined) return false
    throw error
  }
}
