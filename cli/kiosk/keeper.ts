/**
 * Keeps Electron up: started again when it crashes or asks for it (exit code 75), with backoff, for as long as it takes.
 * Nobody stands by a kiosk. When it ends with 0, somebody wanted it to.
 */
import type { LogLines } from '../../platform/logger.ts'
import { type Backoff, fullJitter } from '../../protocol/backoff.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Exit, Running, Started } from './start-program.ts'

const RETRY: Backoff = { base: 500, cap: 30_000 }
const LEAST_DELAY = 250
/** One that has lived this long, ms, is not the one that keeps dying. */
const STEADY = 60_000

export type KeeperParts = {
  readonly start: () => Promise<Started>
  readonly clock: Clock
  readonly random: () => number
  readonly log: LogLines
}

/** `first` runs already. `exited` comes when the program has ended for good. */
export function keepUp(first: Running, parts: KeeperParts): Running {
  let running = first
  const closing = new AbortController()
  const exited = keep(first, parts, closing.signal, (again) => {
    running = again
  })
  return {
    exited,
    async close() {
      closing.abort()
      await running.close()
      await exited
    },
  }
}

async function keep(
  first: Running,
  parts: KeeperParts,
  closing: AbortSignal,
  onAgain: (running: Running) => void,
): Promise<Exit> {
  const { clock, log } = parts
  let [running, failures, since] = [first, 0, clock.now()]
  for (;;) {
    const exit = await running.exited
    if (exit.code === 0 || closing.aborted) return exit
    if (clock.now() - since > STEADY) failures = 0
    log.warn({ code: exit.code, signal: exit.signal }, 'the window has gone; it is opened again')
    const again = await startAgain(parts, closing, failures)
    if (again.kind === 'unwanted') return exit
    running = again.running
    failures = again.failures
    since = clock.now()
    onAgain(running)
  }
}

type Again =
  | { readonly kind: 'running'; readonly running: Running; readonly failures: number }
  /** Somebody wants it closed meanwhile. */
  | { readonly kind: 'unwanted' }

async function startAgain(parts: KeeperParts, closing: AbortSignal, failures: number): Promise<Again> {
  for (let attempt = failures; ; attempt++) {
    const delay = Math.max(LEAST_DELAY, fullJitter(RETRY, attempt, parts.random()))
    await passed(parts.clock, delay, closing)
    if (closing.aborted) return { kind: 'unwanted' }
    const started = await parts.start()
    if (started.kind === 'running') {
      if (!closing.aborted) return { kind: 'running', running: started, failures: attempt + 1 }
      await started.close()
      return { kind: 'unwanted' }
    }
    parts.log.error({ reason: started.reason }, 'the window could not be opened; it is tried again')
  }
}

/** The delay, or what is left of it when the window is wanted no more. */
function passed(clock: Clock, delay: number, closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (closing.aborted) return resolve()
    const done = () => {
      takeBack()
      closing.removeEventListener('abort', done)
      resolve()
    }
    const takeBack = clock.after(delay, done)
    closing.addEventListener('abort', done)
  })
}
