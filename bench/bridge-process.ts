/** `cashierq bridge` on a Redis of its own. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { endProcess } from '../test/helpers/product.ts'
import { RedisServer } from '../test/helpers/redis-server.ts'

export type BridgeProcess = { readonly pid: number; readonly journalDir: string; stop(): Promise<void> }

/** Resolves when it is ready. */
export async function spawnBridge(sources: readonly string[]): Promise<BridgeProcess> {
  const redis = await RedisServer.start('--appendfsync', 'everysec')
  const dataDir = await mkdtemp(join(tmpdir(), 'cashierq-bridge-'))
  const args = ['bridge', ...sources.flatMap((source) => ['--source', source])]
  const env = { ...process.env, REDIS_URL: redis.url, CASHIERQ_DATA_DIR: dataDir, CASHIERQ_LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, [resolve('dist/cli/main.js'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((ready) => createInterface({ input: child.stdout }).once('line', () => ready()))
  return {
    pid: child.pid ?? 0,
    journalDir: join(dataDir, 'journal', 'main'),
    async stop() {
      await endProcess(child, 'SIGTERM')
      await redis.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
