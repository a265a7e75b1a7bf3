/**
 * A serial cable without a serial port: socat makes two pseudo terminals, one end is the bridge's, the other the box's.
 *
 * The bridge's end is a symbolic link with a fixed path, as udev's by-id links are. `unplug` kills socat, so the device
 * and its link vanish; `plug` makes new ones under the same path. Needs socat (`apt-get install socat`).
 *
 * How to extend: bytes that a box should say go through `say`; what the bridge writes could be read from `box`.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { until } from './bridge-kit.ts'

export class PtyPair {
  /** Where the bridge looks for its box. */
  readonly path: string
  readonly #boxPath: string
  #socat: ChildProcess | undefined
  #box: FileHandle | undefined

  private constructor(dir: string) {
    this.path = join(dir, 'tty-bridge')
    this.#boxPath = join(dir, 'tty-box')
  }

  /** Its links lie in `dir`; nothing is plugged in yet. */
  static in(dir: string): PtyPair {
    const pair = new PtyPair(dir)
    onTestFinished(() => pair.unplug())
    return pair
  }

  async plug(): Promise<void> {
    const end = (path: string) => `pty,raw,echo=0,link=${path}`
    this.#socat = spawn('socat', [end(this.path), end(this.#boxPath)], { stdio: ['ignore', 'inherit', 'inherit'] })
    await until(() => existsSync(this.path) && existsSync(this.#boxPath))
    this.#box = await open(this.#boxPath, 'w')
  }

  /** Pulls the plug: what is still under way is lost, as with a real cable. */
  async unplug(): Promise<void> {
    const socat = this.#socat
    const box = this.#box
    this.#socat = undefined
    this.#box = undefined
    if (socat) await killed(socat)
    await box?.close()
    if (!socat) return
    // Killed so, socat cannot take its links away; udev would.
    await rm(this.path, { force: true })
    await rm(this.#boxPath, { force: true })
  }

  async say(bytes: string | Buffer): Promise<void> {
    if (!this.#box) throw new Error('the box is not plugged in')
    await this.#box.write(Buffer.from(bytes))
  }
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
