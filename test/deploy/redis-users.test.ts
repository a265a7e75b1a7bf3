/** deploy/redis: the users may do what the programs do and no more, tried with the product on a real redis-server. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBridge } from '../../firmware-bridge/bridge.ts'
import { SILENT } from '../../platform/logger.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { INITIAL_STATE } from '../../protocol/state.ts'
import { openRedisLogs } from '../../relay/log/redis.ts'
import { startRelay } from '../../relay/relay.ts'
import { RedisServer } from '../helpers/redis-server.ts'
import { postPress, TestClient } from '../helpers/relay-rig.ts'

const PASSWORDS = { CASHIERQ_REDIS_PASSWORD: 'of-the-relays', CASHIERQ_REDIS_ADMIN_PASSWORD: 'of-people' }

function usersFile(env: { readonly [name: string]: string } = PASSWORDS): string {
  return execFileSync('sh', ['deploy/redis/users.sh'], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: 'pipe',
  }).toString()
}

/** What "cashierq" may, such as `xadd` and `client|setname`. */
function granted(): string[] {
  const line =
    usersFile()
      .split('\n')
      .find((user) => user.startsWith('user cashierq ')) ?? ''
  return [...line.matchAll(/ \+(\S+)/gu)].map(([, command = '']) => command)
}

/** What the relay and the bridge send by themselves, and what their scripts call. */
function sent(): Set<string> {
  const folders = ['relay/log', 'relay/access']
  const texts = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.includes('redis'))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  )
  const calls = /(?:redis\.p?call|write|\.command|\.call)\(\s*'([A-Z]+)'(?:, *\[?'([A-Z]+)')?/gu
  const found = texts.flatMap((text) => [...text.matchAll(calls)].map(([, command = '', word]) => [command, word]))
  return new Set(
    found.map(([command = '', word]) => `${command}${PAIRS.has(command) && word ? `|${word}` : ''}`.toLowerCase()),
  )
}

const PAIRS = new Set(['XINFO', 'CLUSTER', 'CONFIG', 'SCRIPT', 'CLIENT'])
/** What ioredis sends of itself, and what stands in other words in the code. */
const OF_IOREDIS = [
  'ping',
  'select',
  'info',
  'role',
  'client|setname',
  'subscribe',
  'unsubscribe',
  'evalsha',
  'eval',
  'script|load',
]
/** The doctor looks at the server's settings, and is content without: CONFIG GET would show passwords. */
const DONE_WITHOUT = ['config|get']

describe('the commands of the user "cashierq"', () => {
  test('are all that the programs send', () => {
    const missing = [...sent()].filter((command) => !granted().includes(command) && !DONE_WITHOUT.includes(command))
    expect(missing).toEqual([])
  })

  test('are nothing that they do not send', () => {
    const known = new Set([...sent(), ...OF_IOREDIS])
    expect(granted().filter((command) => !known.has(command))).toEqual([])
  })
})

test('without passwords no file is made', () => {
  expect(() => usersFile({ CASHIERQ_REDIS_PASSWORD: 'x' })).toThrow('CASHIERQ_REDIS_ADMIN_PASSWORD')
})

describe('a Redis with these users and deploy/redis/redis.conf', () => {
  let folder: string
  let redis: RedisServer
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cashierq-users-'))
    const users = join(folder, 'users.acl')
    await writeFile(users, usersFile())
    redis = await RedisServer.start('--aclfile', users)
  })
  afterAll(async () => {
    await redis?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const asAdmin = (...args: string[]) =>
    redis.cli('--user', 'admin', '--pass', 'of-people', '--no-auth-warning', ...args)
  const asRelay = (...args: string[]) =>
    redis.cli('--user', 'cashierq', '--pass', 'of-the-relays', '--no-auth-warning', ...args)

  test('carries presses from a bridge and from HTTP to a screen, and refuses nothing on the way', async () => {
    const url = `redis://cashierq:of-the-relays@127.0.0.1:${redis.port}`
    const logs = openRedisLogs({ url, clock: systemClock })
    const log = logs.open('main')
    if (!log) throw new Error('Redis has every store')
    const common = { clock: systemClock, lines: SILENT }
    const bridge = await startBridge({
      ...common,
      journalDir: join(folder, 'journal'),
      log,
      sources: [],
      language: 'en',
    })
    const relay = await startRelay({
      ...common,
      host: '127.0.0.1',
      port: 0,
      logs,
      store: 'main',
      pages: 'dist/renderer',
      origins: [],
    })
    const screen = await TestClient.connect(`${relay.address.replace('http', 'ws')}/ws`)
    screen.send({ type: 'hello', store: 'main', role: 'screen' })
    await screen.next('welcome')
    await bridge.submit({
      action: 'call',
      cashier: 3,
      language: 'en',
      source: 'box:A1',
      pressedAt: Date.now(),
      id: 'b1',
    })
    expect((await screen.next('entry')).entry.event).toMatchObject({ cashier: 3, id: 'b1' })
    expect((await postPress(relay.address, { cashier: 4, language: 'en', id: 'h1' })).status).toBe(204)
    expect((await screen.next('entry')).entry.event).toMatchObject({ cashier: 4, id: 'h1' })
    expect(await relay.readiness.check()).toMatchObject({ kind: 'ready' })
    const feed = relay.own.lease?.feed
    const snapshot = { epoch: feed?.epoch ?? '', offset: 2, state: feed?.state ?? INITIAL_STATE }
    expect(await log.saveSnapshot(snapshot)).toBe(true)
    expect(await log.trim(1)).toBe(2)
    await screen.close()
    await relay.close()
    await bridge.close()
    await logs.close()
    expect(await asAdmin('ACL', 'LOG')).toEqual([''])
  })

  test.each([
    [['KEYS', '*']],
    [['FLUSHALL']],
    [['CONFIG', 'GET', '*']],
    [['GET', 'of-others']],
    [['PUBLISH', 'of-others', 'x']],
    [['EVAL', 'return redis.call("FLUSHALL")', '0']],
  ])('the relays may not %j', async (command) => {
    expect((await asRelay(...command)).join(' ')).toMatch(/NOPERM|No permission|ACL failure|can't run this command/u)
  })

  test('lets nobody in without a password', async () => {
    expect((await redis.cli('PING')).join(' ')).toMatch(/NOAUTH|NOPERM/u)
  })
})

test('redis.conf keeps what was acknowledged and throws nothing away', async () => {
  const text = readFileSync('deploy/redis/redis.conf', 'utf8')
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  expect(lines).toEqual(expect.arrayContaining(['appendonly yes', 'appendfsync always', 'maxmemory-policy noeviction']))
  const folder = await mkdtemp(join(tmpdir(), 'cashierq-users-'))
  const users = join(folder, 'users.acl')
  await writeFile(users, usersFile())
  // All of its lines, given as the server's own settings: one that it does not know would end it.
  const settings = lines.flatMap((line) => {
    const [name = '', ...values] = line.split(' ')
    return [`--${name}`, ...(name === 'aclfile' ? [users] : values.map((value) => value.replace('""', '')))]
  })
  const redis = await RedisServer.start(...settings)
  expect(redis.port).toBeGreaterThan(0)
  await redis.stop()
  await rm(folder, { recursive: true, force: true })
})
