/**
 * A serial cable without a serial port: socat makes a pseudo terminal for the bridge; the box's end are socat's own
 * standard input and output.
 *
 * The bridge's end is a symbolic link with a fixed path, as udev's by-id links are. `unplug` kills socat, so the device
 * and its link vanish; `plug` makes a new one under the same path. Needs socat (`apt-get install socat`).
 *
 * How to extend: bytes that a box should say go through `say`, what the bridge writes comes to `onHeard`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { until } from './bridge-kit.ts'

export class PtyPair {
  /** Where the bridge looks for its box. */
  readonly path: string
  /** What the bridge writes. */
  onHeard: (bytes: Buffer) => void = () => undefined
  #socat: ChildProcess | undefined

  private constructor(dir: string) {
    this.path = join(dir, 'tty-bridge')
  }

  /** Its link lies in `dir`; nothing is plugged in yet. */
  static in(dir: string): PtyPair {
    const pair = new PtyPair(dir)
    onTestFinished(() => pair.unplug())
    return pair
  }

  async plug(): Promise<void> {
    const socat = spawn('socat', [`pty,raw,echo=0,link=${this.path}`, '-'], { stdio: ['pipe', 'pipe', 'inherit'] })
    socat.stdout.on('data', (bytes: Buffer) => this.onHeard(bytes))
    // What is said while the plug is pulled is lost, as with a real cable.
    socat.stdin.on('error', () => undefined)
    this.#socat = socat
    await until(() => existsSync(this.path))
  }

  /** Pulls the plug: what is still under way is lost. */
  async unplug(): Promise<void> {
    const socat = this.#socat
    this.#socat = undefined
    if (!socat) return
    await killed(socat)
    // Killed so, socat cannot take its link away; udev would.
    await rm(this.path, { force: true })
  }

  /** Resolves when the cable has taken it. */
  say(bytes: string | Buffer): Promise<void> {
    const line = this.#socat?.stdin
    if (!line) return Promise.reject(new Error('the box is not plugged in'))
    return new Promise((resolve) => line.write(bytes, () => resolve()))
  }
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
