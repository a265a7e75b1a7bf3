/** A serial line with nobody at its other end: a pair of pseudo-terminals. The driver opens it as it would a box's. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './checks.mjs'

const LAID_MS = 10_000

export class Cable {
  #folder
  #socat

  constructor(folder, socat) {
    this.#folder = folder
    this.#socat = socat
  }

  static async lay() {
    const folder = mkdtempSync(join(tmpdir(), 'cashierq-cable-'))
    const ends = ['near', 'far'].map((name) => join(folder, name))
    const socat = spawn(
      'socat',
      ends.map((end) => `pty,raw,echo=0,link=${end}`),
      { stdio: 'ignore' },
    )
    await until('socat lays no line', LAID_MS, async () => (ends.every((end) => existsSync(end)) ? true : undefined))
    return new Cable(folder, socat)
  }

  get end() {
    return join(this.#folder, 'near')
  }

  async cut() {
    const gone = this.#socat.exitCode === null ? once(this.#socat, 'exit') : undefined
    this.#socat.kill()
    await gone
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
