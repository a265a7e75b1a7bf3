/** A display without a monitor, and what can be seen on it: the program under test tells nothing of its windows. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const SIZE = '1280x720x24'

export class ScreenOfX {
  #server
  #name

  constructor(server, name) {
    this.#server = server
    this.#name = name
  }

  /** On a free display number, which the server finds by itself. */
  static async start() {
    const args = ['-displayfd', '3', '-screen', '0', SIZE, '-nolisten', 'tcp', '-noreset']
    const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
    const failed = Promise.race([once(server, 'error'), once(server, 'exit')]).then(() => {
      throw new Error('Xvfb does not start')
    })
    failed.catch(() => undefined)
    const lines = createInterface({ input: server.stdio[3] })
    const [number] = await Promise.race([once(lines, 'line'), failed])
    return new ScreenOfX(server, `:${number}`)
  }

  get name() {
    return this.#name
  }

  /** How much of the screen each colour covers: `#rrggbb` -> share, the largest first. */
  async colours() {
    const args = ['-silent', '-window', 'root', '-depth', '8', '-format', '%c', 'histogram:info:-']
    const { stdout } = await execute('import', args, { env: this.#env(), maxBuffer: 1 << 26 })
    const counted = [...stdout.matchAll(/^\s*(\d+):.*?#([0-9A-F]{6})/gmu)]
    const all = counted.reduce((sum, [, pixels]) => sum + Number(pixels), 0)
    const shares = counted.map(([, pixels, colour]) => [`#${colour?.toLowerCase()}`, Number(pixels) / all])
    return new Map(shares.sort(([, a], [, b]) => b - a))
  }

  async picture(file) {
    await execute('import', ['-silent', '-window', 'root', file], { env: this.#env() })
  }

  #env() {
    return { ...process.env, DISPLAY: this.#name }
  }

  async stop() {
    const gone = this.#server.exitCode === null ? once(this.#server, 'exit') : undefined
    this.#server.kill()
    await gone
  }
}
