/**
 * Talks to systemd (unit of Type=notify with WatchdogSec): ready, what we are doing, still alive, stopping. Where no
 * systemd has started us (`NOTIFY_SOCKET` is unset) it says nothing to nobody.
 *
 * Node has no unix datagram sockets, so `systemd-notify` does the talking (the unit needs NotifyAccess=all). It is run
 * by a small shell that is started once, as early as possible: Electron moves its own main process into a scope of
 * its own (`app-NAME-PID.scope`, for the desktop portals), and what is started from there later no longer belongs to
 * our unit, so systemd would not listen to it.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { LogLines } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'

export type ServiceManagerOptions = {
  /** `process.env`. */
  readonly env: { readonly [name: string]: string | undefined }
  readonly clock: Clock
  readonly log: LogLines
  /** Whether every page has beaten lately. While not, systemd is not told that we live, and starts us again. */
  readonly alive: () => boolean
}

export interface ServiceManager {
  /** The first page is up. From now on the watchdog is fed. */
  ready(status: string): void
  /** One line for `systemctl status`. */
  status(text: string): void
  /** Resolves when systemd knows, or will never. */
  stopping(): Promise<void>
}

/** Answers each line with the exit code of `systemd-notify`; ends when we do, for then its standard input closes. */
const SPEAKER = 'while IFS= read -r line; do systemd-notify "$line" </dev/null 2>/dev/null; echo $?; done'
const NOT_FOUND = '127'
/** systemd-notify gives up after 5 s. */
const FAREWELL = 6_000

export function serviceManager(options: ServiceManagerOptions): ServiceManager {
  return options.env['NOTIFY_SOCKET'] ? new Systemd(options) : NOBODY
}

const NOBODY: ServiceManager = { ready() {}, status() {}, stopping: () => Promise.resolve() }

type Speaker = ChildProcessByStdio<Writable, Readable, null>

class Systemd implements ServiceManager {
  readonly #options: ServiceManagerOptions
  readonly #speaker: Speaker
  readonly #waiting: (() => void)[] = []
  #gone = false
  #warned = false
  #withheld = false
  #cancelPulse: () => void = () => {}

  constructor(options: ServiceManagerOptions) {
    this.#options = options
    const { PATH, NOTIFY_SOCKET } = options.env
    // Nothing else of our environment: an AppImage's library path would be poison to the system's own programs.
    this.#speaker = spawn('/bin/sh', ['-c', SPEAKER], {
      env: { PATH, NOTIFY_SOCKET },
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#speaker.stdout.setEncoding('utf8').on('data', (codes: string) => {
      for (const code of codes.trim().split('\n')) this.#answered(code)
    })
    // A write to a shell that has ended; its `exit` tells.
    this.#speaker.stdin.on('error', (error) => this.#end(error.message))
    this.#speaker.on('error', (error) => this.#end(error.message))
    this.#speaker.on('exit', (code) => this.#end(`the shell has ended with ${code}`))
  }

  ready(status: string): void {
    this.#say('READY=1')
    this.status(status)
    this.#pulse()
  }

  status(text: string): void {
    this.#say(`STATUS=${text.replace(/\p{Cc}+/gu, ' ')}`)
  }

  async stopping(): Promise<void> {
    this.#cancelPulse()
    let cancel: () => void = () => {}
    await new Promise<void>((resolve) => {
      cancel = this.#options.clock.after(FAREWELL, resolve)
      this.#say('STOPPING=1', resolve)
    })
    cancel()
    this.#speaker.stdin.end()
  }

  /**
   * `WATCHDOG_PID` is not asked: where another program keeps us it is that program's, and systemd listens to us all the
   * same.
   */
  #pulse(): void {
    const { env, clock, log, alive } = this.#options
    const every = Number(env['WATCHDOG_USEC']) / 2_000
    if (!(every > 0)) return
    const well = alive()
    if (well) this.#say('WATCHDOG=1')
    else if (!this.#withheld) log.error({}, 'a page does not come back: systemd is going to start the program again')
    this.#withheld = !well
    this.#cancelPulse = clock.after(every, () => this.#pulse())
  }

  #say(message: string, answered: () => void = () => {}): void {
    if (this.#gone) return answered()
    this.#waiting.push(answered)
    this.#speaker.stdin.write(`${message}\n`)
  }

  #answered(code: string): void {
    this.#waiting.shift()?.()
    if (code === NOT_FOUND) this.#warn('there is no systemd-notify')
    else if (code !== '0') this.#warn(`systemd-notify has ended with ${code}`)
  }

  #end(why: string): void {
    this.#gone = true
    for (const answered of this.#waiting.splice(0)) answered()
    if (why !== 'the shell has ended with 0') this.#warn(why)
  }

  #warn(why: string): void {
    if (!this.#warned) this.#options.log.warn({ why }, 'systemd cannot be told that the screen is well')
    this.#warned = true
  }
}
