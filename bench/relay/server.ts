/** Servers under measurement: ours and its peers, each a process of its own, all with the same two doors. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { encodeServerMessage } from '../../protocol/message.ts'
import { freePort } from '../../test/helpers/free-port.ts'
import { endProcess } from '../../test/helpers/product.ts'
import { pause } from './clock.ts'
import type { DialectName } from './dialects.ts'
import { Probe } from './probe-client.ts'

export type Server = {
  readonly name: string
  readonly dialect: DialectName
  readonly port: number
  readonly pid: number
  /** Looks into it; only into programs of Node. */
  readonly probe: Probe | undefined
  /** One entry for every screen of a store; resolves when the server has taken it. */
  publish(store: string): Promise<void>
  stop(): Promise<void>
}

/** Programs as their documents have them; they are no part of the project's build. */
const SERVERS = resolve('bench/relay/servers')
const PROBE = new URL('./probe.js', import.meta.url)
const STARTED_WITHIN = 30_000

export type Launch = {
  readonly name: string
  readonly dialect: DialectName
  readonly command: (port: number, dir: string) => readonly [string, ...string[]]
  readonly env?: { readonly [name: string]: string }
  /** Written into its folder before the start. */
  readonly files?: (port: number, dir: string) => { readonly [name: string]: string }
  readonly path?: string
  /** What ends it with all it has started. */
  readonly end?: NodeJS.Signals
}

/** Resolves when it takes connections. */
export async function launch({
  name,
  dialect,
  command,
  env,
  files,
  path = '/publish',
  end = 'SIGKILL',
}: Launch): Promise<Server> {
  const port = await freePort()
  const dir = await mkdtemp(join(tmpdir(), 'cashierq-bench-'))
  for (const [file, text] of Object.entries(files?.(port, dir) ?? {})) await writeFile(join(dir, file), text)
  const [program, ...args] = command(port, dir)
  const child = spawn(program, args, {
    env: { ...process.env, PORT: String(port), ...probeEnv(dir), ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await answers(port, child, name)
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  let offset = 0
  return {
    name,
    dialect,
    port,
    pid: child.pid ?? 0,
    probe: program === process.execPath ? new Probe(probePath(dir)) : undefined,
    publish: () => post(`http://127.0.0.1:${port}${path}`, entryText(++offset), agent),
    async stop() {
      agent.destroy()
      await endProcess(child, end)
      await rm(dir, { recursive: true, force: true })
    },
  }
}

export function nodeServer(file: string): [string, ...string[]] {
  return [process.execPath, join(SERVERS, file)]
}

export function probePath(dir: string): string {
  return join(dir, 'probe')
}

/** What makes a program of Node load the probe. */
export function probeEnv(dir: string): { [name: string]: string } {
  return { BENCH_PROBE: probePath(dir), NODE_OPTIONS: `--import=${PROBE}` }
}

export { SERVERS }

/** The very text that our relay sends. */
function entryText(offset: number): string {
  const event = { ...CALL, pressedAt: Date.now() }
  return encodeServerMessage({ type: 'entry', entry: { offset, at: Date.now(), event } })
}

export const CALL = { type: 'call', cashier: 3, language: 'en', source: 'bench' } as const

async function answers(port: number, child: ChildProcess, name: string): Promise<void> {
  const end = Date.now() + STARTED_WITHIN
  while (!(await isOpen(port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`)
    if (Date.now() > end) throw new Error(`${name} took no connection within ${STARTED_WITHIN / 1_000} s`)
    await pause(50)
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      settle(true)
    })
    socket.on('error', () => settle(false))
  })
}

function post(url: string, body: string, agent: Agent): Promise<void> {
  return new Promise((settle, reject) => {
    const outgoing = request(url, { method: 'POST', agent }, (response) => {
      response.resume()
      const { statusCode = 0 } = response
      if (statusCode >= 200 && statusCode < 300) settle()
      else reject(new Error(`a message was answered with ${statusCode}`))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
