/**
 * The real Electron program, driven by Playwright: with a home of its own, on whatever display a test has started.
 *
 *     const kiosk = await ElectronApp.start({ display, command: ['kiosk', `--relay=${product.address}`] })
 *     await kiosk.untilShown({ view: 'calling', cashier: '3' })
 *     await kiosk.close()
 *
 * How to extend: what a page shows is asked through the main process (`inPage`), which goes on when a page has crashed
 * and come back; Playwright's own page does not, but it has keyboard and mouse (`page`). Who asks again and again asks
 * by `glimpse`. What only the main process knows: `app.evaluate`. What it logged: `logged`. A program that is killed
 * starts again in the same `home`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, errors, type Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import { electronRuntime } from '../../scripts/electron-runtime.mjs'
import { Home } from './home.ts'

export const APP_FOLDER = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export type ElectronAppOptions = {
  readonly display: { readonly env: NodeJS.ProcessEnv }
  /** What `cashierq` would be given. */
  readonly command: readonly string[]
  /** What cashierq.json holds; without it there is none. */
  readonly settings?: object
  readonly home?: Home
  readonly env?: { readonly [name: string]: string }
}

/** How a program ended that was to end by itself. */
export type Outcome = { readonly code: number | null; readonly err: string }

/** The contract's attributes of the screen: `view`, `cashier`, `language`, `offset`, ... and `link`, see `shown`. */
export type Shown = { readonly [name: string]: string }

const PATIENCE = { timeout: 30_000, interval: 50 }
/** How long a page may take to answer, ms: on a busy machine a page that is well is slow, too. */
const ANSWERS_WITHIN = 30_000
/** A page that hangs or has crashed answers nothing, and whoever looks again has no time to wait for it, ms. */
const GLIMPSE = 2_000
/**
 * Playwright looks at the pages of a program while that opens its first window, and where the two meet it waits for ever
 * (microsoft/playwright#29386: the program is up, `launch` does not return). So it is started anew after this time, ms.
 */
const STARTS_WITHIN = 30_000
const STARTS = 3

/**
 * The document says "wait" before its program has begun, and the program goes on saying so while it first looks for its
 * relay. With a time on its clock and no mark it has drawn what the log says.
 */
const SHOWN = `(() => {
  const screen = document.getElementById('screen')
  if (!screen) return {}
  const part = (name) => screen.querySelector('[data-part="' + name + '"]')
  const live = screen.dataset.view !== 'offline' && part('away').hidden && part('clock').textContent !== ''
  return { ...screen.dataset, link: live ? 'live' : 'away' }
})()`

/** Not a skip: a test run without Electron has not tested the kiosk. */
export async function electronProgram(): Promise<string> {
  const runtime = await electronRuntime()
  if ('missing' in runtime) throw new Error(`no Electron to test with: ${runtime.why}`)
  return runtime.path
}

export class ElectronApp {
  readonly app: ElectronApplication
  readonly home: Home
  readonly #ownsHome: boolean
  readonly #log: string[] = []
  /** Playwright gives it away only while the program runs. */
  readonly #child: ChildProcess
  readonly #exited: Promise<number | null>

  private constructor(app: ElectronApplication, home: Home, ownsHome: boolean) {
    this.app = app
    this.home = home
    this.#ownsHome = ownsHome
    const child = app.process()
    this.#child = child
    this.#exited =
      child.exitCode === null ? once(child, 'exit').then(([code]) => code) : Promise.resolve(child.exitCode)
    if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => this.#log.push(line))
  }

  static async start(options: ElectronAppOptions): Promise<ElectronApp> {
    const home = options.home ?? (await Home.make())
    if (options.settings) await home.writeSettings(options.settings)
    const { args, cwd, env } = started(options, home)
    const app = await launched({ executablePath: await electronProgram(), args: [...args], cwd, env })
    return new ElectronApp(app, home, options.home === undefined)
  }

