/**
 * The place of a process: whoever dies there is started again, as a service manager does. What is done to it is done
 * one after the other, so that a kill always has somebody to kill.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'

export type SlotOptions = {
  readonly name: string
  /** Node's arguments, anew for each start. */
  readonly args: () => readonly string[]
  readonly env: { readonly [name: string]: string }
  /** A whole line of its standard output. */
  readonly onLine: (line: string) => void
  /** It has started (again). */
  readonly onStart?: () => void
  /** It ended by an error that its program does not know: the end of what it said. */
  readonly onCrash: (said: string) => void
  /** Gets its standard error. */
  readonly log: string
}

/** A process that ends by itself is started again after this, ms. */
const AGAIN = 200
/** A process that was asked to end and does not is killed, ms. */
const END_WITHIN = 15_000

export class Slot {
  readonly name: string
  readonly #options: SlotOptions
  readonly #log: WriteStream
  #child: ChildProcess | undefined
  #closed: Promise<unknown> = Promise.resolve()
  #work: Promise<void> = Promise.resolve()
  #said = ''
  /** It has said something: all of them do when they work. */
  #up = false
  #wanted = false
  #expected = false
  starts = 0
  /** Ended by itself: a relay that finds no log, for example. */
  ownEnds = 0

  constructor(options: SlotOptions) {
    this.name = options.name
    this.#options = options
    this.#log = createWriteStream(options.log)
  }

  start(): void {
    this.#wanted = true
    this.#spawn()
  }

  /**
   * Ends it by a signal, waits until all it said was heard, and starts it again. Resolves when that is done. It has
   * `patience` ms to come up before.
   */
  kill(signal: 'SIGKILL' | 'SIGTERM', downMs: number, patience: number): Promise<void> {
    return this.#then(async () => {
      const end = performance.now() + patience
      while (!this.#up && performance.now() < end) await sleep(20)
      await this.#end(signal)
      await sleep(downMs)
      this.#spawn()
    })
  }

  stop(forMs: number): Promise<void> {
    return this.#then(async () => {
      const child = this.#child
      child?.kill('SIGSTOP')
      await sleep(forMs)
      child?.kill('SIGCONT')
    })
  }

  send(message: object): void {
    // It may be dying this very moment.
    if (this.#child?.connected) this.#child.send(message, () => undefined)
  }

  /** Everything that was to be done to it is done. */
  idle(): Promise<void> {
    return this.#work
  }

  /** For good. */
  async retire(): Promise<void> {
    this.#wanted = false
    await this.#work
    await this.#end('SIGKILL')
    this.#log.end()
  }

  /** At once, without waiting: the driver itself ends. */
  abandon(): void {
    this.#wanted = false
    this.#child?.kill('SIGKILL')
  }

  #then(task: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(task)
    return this.#work
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#expected = true
    this.#child?.kill(signal)
    const late = setTimeout(() => this.#child?.kill('SIGKILL'), END_WITHIN)
    await this.#closed
    clearTimeout(late)
  }

  #spawn(): void {
    this.starts++
    this.#said = ''
    this.#up = false
    this.#expected = false
    const { args, env, onLine, onStart } = this.#options
    const child = spawn(process.execPath, args(), {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...env },
    })
    this.#child = child
    this.#closed = once(child, 'close').then(() => this.#ended(child))
    child.on('error', () => undefined)
    const heard = (line: string) => {
      this.#up = true
      onLine(line)
    }
    if (child.stdout) wholeLines(child.stdout, heard)
    child.stderr?.on('data', (data: Buffer) => this.#heard(data))
    onStart?.()
  }

  #heard(data: Buffer): void {
    this.#log.write(data)
    this.#said = `${this.#said}${data}`.slice(-4_000)
  }

  #ended(child: ChildProcess): void {
    if (child !== this.#child) return
    this.#child = undefined
    // What Node says last when an error went through everything.
    if (/\nNode\.js v\d+/u.test(this.#said)) this.#options.onCrash(this.#said)
    if (!this.#wanted || this.#expected) return
    this.ownEnds++
    void this.#then(async () => {
      await sleep(AGAIN)
      if (this.#wanted && !this.#child) this.#spawn()
    })
  }
}

/** A line that a kill cut off was not said. */
function wholeLines(output: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = ''
  output.setEncoding('utf8')
  output.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
}

function sleep(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve()
}
