/** The processes that are measured: the product as it is started, and a real Redis. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../cli/main.js', import.meta.url))

export type Product = { readonly address: string; stop(): Promise<void> }
export type LogKind = 'embedded' | 'redis'
export const LOG_KINDS: readonly LogKind[] = ['embedded', 'redis']

/** `cashierq up --no-kiosk` on a free port with a data folder of its own, on the log of this kind. */
export async function startProduct(kind: LogKind): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'cashierq-bench-'))
  const redis = kind === 'redis' ? await startRedis(folder) : undefined
  const env = { ...process.env, CASHIERQ_DATA_DIR: join(folder, 'data'), CASHIERQ_LOG_LEVEL: 'warn' }
  const child = spawn(process.execPath, [CLI, 'up', '--no-kiosk', '--port', '0'], {
    env: redis ? { ...env, REDIS_URL: redis.url } : env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await readyAddress(child)
  return {
    address,
    async stop() {
      await end(child, 'SIGTERM')
      if (redis) await end(redis.child, 'SIGKILL')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The address in the product's ready line. */
export async function readyAddress(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the output of the product is not read')
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^cashierq ready (\S+)$/u.exec(line)?.[1]
    if (address !== undefined) return address
  }
  throw new Error('the product ended before it was ready')
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

/** Redis as most people run it: an append-only file, synced each second. */
async function startRedis(folder: string): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '']
  const child = spawn('redis-server', [...args, '--appendonly', 'yes', '--appendfsync', 'everysec'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('Ready to accept connections')) break
  }
  child.stdout.resume()
  return { url: `redis://127.0.0.1:${port}`, child }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