  /** Without Playwright, for a program that is to end by itself. */
  static async run(options: ElectronAppOptions & { readonly home: Home }): Promise<Outcome> {
    const { args, cwd, env } = started(options, options.home)
    const child = spawn(await electronProgram(), args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
    let err = ''
    child.stderr.on('data', (chunk) => {
      err += chunk
    })
    const [code] = await once(child, 'close')
    return { code, err }
  }

  /** The first window's page, for keyboard and mouse; it is of no use any more once it has crashed. */
  page(): Promise<Page> {
    return this.app.firstWindow()
  }

  /** Runs `script` in the page of the window whose address has `part`; undefined: there is none, or it hangs. */
  inPage(script: string, part?: string): Promise<unknown> {
    return this.#ask(script, part, ANSWERS_WITHIN)
  }

  /** The same for a poll: a page that does not answer soon is asked again, and may be another one by then. */
  glimpse(script: string, part?: string): Promise<unknown> {
    return this.#ask(script, part, GLIMPSE)
  }

  async #ask(script: string, part = 'app://kiosk/', within: number): Promise<unknown> {
    const answer = this.app.evaluate(
      async ({ BrowserWindow }, { text, wanted, patience }) => {
        const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().includes(wanted))
        const late = new Promise((resolve) => setTimeout(() => resolve(undefined), patience))
        return window && Promise.race([window.webContents.executeJavaScript(text), late])
      },
      { text: script, wanted: part, patience: within },
    )
    return answer.catch((error: unknown) => {
      const { exitCode, signalCode } = this.#child
      if (exitCode === null && signalCode === null) throw error
      throw new Error(`the program has ended (${signalCode ?? exitCode}):\n${this.#lastLines()}`, { cause: error })
    })
  }

  /**
   * What the screen in this window says of itself; nothing while its page is on its way. `link` is `live` when it has the
   * log's word for it.
   */
  async shown(part?: string): Promise<Shown> {
    const dataset = await this.glimpse(SHOWN, part)
    return Object.fromEntries(Object.entries(dataset ?? {}).map(([name, value]) => [name, String(value)]))
  }

  /** A screen that waits is one that would hear of a call. */
  async untilShown(wanted: Shown, part?: string): Promise<void> {
    const shown = wanted['view'] === 'wait' ? { link: 'live', ...wanted } : wanted
    await vi.waitFor(async () => expect(await this.shown(part)).toMatchObject(shown), PATIENCE)
  }

  /** All that was logged so far with this text in it. */
  logged(text: string): string[] {
    return this.#log.filter((line) => line.includes(text))
  }

  async untilLogged(text: string): Promise<void> {
    const missing = () => `"${text}" is not in the log:\n${this.#lastLines()}`
    await vi.waitFor(() => expect(this.logged(text).length, missing()).toBeGreaterThan(0), PATIENCE)
  }

  /** Without what Chromium says of a desktop that is not there. */
  #lastLines(): string {
    return this.#log
      .filter((line) => !line.includes('bus.cc'))
      .slice(-20)
      .join('\n')
  }

  /** Resolves when the program has ended, however it does; null: by a signal. */
  exitCode(): Promise<number | null> {
    return this.#exited
  }

  async close(): Promise<void> {
    await this.app.close()
    if (this.#ownsHome) await this.home.remove()
  }
}

async function launched(options: NonNullable<Parameters<typeof _electron.launch>[0]>): Promise<ElectronApplication> {
  for (let start = 1; ; start++) {
    try {
      return await _electron.launch({ ...options, timeout: STARTS_WITHIN })
    } catch (error) {
      if (!(error instanceof errors.TimeoutError) || start === STARTS) throw error
    }
  }
}

function started({ command, display, env }: ElectronAppOptions, home: Home) {
  return {
    // Neither root nor a container has Chromium's own sandbox.
    args: ['--no-sandbox', APP_FOLDER, ...command],
    cwd: home.folder,
    env: plain({ ...display.env, ...home.env, CASHIERQ_LOG_LEVEL: 'debug', ...env }),
  }
}

function plain(env: NodeJS.ProcessEnv): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
