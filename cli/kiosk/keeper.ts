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
  let close: () => void = () => undefined
  const closing = new Promise<'closing'>((resolve) => {
    close = () => resolve('closing')
  })
  const exited = keep(first, parts, closing, (again) => {
    running = again
  })
  return {
    exited,
    async close() {
      close()
      await running.close()
      await exited
    },
  }
}

async function keep(
  first: Running,
  parts: KeeperParts,
  closing: Promise<'closing'>,
  onAgain: (running: Running) => void,
): Promise<Exit> {
  const { clock, log } = parts
  let [running, failures, since] = [first, 0, clock.now()]
  for (;;) {
    const exit = await running.exited
    if (exit.code === 0 || (await isClosing(closing))) return exit
    if (clock.now() - since > STEADY) failures = 0
    log.warn({ code: exit.code, signal: exit.signal }, 'the window has gone; it is opened again')
    const again = await startAgain(parts, closing, failures++)
    if (again === undefined) return exit
    running = again
    since = clock.now()
    onAgain(again)
  }
}

/** Undefined: it is wanted no more. */
async function startAgain(
  parts: KeeperParts,
  closing: Promise<'closing'>,
  failures: number,
): Promise<Running | undefined> {
  for (let attempt = failures; ; attempt++) {
    const delay = Math.max(LEAST_DELAY, fullJitter(RETRY, attempt, parts.random()))
    if ((await Promise.race([pause(parts.clock, delay), closing])) === 'closing') return undefined
    const started = await parts.start()
    if (started.kind === 'running') {
      if (!(await isClosing(closing))) return started
      await started.close()
      return undefined
    }
    parts.log.error({ reason: started.reason }, 'the window could not be opened; it is tried again')
  }
}

function isClosing(closing: Promise<'closing'>): Promise<boolean> {
  return Promise.race([closing.then(() => true), Promise.resolve(false)])
}

function pause(clock: Clock, delay: number): Promise<'paused'> {
  return new Promise((resolve) => {
    clock.after(delay, () => resolve('paused'))
  })
}
