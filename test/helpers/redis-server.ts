/**
 * A real redis-server of a test's own: on a free port, with a folder of its own, durable as the documents ask for
 * (appendonly, appendfsync always), and with everything that can happen to one.
 *
 * How to extend: another server setting goes into `SETTINGS` or into `start`'s `settings`; another disaster is a method
 * that does it for real, with a signal or a file, never by talking to the code under test.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

const run = promisify(execFile)
const SETTINGS = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--appendfsync', 'always']

const MOST_TRIES = 5

export class RedisServer {
  readonly port: number
  readonly #settings: readonly string[]
  #dir: string
  #process: ChildProcess

  private constructor(port: number, dir: string, settings: readonly string[], process: ChildProcess) {
    this.port = port
    this.#dir = dir
    this.#settings = settings
    this.#process = process
  }

  /** `settings` as on redis-server's command line: `'--requirepass', 'secret'`. */
  static start(...settings: readonly string[]): Promise<RedisServer> {
    return RedisServer.startOn(freePort, ...settings)
  }

  /** A port that was free may have been taken by another test meanwhile, and its bus's, too: then on another one. */
  static async startOn(choosePort: () => Promise<number>, ...settings: readonly string[]): Promise<RedisServer> {
    const dir = await newFolder()
    for (let tries = 1; ; tries++) {
      const port = await choosePort()
      try {
        return new RedisServer(port, dir, settings, await spawnServer(port, dir, settings))
      } catch (error) {
        const isTaken = error instanceof Error && error.message.includes('Address already in use')
        if (!isTaken || tries === MOST_TRIES) throw error
      }
    }
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  get name(): string {
    return `127.0.0.1:${this.port}`
  }

  /** Runs one command by redis-cli; the answer's lines. */
  cli(...args: readonly string[]): Promise<string[]> {
    return redisCli(this.port, args)
  }

  /** `kill -9`, and waits for the end. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await ended
  }

  /** Starts again on the same port, with what is on its disk. */
  async restart(): Promise<void> {
    await this.kill()
    this.#process = await spawnServer(this.port, this.#dir, this.#settings)
  }

  /** Starts again on the same port, with nothing. */
  async restartEmpty(): Promise<void> {
    await this.kill()
    await rm(this.#dir, { recursive: true })
    this.#dir = await newFolder()
    await this.restart()
  }

  /** From now on connections stay open and nothing answers: what a half-open connection looks like. */
  pause(): void {
    this.#process.kill('SIGSTOP')
  }

  resume(): void {
    this.#process.kill('SIGCONT')
  }

  async stop(): Promise<void> {
    await this.kill()
    await rm(this.#dir, { recursive: true, force: true })
  }
}

/** The lines that redis-cli prints. */
export async function redisCli(port: number, args: readonly string[]): Promise<string[]> {
  const { stdout } = await run('redis-cli', ['-p', String(port), ...args])
  return stdout.split('\n').slice(0, -1)
}

/** A port where nobody listens now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return address.port
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'cashierq-redis-'))
}

async function spawnServer(port: number, dir: string, settings: readonly string[]): Promise<ChildProcess> {
  const args = ['--port', String(port), '--dir', dir, ...SETTINGS, ...settings]
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    // When all that it said has been read.
    server.once('close', () => reject(new Error(`redis-server has ended:\n${said.join('\n')}`)))
    createInterface({ input: server.stdout }).on('line', (line) => {
      said.push(line)
      if (line.includes('Ready to accept connections')) resolve()
    })
  })
  return server
}
