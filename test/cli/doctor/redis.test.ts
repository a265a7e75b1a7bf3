/** Redis as the doctor sees it: real servers, each set up wrongly in its own way. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../../../platform/system-clock.ts'
import { inspectRedis, type RedisInspection } from '../../../relay/log/redis-inspect.ts'
import { freePort, RedisServer } from '../../helpers/redis-server.ts'
import { mendOf, shop, wrong } from './facts-kit.ts'

async function server(...settings: readonly string[]): Promise<RedisServer> {
  const redis = await RedisServer.start(...settings)
  onTestFinished(() => redis.stop())
  return redis
}

const CHECKS = ['redis', 'redis-durability', 'redis-memory']

/** What the doctor finds wrong with it, however slow this machine is just now. */
async function findings(url: string) {
  const inspected = await inspectRedis(url, 'main', systemClock)
  const inTime = inspected.kind === 'answers' && inspected.roundTrip.kind === 'done'
  const redis: RedisInspection = inTime ? { ...inspected, roundTrip: { kind: 'done', ms: 1 } } : inspected
  return CHECKS.flatMap((check) => wrong(shop({ redis }), check))
}

test('one that is set up as the documents ask is well, and its clock is ours', async () => {
  const redis = await server()
  expect(await findings(redis.url)).toEqual([])
  const inspection = await inspectRedis(redis.url, 'main', systemClock)
  const clock = inspection.kind === 'answers' ? inspection.clock : { offsetMs: Number.NaN, withinMs: 0 }
  expect(Math.abs(clock.offsetMs)).toBeLessThanOrEqual(clock.withinMs + 1)
})

describe('one that is set up otherwise', () => {
  test.each([
    ['--appendfsync everysec', 'redis-durability', 'warning'],
    ['--appendfsync no', 'redis-durability', 'warning'],
    ['--appendonly no', 'redis-durability', 'error'],
    ['--maxmemory 100mb --maxmemory-policy allkeys-lru', 'redis-memory', 'error'],
    ['--maxmemory 100mb --maxmemory-policy volatile-lru', 'redis-memory', 'warning'],
    ['--min-replicas-to-write 1', 'redis', 'error'],
    ['--maxmemory 1', 'redis', 'error'],
    ['--rename-command CONFIG ""', 'redis-durability', 'note'],
  ])('%s', async (settings, check, severity) => {
    const redis = await server(...settings.split(' ').map((word) => (word === '""' ? '' : word)))
    expect(await findings(redis.url)).toContainEqual(expect.objectContaining({ check, severity }))
  })

  test('is mended by the very command that the doctor gives', async () => {
    const redis = await server('--appendfsync', 'everysec')
    const [finding] = await findings(redis.url)
    const command = mendOf(finding)?.split(' && ')[0]
    expect(command).toBe(`redis-cli -p ${redis.port} CONFIG SET appendfsync always`)
    await redis.cli(...(command?.split(' ').slice(3) ?? []))
    expect(await findings(redis.url)).toEqual([])
  })

  test('a replica says whose it is', async () => {
    const main = await server()
    const replica = await server('--replicaof', `127.0.0.1 ${main.port}`)
    await expect
      .poll(() => findings(replica.url))
      .toContainEqual(expect.objectContaining({ check: 'redis', severity: 'error', facts: { role: 'slave' } }))
    // It is a replica from its start on, and its main server knows of it when it has connected.
    await expect.poll(() => findings(main.url)).toMatchObject([{ check: 'redis-durability', severity: 'note' }])
  })
})

describe('a password', () => {
  const HIDDEN = 'hidden-password'

  test('that is right is enough, and is told to nobody', async () => {
    const redis = await server('--requirepass', HIDDEN, '--appendfsync', 'everysec')
    const url = `redis://:${HIDDEN}@127.0.0.1:${redis.port}`
    expect(JSON.stringify([await inspectRedis(url, 'main', systemClock), await findings(url)])).not.toContain(HIDDEN)
    expect(mendOf((await findings(url))[0])).toContain('--askpass')
  })

  test.each(['', ':wrong-password@'])('that is not right is an error that does not repeat it: "%s"', async (user) => {
    const redis = await server('--requirepass', HIDDEN)
    const found = await findings(`redis://${user}127.0.0.1:${redis.port}`)
    expect(found).toMatchObject([{ check: 'redis', severity: 'error' }])
    expect(JSON.stringify(found)).not.toMatch(/hidden|wrong-password/u)
  })
})

describe('one that is not there', () => {
  test('is unreachable', async () => {
    const found = await findings(`redis://127.0.0.1:${await freePort()}`)
    expect(found).toMatchObject([{ check: 'redis', severity: 'error', facts: { kind: 'unreachable' } }])
  })

  test('or does not answer is unreachable too, within a bounded time', async () => {
    const redis = await server()
    redis.pause()
    const started = performance.now()
    expect(await findings(redis.url)).toMatchObject([{ facts: { kind: 'unreachable' } }])
    expect(performance.now() - started).toBeLessThan(10_000)
    redis.resume()
  })
})
