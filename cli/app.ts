/**
 * The Electron program: what it was asked to do, wired together. Started by `cashierq kiosk` and its like, or, where it
 * is installed as a package, by a click.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeReady } from '../main/before-ready.ts'
import { app } from '../main/electron.ts'
import { Health } from '../main/health.ts'
import { type KioskOptions, runKiosk } from '../main/kiosk-app.ts'
import { Program } from '../main/program.ts'
import { RelayPlace } from '../main/relay-place.ts'
import { refusedSwitch } from '../main/shell/switches.ts'
import { forkStore } from '../main/store-fork.ts'
import { StoreProcess } from '../main/store-process.ts'
import { steadyClock } from '../main/watch/steady-clock.ts'
import { isFailure, reason } from '../platform/failure.ts'
import { httpAddress, reachedHere } from '../platform/http-address.ts'
import { createLogger } from '../platform/logger.ts'
import type { RelayAt } from '../platform/screen-setup.ts'
import type { Settings } from '../platform/settings-schema.ts'
import { appCommand, type WindowCommand } from './app-command.ts'
import { type Invocation, parseCommandLine } from './arguments.ts'
import { DEFAULT_RELAY, windowToken } from './window-token.ts'

const FAILED = 1
const BAD_USAGE = 2
const SETTINGS_FILE = 'cashierq.json'
const CONFIG = '--config='

const PAGES = fileURLToPath(new URL('../renderer', import.meta.url))
const NODE_PROGRAM = fileURLToPath(new URL('./main.js', import.meta.url))

type Run = Extract<Invocation, { kind: 'run' }>

/** Installed, the program has no working folder of its own: settings and data lie with the user's. */
function ownFolder(command: WindowCommand): void {
  const base = app.getPath('userData')
  if (app.isPackaged) {
    mkdirSync(base, { recursive: true, mode: 0o700 })
    process.chdir(base)
  }
  // The buttons and the screen run side by side, each once.
  const windows = join(base, 'windows', command === 'buttons' ? 'buttons' : 'screen')
  mkdirSync(windows, { recursive: true, mode: 0o700 })
  app.setPath('userData', windows)
}

type Wanted = { readonly command: WindowCommand; readonly args: readonly string[] }

/** Started by a click: the set-up page first of all, from then on what was set up there. */
function byDefault(): Wanted {
  if (!existsSync(SETTINGS_FILE)) return { command: 'kiosk', args: ['kiosk', '--setup'] }
  const read = parseCommandLine(['kiosk'], process.env)
  const command = read.kind === 'run' && read.settings.relay === undefined ? 'up' : 'kiosk'
  return { command, args: [command] }
}

async function openWindows(asked: Wanted | undefined): Promise<void> {
  ownFolder(asked?.command ?? 'kiosk')
  const { command, args } = asked ?? byDefault()
  const invocation = parseCommandLine(args, process.env)
  // A wish for help never comes here.
  if (invocation.kind !== 'run') return
  const lines = createLogger(invocation.settings.logLevel)
  if (!app.requestSingleInstanceLock()) {
    lines.warn({ command }, 'it runs already: this one ends')
    return app.exit(0)
  }
  const program = new Program(process.env)
  const health = new Health(process.env, lines)
  program.beforeEnd(() => health.manager.stopping())
  // Electron would show a dialog, over the screen and with nobody to press its button.
  process.on('uncaughtException', (error) => {
    lines.error({ reason: error.stack ?? reason(error) }, 'an error that nobody has caught: the kiosk starts again')
    program.startAgain()
  })
  beforeReady()
  app.on('second-instance', () => lines.info({}, 'somebody started the program again; it runs already'))
  await app.whenReady()
  await show({ command, args }, invocation, { program, health, lines })
}

type Common = Pick<KioskOptions, 'program' | 'health' | 'lines'>

async function show({ command, args }: Wanted, { settings, flags, given }: Run, common: Common): Promise<void> {
  const settingsFile = given.find((arg) => arg.startsWith(CONFIG))?.slice(CONFIG.length) ?? SETTINGS_FILE
  const isNew = command === 'kiosk' && settings.relay === undefined && !existsSync(settingsFile)
  const what = command === 'buttons' ? 'buttons' : flags['setup'] === true || isNew ? 'setup' : 'screens'
  const relay = new RelayPlace()
  const role = what === 'buttons' ? 'buttons' : 'screen'
  if (command === 'up') {
    // The page may begin before its relay, and goes on without one. Which port the system chooses shows only when it has.
    if (settings.port !== 0) relay.set(await relayAt(ownAddress(settings), settings, role))
    keepStore(args, relay, common)
    await relay.get()
  } else if (what !== 'setup') relay.set(await relayAt(settings.relay ?? DEFAULT_RELAY, settings, role))
  await runKiosk({
    show: what,
    settings,
    settingsFile,
    pages: PAGES,
    relay,
    windowed: flags['windowed'] === true,
    tokenOf: (store) => windowToken({ ...settings, store }, role),
    ...common,
  })
}

/** Where the relay of this machine will be; pages are let through to there alone. */
function ownAddress({ host, port }: Settings): string {
  return reachedHere(httpAddress(host, port))
}

async function relayAt(address: string, settings: Settings, role: 'screen' | 'buttons'): Promise<RelayAt> {
  const token = await windowToken(settings, role)
  return { origin: new URL(address).origin, ...(token === undefined ? {} : { token }) }
}

/** The whole store in a process of its own. The kiosk ends with it, not the other way round. */
function keepStore(args: readonly string[], relay: RelayPlace, { program, lines }: Common): void {
  const store = new StoreProcess(
    () => forkStore(NODE_PROGRAM, [...args, '--no-kiosk']),
    steadyClock,
    lines,
    (at) => relay.set(at),
  )
  store.start()
  program.beforeEnd(() => store.stop())
}

/** What needs no window runs as under Node; its own code ends the process. */
async function runPlain(args: readonly string[]): Promise<void> {
  process.argv.splice(0, process.argv.length, process.execPath, 'cashierq', ...args)
  await import('./main.ts')
}

function refuse(text: string): void {
  process.stderr.write(`cashierq: ${text}\n`)
  app.exit(BAD_USAGE)
}

const asked = appCommand(process.argv, app.isPackaged ? undefined : app.getAppPath())
const dangerous = app.isPackaged ? refusedSwitch(process.argv) : undefined
if (dangerous !== undefined) refuse(`--${dangerous} is not for an installed kiosk`)
else if (asked.kind === 'plain') await runPlain(asked.args)
else {
  openWindows(asked.kind === 'window' ? asked : undefined).catch((error: unknown) => {
    if (isFailure(error)) return refuse(error.message)
    // Thrown on it would be a warning of Electron's, and the program would stay with nothing on the screen.
    process.stderr.write(`cashierq: ${error instanceof Error ? error.stack : reason(error)}\n`)
    app.exit(FAILED)
  })
}
