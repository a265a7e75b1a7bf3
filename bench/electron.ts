/** The real Electron on a display without a monitor, with a home and a working folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startXvfb } from '../test/helpers/xvfb.ts'

/** The folder with the package.json that names the app. */
export const APP = fileURLToPath(new URL('../..', import.meta.url))

export type ElectronPlace = {
  readonly program: string
  /** Without Chromium's sandbox, for root. */
  readonly switches: readonly string[]
  readonly env: { readonly [name: string]: string }
  readonly folder: string
  leave(): Promise<void>
}

/** `scripts/bench.mjs` names the program in CASHIERQ_ELECTRON. */
export async function electronPlace(width = 1920, height = 1080): Promise<ElectronPlace> {
  const program = process.env['CASHIERQ_ELECTRON']
  if (!program) throw new Error('there is no Electron to measure with')
  const display = await startXvfb(width, height)
  const folder = await mkdtemp(join(tmpdir(), 'cashierq-electron-'))
  const own = { HOME: folder, XDG_CONFIG_HOME: join(folder, 'config'), CASHIERQ_LOG_LEVEL: 'info' }
  const env = Object.entries({ ...display.env, ...own }).flatMap(([name, value]) => (value ? [[name, value]] : []))
  return {
    program,
    switches: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    env: Object.fromEntries(env),
    folder,
    async leave() {
      await display.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}
