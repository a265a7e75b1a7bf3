#!/usr/bin/env node
/** `cashierq`: the composition root. Reads the command line, runs one command, and ends it gracefully. */
import { isFailure } from '../platform/failure.ts'
import { createLogger } from '../platform/logger.ts'
import { type Invocation, parseCommandLine } from './arguments.ts'
import { runBridge } from './bridge.ts'
import type { CommandName } from './commands.ts'
import { runDoctor } from './doctor.ts'
import { commandHelp, generalHelp, version } from './help.ts'
import { runButtons, runKiosk } from './kiosk.ts'
import { runRelay } from './relay.ts'
import { runRevoke } from './revoke.ts'
import type { Run, Running } from './run.ts'
import { runToken } from './token.ts'
import { runUp } from './up.ts'
import { runWatch } from './watch.ts'

const RUNNERS: { readonly [Name in CommandName]: Run } = {
  up: runUp,
  relay: runRelay,
  bridge: runBridge,
  kiosk: runKiosk,
  buttons: runButtons,
  watch: runWatch,
  doctor: runDoctor,
  token: runToken,
  revoke: runRevoke,
}

async function main(): Promise<void> {
  const invocation = parseCommandLine(process.argv.slice(2), process.env)
  if (invocation.kind !== 'run') {
    // Within Electron nothing else ends the process.
    process.stdout.write(`${textOf(invocation)}\n`, () => process.exit())
    return
  }
  await execute(invocation)
}

function textOf(asked: Exclude<Invocation, { kind: 'run' }>): string {
  if (asked.kind === 'version') return version()
  return asked.command ? commandHelp(asked.command) : generalHelp()
}

/** What a timer can wait at most, ms. */
const LONGEST = 2 ** 31 - 1

async function execute(invocation: Extract<Invocation, { kind: 'run' }>): Promise<void> {
  const lines = createLogger(invocation.settings.logLevel)
  // Our clock's timers hold no process; a command that only waits for one (a window is opened again) goes on all the same.
  setInterval(() => undefined, LONGEST)
  const signalled = firstSignal()
  const running = await RUNNERS[invocation.command]({ ...invocation, lines })
  const why = await Promise.race([signalled, running.ended])
  if (why !== 'done') lines.info({ why }, 'stopping')
  await stopWithin(running)
  if (why === 'failed') process.exitCode = 1
  process.exit()
}

function firstSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(signal))
  })
}

/** What is on disk is safe; what hangs while stopping is not waited for longer than a service manager would, ms. */
const STOP_WITHIN = 8_000

async function stopWithin(running: Running): Promise<void> {
  const late = setTimeout(() => process.exit(1), STOP_WITHIN)
  await running.stop()
  clearTimeout(late)
}

/** Exit codes: 1 it could not run, 2 it was called wrongly. */
main().catch((error: unknown) => {
  if (!isFailure(error)) throw error
  process.stderr.write(`cashierq: ${error.message}\n`)
  process.exit(error.code === 'bad_usage' || error.code === 'bad_setting' ? 2 : 1)
})
