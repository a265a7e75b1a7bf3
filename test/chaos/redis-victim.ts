/**
 * The Redis of a run: killed, stopped, started again with what is on its disk, or emptied. Before it is emptied, what
 * it had is read to the end from its own files by a second server, so that no entry of a dead life goes unread.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Durable as the documents ask for: what was answered is on the disk. */
const SETTINGS = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'yes', '--appendfsync', 'always']

export class RedisVictim {
  readonly port: number
  readonly #home: string
  readonly #secondPort: number
  #life = 1
  #process: ChildProcess | undefined

  constructor(home: string, port: number, secondPort: number) {
    this.#home = home
    this.port = port
    this.#secondPort = secondPort
  }

  async start(): Promise<void> {
    this.#process = await startServer(this.port, this.#dir)
  }

  async kill(): Promise<void> {
    await end(this.#process)
    this.#process = undefined
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal)
  }

  /** It must be dead. Gives the port of a server that has its data, then throws the data away. */
  async bury(read: (port: number) => Promise<void>): Promise<void> {
    const second = await startServer(this.#secondPort, this.#dir)
    try {
      await read(this.#secondPort)
    } finally {
      await end(second)
    }
    await rm(this.#dir, { recursive: true })
    this.#life++
  }

  get #dir(): string {
    return join(this.#home, `redis-${this.#life}`)
  }
}

async function startServer(port: number, dir: string): Promise<ChildProcess> {
  await mkdir(dir, { recursive: true })
  const args = ['--port', String(port), '--dir', dir, ...SETTINGS]
  const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`redis-server has ended:\n${said.join('\n')}`)))
    createInterface({ input: server.stdout }).on('line', (line) => {
      if (said.length < 100) said.push(line)
      if (line.includes('Ready to accept connections')) resolve()
    })
  })
  return server
}

async function end(server: ChildProcess | undefined): Promise<void> {
  if (!server || server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.kill('SIGKILL')
  await ended
}
