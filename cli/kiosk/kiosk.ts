/**
 * Opens the customers' screen in a window of its own: Electron, or where that cannot run an installed Chromium, Chrome
 * or Edge in kiosk mode. Where neither can, the answer says why and what to do about it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure, isFailure, reason } from '../../platform/failure.ts'
import type { LogLines } from '../../platform/logger.ts'
import { browserArguments } from './browser-arguments.ts'
import { findDisplay } from './display.ts'
import { findBrowser } from './find-browser.ts'
import { findElectron } from './find-electron.ts'
import { keepUp } from './keeper.ts'
import { type Machine, thisMachine } from './machine.ts'
import { type Running, type Started, startProgram } from './start-program.ts'

export type KioskOptions = {
  /** The relay's page, for a browser: http or https. Electron has pages of its own. */
  readonly url: string
  /** What the app is to do: a command and its flags. */
  readonly command: readonly string[]
  /** What followed `--` on the command line: handed on unchanged. */
  readonly electronArgs: readonly string[]
  readonly log: LogLines
}

export type Kiosk = Running & {
  readonly kind: 'electron' | 'browser'
  /** Path of the program that shows the window. */
  readonly program: string
}

/** No window. `reason` says why, `mend` what a person can do, each one line. */
export type NoKiosk = { readonly kind: 'none'; readonly reason: string; readonly mend: string }

type Attempt = Kiosk | { readonly kind: 'failed'; readonly reason: string }

/**
 * Takes about three seconds: so long a program must have lived to count as running.
 * Throws `bad_setting` if `url` is no http address; that no window can be shown here is an answer, not an error.
 */
export async function launchKiosk(options: KioskOptions, machine: Machine = thisMachine()): Promise<Kiosk | NoKiosk> {
  const url = httpAddress(options.url)
  const display = findDisplay(machine.platform, machine.env)
  if (display.kind === 'none') return noKiosk(display.reason, url)
  if (needsNoSandbox(machine) && !options.electronArgs.includes('--no-sandbox')) {
    return {
      kind: 'none',
      reason: 'neither Electron nor Chromium runs as root with its sandbox',
      mend: 'run cashierq as an ordinary user, or end the command with: -- --no-sandbox',
    }
  }
  const electron = await tryElectron(options, machine)
  if (electron.kind !== 'failed') return electron
  options.log.warn({ reason: electron.reason }, 'Electron cannot run here; trying an installed browser')
  const browser = await tryBrowser(url, options, machine)
  return browser.kind === 'failed' ? noKiosk(`${electron.reason}; ${browser.reason}`, url) : browser
}

function httpAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href
  throw new Failure('bad_setting', `the kiosk can show http and https addresses only, not ${text}`)
}

function noKiosk(why: string, url: string): NoKiosk {
  const page = new URL(url)
  // What a person reads here may end in a log: the token stays out of it.
  page.hash = ''
  return { kind: 'none', reason: why, mend: `open ${page.href} in a browser` }
}

/** Chromium's own rule, on Linux. Switching the sandbox off is for a person to say, never for us to slip in. */
function needsNoSandbox({ platform, uid }: Machine): boolean {
  return platform === 'linux' && uid === 0
}

async function tryElectron(options: KioskOptions, machine: Machine): Promise<Attempt> {
  const app = machine.appFolder()
  if (app.kind === 'missing') return { kind: 'failed', reason: app.reason }
  const found = await findElectron(machine.platform, machine.env, options.log)
  if (found.kind === 'missing') return { kind: 'failed', reason: found.reason }
  const args = [...platformArgs(machine), ...options.electronArgs, app.path, ...options.command]
  const start = () => startProgram(found.program, args, electronEnvironment(machine.env), machine.clock)
  const started = await startTwice(start)
  if (started.kind === 'died') return { kind: 'failed', reason: started.reason }
  const kept = keepUp(started, { start, clock: machine.clock, random: Math.random, log: options.log })
  return { kind: 'electron', program: found.program, ...kept }
}

/** At log-in the display may be a moment late; and a kiosk whose graphics fail may ask at once to be started again. */
async function startTwice(start: () => Promise<Started>): Promise<Started> {
  const first = await start()
  return first.kind === 'died' ? start() : first
}

/**
 * Electron 38 and later are Wayland programs where there is Wayland, and those cannot choose their display. Where the
 * desktop has X11 as well, that is taken. Of a repeated switch the last counts: a person's own.
 */
function platformArgs({ platform, env }: Machine): string[] {
  return platform === 'linux' && env.DISPLAY && env.WAYLAND_DISPLAY ? ['--ozone-platform=x11'] : []
}

/** An editor's terminal may carry ELECTRON_RUN_AS_NODE: with it Electron is a plain Node and shows nothing. */
function electronEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = env
  return { ...rest, CASHIERQ_KEEPER: 'cashierq' }
}

async function tryBrowser(url: string, options: KioskOptions, machine: Machine): Promise<Attempt> {
  const program = findBrowser(machine.platform, machine.env, machine.isProgram)
  if (program === undefined) return { kind: 'failed', reason: 'no Chromium, Chrome or Edge is installed' }
  const profile = await makeProfile()
  if (isFailure(profile)) return { kind: 'failed', reason: profile.message }
  const args = browserArguments(url, profile, options.electronArgs)
  const started = await startProgram(program, args, machine.env, machine.clock)
  if (started.kind === 'died') {
    await removeProfile(profile, options.log)
    return { kind: 'failed', reason: started.reason }
  }
  const exited = started.exited.then(async (exit) => {
    await removeProfile(profile, options.log)
    return exit
  })
  const close = async () => {
    await started.close()
    await exited
  }
  return { kind: 'browser', program, exited, close }
}

/** A fresh profile each time: after a power cut an old one asks to restore pages, or claims to be in use. */
async function makeProfile(): Promise<string | Failure> {
  try {
    return await mkdtemp(join(tmpdir(), 'cashierq-kiosk-'))
  } catch (error) {
    return new Failure('data_not_writable', `no place for a browser profile: ${reason(error)}`, error)
  }
}

/** Chromium's helpers write for a moment after it has ended, hence the retries. */
async function removeProfile(profile: string, log: LogLines): Promise<void> {
  try {
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  } catch (error) {
    log.warn({ folder: profile, reason: reason(error) }, 'the kiosk left its browser profile behind')
  }
}
