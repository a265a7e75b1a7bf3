/** The packaged program, started as a shop has it: a home of its own, a display, no window manager. */
import { spawn } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { until } from './checks.mjs'

/** Chromium refuses to run as root with its sandbox. Its switches stand before the program's own command. */
export const SANDBOX = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const KEPT = 20_000
const KILL_AFTER = 15_000

export class Packaged {
  #folder
  #home
  #child
  #output = ''

  /** `env` is added to a bare environment; `config` is what lies in the user's folder of settings: path -> text. */
  constructor(program, args, env, config = {}) {
    this.#folder = dirname(realpathSync(program))
    this.#home = mkdtempSync(join(tmpdir(), 'cashierq-packaged-'))
    for (const [path, text] of Object.entries(config)) place(join(this.#home, 'config', path), text)
    this.#child = spawn(program, args, {
      cwd: this.#home,
      env: { ...bare(this.#home), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream.on('data', (text) => this.#hear(text))
    this.#child.once('error', (error) => this.#hear(error.message))
  }

  #hear(text) {
    this.#output = (this.#output + text).slice(-KEPT)
  }

  /** What it has said last. */
  get output() {
    return this.#output
  }

  /** Undefined while it runs, then its code, or the signal that ended it. */
  get ended() {
    return this.#child.exitCode ?? this.#child.signalCode ?? undefined
  }

  /** Which of the package's native modules its processes have loaded. */
  nativeModules() {
    const maps = this.#processes().map((id) => orEmpty(() => readFileSync(`/proc/${id}/maps`, 'utf8')))
    return new Set(
      maps
        .flatMap((text) => [...text.matchAll(/app\.asar\.unpacked\/node_modules\/(\S+\.node)/gu)])
        .map(([, file]) => file),
    )
  }

  /** Its processes, helpers too: whatever runs out of its folder. */
  #processes() {
    const ids = readdirSync('/proc').filter((name) => /^\d+$/u.test(name))
    return ids.filter((id) => orEmpty(() => readlinkSync(`/proc/${id}/exe`)).startsWith(this.#folder))
  }

  /** Asks it to end. Answers how it did; throws if it does not, or leaves a helper behind. */
  async end(limit) {
    this.#child.kill('SIGTERM')
    const how = await until('it does not end', limit, async () => this.ended)
    await until('a helper process stays', limit, async () => (this.#processes().length === 0 ? true : undefined))
    return how
  }

  /** Whatever state it is in. */
  async clear() {
    await until('it cannot be killed', KILL_AFTER, async () => {
      const left = this.#processes()
      for (const id of left) orEmpty(() => process.kill(Number(id), 'SIGKILL'))
      return left.length === 0 && this.ended !== undefined ? true : undefined
    })
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

function place(file, text) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** No settings of this machine, of this user or of a developer's terminal. */
function bare(home) {
  const config = { XDG_CONFIG_HOME: join(home, 'config'), XDG_CACHE_HOME: join(home, 'cache') }
  return { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8', ...config, XDG_DATA_HOME: join(home, 'data') }
}

/** A process may go while it is looked at; then there is nothing to see. */
function orEmpty(look) {
  try {
    return look()
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(error.code)) return ''
    throw error
  }
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
