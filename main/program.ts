/** How the program ends, and how it begins again: by itself, or through whoever started it and waits for it. */
import { app } from './electron.ts'

/** "Start me again" to a keeper: sysexits.h's EX_TEMPFAIL. An exit with 0 means that somebody wanted it to end. */
export const START_AGAIN = 75
/** Set by `cashierq kiosk` and `cashierq up`, which start Electron and keep it up. */
export const KEEPER = 'CASHIERQ_KEEPER'

/** systemd names the run of a unit in the environment of all it starts. */
export function isKept(env: NodeJS.ProcessEnv): boolean {
  return env[KEEPER] !== undefined || env['INVOCATION_ID'] !== undefined || env['NOTIFY_SOCKET'] !== undefined
}

/** `withoutGpu`: the processor draws from the first frame on. */
export function startAgain(env: NodeJS.ProcessEnv, withoutGpu = false): void {
  if (!isKept(env)) {
    const own = process.argv.slice(1).filter((arg) => arg !== NO_GPU)
    app.relaunch({ args: withoutGpu ? [NO_GPU, ...own] : own })
  }
  app.exit(START_AGAIN)
}

const NO_GPU = '--disable-gpu'

export function end(code = 0): void {
  app.exit(code)
}
