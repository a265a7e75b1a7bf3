/** deploy/redis/backup.sh and new-epochs.sh, as docs/operator.md has them, with a real Redis that is written to meanwhile. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startBridge } from '../../firmware-bridge/bridge.ts'
import { SILENT } from '../../platform/logger.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { openRedisLogs } from '../../relay/log/redis.ts'
import { startRelay } from '../../relay/relay.ts'
import { RedisServer } from '../helpers/redis-server.ts'
import { TestClient } from '../helpers/relay-rig.ts'

const run = promisify(execFile)

let folder: string
let redis: RedisServer
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cashierq-backup-'))
  redis = await RedisServer.start()
})
afterEach(async () => {
  await redis.stop()
  await rm(folder, { recursive: true, force: true })
})

async function script(name: string, on: RedisServer, ...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], REDIS_CLI: `redis-cli -p ${on.port}` }
  return (await run('sh', [`deploy/redis/${name}`, ...args], { env })).stdout
}

async function backup(name: string): Promise<string> {
  const to = join(folder, name)
  const [, dir = ''] = await redis.cli('CONFIG', 'GET', 'dir')
  expect(await script('backup.sh', redis, dir, to)).toBe(`backup: ${to} is good\n`)
  return to
}

/** A store with a bridge whose journal stays in the folder. */
async function openStore(on: RedisServer) {
  const logs = openRedisLogs({ url: on.url, clock: systemClock })
  const log = logs.open('main')
  if (!log) throw new Error('Redis has every store')
  const common = { clock: systemClock, lines: SILENT }
  const bridge = await startBridge({ ...common, journalDir: join(folder, 'journal'), log, sources: [], language: 'en' })
  return {
    logs,
    log,
    async press(...cashiers: readonly number[]) {
      for (const cashier of cashiers) {
        await bridge.submit({ action: 'call', cashier, language: 'en', source: 'test', pressedAt: Date.now() })
      }
    },
    async published() {
      await expect.poll(() => bridge.pending()).toBe(0)
    },
    async close() {
      await bridge.close()
      await logs.close()
    },
  }
}

async function cashiers({ log }: Awaited<ReturnType<typeof openStore>>): Promise<number[]> {
  const read = await log.read(0, 100)
  if (read.kind !== 'entries') throw new Error('nothing was trimmed')
  return read.entries.map(({ event }) => ('cashier' in event ? event.cashier : 0))
}

test('a copy made while entries are appended is good, and Redis rewrites its file again afterwards', async () => {
  const before = await redis.cli('CONFIG', 'GET', 'auto-aof-rewrite-percentage')
  let going = true
  const appending = (async () => {
    for (let i = 1; going; i++) await redis.cli('XADD', 'some', `${i}-0`, 'e', 'x'.repeat(1_000))
  })()
  await expect.poll(async () => Number((await redis.cli('XLEN', 'some'))[0])).toBeGreaterThan(5)
  const copy = await backup('copy')
  going = false
  await appending
  const restored = await RedisServer.start('--dir', copy)
  expect(Number((await restored.cli('XLEN', 'some'))[0])).toBeGreaterThan(5)
  await restored.stop()
  expect(await redis.cli('CONFIG', 'GET', 'auto-aof-rewrite-percentage')).toEqual(before)
})

test('a folder that is there already is not touched', async () => {
  await expect(script('backup.sh', redis, '/nowhere', folder)).rejects.toThrow('is there already')
})

test('after a restore the bridge brings what the backup does not have, and a screen is told that its place is lost', async () => {
  const before = await openStore(redis)
  await before.press(1, 2, 3)
  await before.published()
  const copy = await backup('copy')
  await before.press(4, 5)
  await before.published()
  const { epoch } = await before.log.position()
  await before.close()
  await redis.kill()

  const restored = await RedisServer.start('--dir', copy)
  expect(await script('new-epochs.sh', restored)).toMatch(/^cashierq:\{main\}:meta [0-9a-f]{32}\n$/u)
  const after = await openStore(restored)
  await expect.poll(() => cashiers(after)).toEqual([1, 2, 3, 4, 5])

  const { logs } = after
  const relay = await startRelay({
    host: '127.0.0.1',
    port: 0,
    logs,
    store: 'main',
    pages: 'dist/renderer',
    origins: [],
    clock: systemClock,
    lines: SILENT,
  })
  const screen = await TestClient.connect(`${relay.address.replace('http', 'ws')}/ws`)
  screen.send({ type: 'hello', store: 'main', role: 'screen', epoch, offset: 4 })
  const welcome = await screen.next('welcome')
  expect(welcome).toMatchObject({ recovered: false, offset: 5 })
  expect(welcome.epoch).not.toBe(epoch)
  await screen.close()
  await relay.close()
  await after.close()
  await restored.stop()
})
