/** Starts a program that is to stay up, and tells one that stays from one that dies at once. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Clock } from '../../protocol/clock.ts'

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

export type Running = {
  readonly exited: Promise<Exit>
  /** Asks the program to end, insists after a while, and resolves when it has. */
  close(): Promise<void>
}

export type Started = ({ readonly kind: 'running' } & Running) | { readonly kind: 'died'; readonly reason: string }

/** A program that cannot run here (no sandbox, no display, a library missing) is gone well before, ms. */
const SETTLE_MS = 3_000
/** How long a program may take to end when asked, ms. */
const CLOSE_MS = 3_000
/** Chromium is talkative; of its complaints the last ones tell why it died. */
const KEPT_ERROR_CHARS = 2_000
const LAST_WORDS_MS = 200
/** Without D-Bus Chromium says so many times over; it is never why it died. For people to read, nothing acts on it. */
const NOISE = /\bbus\.cc\b/u

/** Never rejects. A program that ends at once but with code 0 has done what it was asked and counts as running. */
export async function startProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  clock: Clock,
): Promise<Started> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let complaints = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-KEPT_ERROR_CHARS)
  })
  if (child.stderr) createInterface({ input: child.stderr }).on('line', passOn)
  const exited = whenExited(child, clock)
  const early = await Promise.race([exited, settled(clock)])
  if (early !== 'settled' && early.code !== 0) return { kind: 'died', reason: describe(program, early, complaints) }
  return { kind: 'running', exited: exited.then(withoutError), close: () => close(child, exited, clock) }
}

/** The kiosk's own log lines are for whoever reads ours; Chromium's talk is for nobody. */
function passOn(line: string): void {
  if (line.startsWith('{')) process.stderr.write(`${line}\n`)
}

type Ended = Exit & { readonly error?: Error }

function withoutError({ code, signal }: Ended): Exit {
  return { code, signal }
}

/**
 * `close` comes when all that the program complained about has been read. A helper process of Chromium may outlive it
 * and hold the pipe open, so `exit` counts too, a little later.
 */
function whenExited(child: ChildProcess, clock: Clock): Promise<Ended> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }))
    child.once('exit', (code, signal) => clock.after(LAST_WORDS_MS, () => resolve({ code, signal })))
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

function settled(clock: Clock): Promise<'settled'> {
  return new Promise((resolve) => {
    clock.after(SETTLE_MS, () => resolve('settled'))
  })
}

async function close(child: ChildProcess, exited: Promise<unknown>, clock: Clock): Promise<void> {
  child.kill('SIGTERM')
  const takeBack = clock.after(CLOSE_MS, () => child.kill('SIGKILL'))
  await exited
  takeBack()
}

function describe(program: string, { code, signal, error }: Ended, complaints: string): string {
  if (error !== undefined) return `${program} could not be started: ${error.message}`
  const last = complaints.split('\n').findLast((line) => line.trim() !== '' && !NOISE.test(line)) ?? 'it said nothing'
  return `${program} ended at once (${signal ?? `code ${code}`}): ${last}`
}
