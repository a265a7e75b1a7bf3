/** How long each vault keeps what it was told, and where. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../platform/system-clock.ts'
import { FolderVault } from '../../relay/access/folder-vault.ts'
import { memoryVault } from '../../relay/access/memory-vault.ts'
import { RedisVault } from '../../relay/access/redis-vault.ts'
import { CODE_HOLDS, TOLD_AGAIN } from '../../relay/access/vault.ts'
import { openRedisLogs } from '../../relay/log/redis.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { RedisServer } from '../helpers/redis-server.ts'
import { issued, offer } from '../helpers/vault-kit.ts'

describe('in Redis', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await RedisServer.start()
  })
  afterAll(() => server.stop())

  test('an offer ends by itself, and neither secrets nor tokens lie there', async () => {
    const logs = openRedisLogs({ url: server.url, clock: systemClock })
    const vault = new RedisVault(logs.connection(), systemClock)
    await vault.offer(offer({ code: 'ENDS0000' }))
    const [ttl] = await server.cli('PTTL', 'cashierq:{access}:pairing:ENDS0000')
    expect(Number(ttl)).toBeGreaterThan(CODE_HOLDS - 10_000)
    expect(Number(ttl)).toBeLessThanOrEqual(CODE_HOLDS)
    await logs.close()
  })

  test('what was collected is told again for a minute', async () => {
    const logs = openRedisLogs({ url: server.url, clock: systemClock })
    const vault = new RedisVault(logs.connection(), systemClock)
    const one = offer({ proof: 'digest' })
    await vault.offer(one)
    await vault.decide(one.code, { kind: 'approved', issued: issued() })
    await vault.collect(one.code, one.proof)
    const [ttl] = await server.cli('PTTL', 'cashierq:{access}:told:digest')
    expect(Number(ttl)).toBeGreaterThan(TOLD_AGAIN - 10_000)
    expect(Number(ttl)).toBeLessThanOrEqual(TOLD_AGAIN)
    await logs.close()
  })
})

describe('in memory', () => {
  test('what was collected is told again for a minute', async () => {
    const clock = new FakeTimersClock()
    const vault = memoryVault(clock)
    const one = offer()
    await vault.offer(one)
    await vault.decide(one.code, { kind: 'approved', issued: issued({ expiresAt: clock.now() + 3_600_000 }) })
    await vault.collect(one.code, one.proof)
    clock.advance(TOLD_AGAIN - 1)
    expect((await vault.collect(one.code, one.proof)).kind).toBe('approved')
    clock.advance(1)
    expect(await vault.collect(one.code, one.proof)).toEqual({ kind: 'unknown' })
  })
})

describe('in a folder', () => {
  test('what was given and revoked outlives a restart; what is over does not', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'cashierq-vault-'))
    const one = offer()
    const given = issued({ store: 'main' })
    const before = await FolderVault.open(dir, systemClock)
    await before.offer(one)
    await before.decide(one.code, { kind: 'approved', issued: given })
    await before.collect(one.code, one.proof)
    await before.revoke({ id: 'gone', expiresAt: systemClock.now() + 60_000 })
    await before.revoke({ id: 'over', expiresAt: systemClock.now() - 1 })
    const after = await FolderVault.open(dir, systemClock)
    expect(await after.issued('main')).toEqual([given])
    expect(await after.revocations(undefined)).toMatchObject({ revocations: [{ id: 'gone' }] })
    await rm(dir, { recursive: true, force: true })
  })
})
