/**
 * The store of this very machine (bridge and relay) beside the screen, in a process of its own: when it dies the screen
 * goes on and says so, and it is started again.
 */
import * as v from 'valibot'
import type { LogLines } from '../platform/logger.ts'
import type { RelayAt } from '../platform/screen-setup.ts'
import { type Backoff, fullJitter } from '../protocol/backoff.ts'
import type { Clock } from '../protocol/clock.ts'

/** What the store's process says of itself. The token lets the screen in where the store has a secret. */
const Ready = v.object({
  kind: v.literal('ready'),
  address: v.pipe(v.string(), v.url(), v.regex(/^http:\/\//u)),
  token: v.exactOptional(v.string()),
})

/** A process, Electron's or a test's. `exited` comes once. */
export type StoreChild = {
  onMessage(listener: (message: unknown) => void): void
  onExit(listener: (code: number) => void): void
  kill(): void
}

const RETRY: Backoff = { base: 250, cap: 10_000 }
/** One that has lived this long, ms, is not the one that keeps dying. */
const STEADY = 30_000
/** How long it may take to end when asked, ms: it saves what it has. */
const GOODBYE = 5_000

export class StoreProcess {
  readonly #start: () => StoreChild
  readonly #clock: Clock
  readonly #lines: LogLines
  readonly #onReady: (relay: RelayAt) => void
  readonly #random: () => number
  #child: StoreChild | undefined
  #failures = 0
  #stopping = false
  #stopped: Promise<void> = Promise.resolve()
  #ended: () => void = () => undefined
  #cancel: () => void = () => undefined

  constructor(
    start: () => StoreChild,
    clock: Clock,
    lines: LogLines,
    onReady: (relay: RelayAt) => void,
    random = Math.random,
  ) {
    this.#start = start
    this.#clock = clock
    this.#lines = lines
    this.#onReady = onReady
    this.#random = random
  }

  start(): void {
    const child = this.#start()
    this.#child = child
    child.onMessage((message) => this.#told(message))
    child.onExit((code) => this.#exited(code))
    this.#cancel = this.#clock.after(STEADY, () => {
      this.#failures = 0
    })
  }

  /** Resolves when the process has ended, or after a while in any case; it is never started again. */
  stop(): Promise<void> {
    if (!this.#stopping) {
      // Said first: the process may end within `kill`.
      this.#stopping = true
      this.#stopped = this.#stop()
    }
    return this.#stopped
  }

  #stop(): Promise<void> {
    this.#cancel()
    const child = this.#child
    if (child === undefined) return Promise.resolve()
    return new Promise((resolve) => {
      const late = this.#clock.after(GOODBYE, resolve)
      this.#ended = () => {
        late()
        resolve()
      }
      child.kill()
    })
  }

  #told(message: unknown): void {
    const ready = v.safeParse(Ready, message)
    if (!ready.success) return
    const { address, token } = ready.output
    this.#onReady({ origin: new URL(address).origin, ...(token === undefined ? {} : { token }) })
  }

  #exited(code: number): void {
    this.#child = undefined
    this.#cancel()
    if (this.#stopping) return this.#ended()
    const delay = Math.max(RETRY.base, fullJitter(RETRY, this.#failures++, this.#random()))
    this.#lines.error({ code, againInMs: Math.round(delay) }, "the store's process has ended; it is started again")
    this.#cancel = this.#clock.after(delay, () => this.start())
  }
}
