/** How the program ends, and how it begins again: by itself, or through whoever started it and waits for it. */
import { app } from './electron.ts'

/** "Start me again" to a keeper: sysexits.h's EX_TEMPFAIL. An exit with 0 means that somebody wanted it to end. */
const START_AGAIN = 75
/** Set by `cashierq kiosk` and `cashierq up`, which start Electron and keep it up. */
const KEEPER = 'CASHIERQ_KEEPER'

/** systemd names the process it has started itself; its other variables are inherited by all that is started later. */
function isKept(env: NodeJS.ProcessEnv): boolean {
  return env[KEEPER] !== undefined || env['SYSTEMD_EXEC_PID'] === String(process.pid)
}

export class Program {
  readonly #env: NodeJS.ProcessEnv
  readonly #goodbyes: (() => void | Promise<void>)[] = []
  #ending = false

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env
    // A signal, the session's end, the last window closed: all of them come this way.
    app.on('will-quit', (event) => {
      event.preventDefault()
      this.end()
    })
  }

  /** To be done before the program ends, however it does; each must come to an end by itself. */
  beforeEnd(goodbye: () => void | Promise<void>): void {
    this.#goodbyes.push(goodbye)
  }

  end(code = 0): void {
    if (this.#ending) return
    this.#ending = true
    void Promise.allSettled(this.#goodbyes.map(async (goodbye) => goodbye())).then(() => app.exit(code))
  }

  startAgain(): void {
    // Who wanted it to end keeps his will; and each `relaunch` would start one more.
    if (this.#ending) return
    if (!isKept(this.#env)) app.relaunch()
    this.end(START_AGAIN)
  }
}
