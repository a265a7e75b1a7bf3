/** The vault's promises, kept by each of its adapters: a real Redis, a real Redis Cluster, a folder, and memory. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../platform/system-clock.ts'
import { FolderVault } from '../../relay/access/folder-vault.ts'
import { memoryVault } from '../../relay/access/memory-vault.ts'
import { RedisVault } from '../../relay/access/redis-vault.ts'
import { type Issued, MOST_OFFERS, type Offer, type Vault } from '../../relay/access/vault.ts'
import { openRedisLogs } from '../../relay/log/redis.ts'
import { RedisCluster } from '../helpers/redis-cluster.ts'
import { RedisServer } from '../helpers/redis-server.ts'
import { issued, offer } from '../helpers/vault-kit.ts'

/** `another`: the same vault as a second relay sees it. */
type Place = { readonly vault: Vault; readonly another: Vault; close(): Promise<void> }

async function redisPlace(): Promise<Place> {
  return placeOn(await RedisServer.start())
}

async function clusterPlace(): Promise<Place> {
  return placeOn(await RedisCluster.start())
}

function placeOn(server: { readonly url: string; stop(): Promise<void> }): Place {
  const open = () => openRedisLogs({ url: server.url, clock: systemClock })
  const [one, other] = [open(), open()]
  return {
    vault: new RedisVault(one.connection(), systemClock),
    another: new RedisVault(other.connection(), systemClock),
    async close() {
      await Promise.all([one.close(), other.close()])
      await server.stop()
    },
  }
}

async function folderPlace(): Promise<Place> {
  const dir = await mkdtemp(join(tmpdir(), 'cashierq-vault-'))
  const vault = await FolderVault.open(dir, systemClock)
  return { vault, another: vault, close: () => rm(dir, { recursive: true, force: true }) }
}

async function memoryPlace(): Promise<Place> {
  const vault = memoryVault(systemClock)
  return { vault, another: vault, close: async () => undefined }
}

describe.each([
  ['Redis', redisPlace],
  ['a Redis Cluster', clusterPlace],
  ['a folder', folderPlace],
  ['memory', memoryPlace],
])('in %s', (_, openPlace) => {
  let place: Place
  let vault: Vault
  let another: Vault
  beforeAll(async () => {
    place = await openPlace()
    vault = place.vault
    another = place.another
  })
  afterAll(() => place.close())

  /** An offer that was approved; what was issued for it. */
  async function approved(one: Offer, more: Partial<Issued> = {}): Promise<Issued> {
    const given = issued(more)
    expect(await vault.offer(one)).toBe('offered')
    expect(await another.decide(one.code, { kind: 'approved', issued: given })).toBe('decided')
    return given
  }

  describe('an offer', () => {
    test('is seen by all until somebody decides', async () => {
      const one = offer()
      expect(await vault.offer(one)).toBe('offered')
      expect(await another.look(one.code)).toEqual(one)
      await vault.decide(one.code, { kind: 'refused' })
      expect(await another.look(one.code)).toBeUndefined()
    })

    test('of a code that is there is not taken', async () => {
      const one = offer()
      await vault.offer(one)
      expect(await another.offer({ ...one, proof: 'other' })).toBe('taken')
      expect(await another.collect(one.code, one.proof)).toMatchObject({ kind: 'pending' })
    })

    test('is pending for its own screen, and unknown for any other', async () => {
      const one = offer()
      await vault.offer(one)
      expect(await another.collect(one.code, one.proof)).toEqual({ kind: 'pending', expiresAt: one.expiresAt })
      expect(await another.collect(one.code, 'proof of another')).toEqual({ kind: 'unknown' })
      expect(await another.collect('99999999', one.proof)).toEqual({ kind: 'unknown' })
    })

    test('is decided once, however many decide at the same moment', async () => {
      const one = offer()
      await vault.offer(one)
      const decide = (by: Vault) => by.decide(one.code, { kind: 'approved', issued: issued() })
      const answers = await Promise.all([vault, another, vault, another].map(decide))
      expect(answers.sort()).toEqual(['decided', 'late', 'late', 'late'])
    })

    test('that was never made cannot be decided', async () => {
      expect(await vault.decide('99999999', { kind: 'refused' })).toBe('unknown')
    })

    test('that was refused says so, again and again', async () => {
      const one = offer()
      await vault.offer(one)
      await vault.decide(one.code, { kind: 'refused' })
      for (let i = 0; i < 2; i++) expect(await another.collect(one.code, one.proof)).toEqual({ kind: 'refused' })
    })

    test('that was approved is one token, however many collect it at the same moment', async () => {
      const one = offer()
      const given = await approved(one)
      const answers = await Promise.all([vault, another, vault, another].map((by) => by.collect(one.code, one.proof)))
      expect(answers).toEqual(Array(4).fill({ kind: 'approved', issued: given }))
      expect(await vault.issued(given.store)).toEqual([given])
      expect(await vault.look(one.code)).toBeUndefined()
    })

    test('that was collected is told again to the same proof alone: the answer may have been lost', async () => {
      const one = offer()
      const given = await approved(one)
      await vault.collect(one.code, one.proof)
      expect(await another.collect(one.code, one.proof)).toEqual({ kind: 'approved', issued: given })
      expect(await another.collect(one.code, 'proof of another')).toEqual({ kind: 'unknown' })
      expect(await another.decide(one.code, { kind: 'refused' })).toBe('unknown')
    })

    test('whose token was revoked meanwhile is not, and the token stays off the list', async () => {
      const one = offer()
      const given = await approved(one)
      await vault.collect(one.code, one.proof)
      await another.revoke(given, given.store)
      expect(await vault.collect(one.code, one.proof)).toEqual({ kind: 'unknown' })
      expect(await another.issued(given.store)).toEqual([])
    })

    test('that was approved is not collected with another proof', async () => {
      const one = offer()
      await approved(one)
      expect(await vault.collect(one.code, 'proof of another')).toEqual({ kind: 'unknown' })
      expect(await vault.collect(one.code, one.proof)).toMatchObject({ kind: 'approved' })
    })
  })

  describe('tokens that were given', () => {
    test('stand in the list of their store from the moment they are collected', async () => {
      const one = offer()
      const given = await approved(one)
      expect(await vault.issued(given.store)).toEqual([])
      await vault.collect(one.code, one.proof)
      expect(await another.issued(given.store)).toEqual([given])
      expect(await another.issued('elsewhere')).toEqual([])
    })

    test('leave it when they are over', async () => {
      const one = offer()
      const given = await approved(one, { expiresAt: systemClock.now() - 1 })
      await vault.collect(one.code, one.proof)
      expect(await another.issued(given.store)).toEqual([])
    })

    test('leave it when they are revoked', async () => {
      const one = offer()
      const given = await approved(one)
      await vault.collect(one.code, one.proof)
      await another.revoke(given, given.store)
      expect(await vault.issued(given.store)).toEqual([])
    })
  })

  describe('revocations', () => {
    const idsNow = async () => {
      const list = await another.revocations(undefined)
      return list.kind === 'changed' ? list.revocations.map(({ id }) => id) : []
    }

    test('are heard of by all, with the end of what they revoke', async () => {
      const { id, expiresAt, store } = issued()
      await vault.revoke({ id, expiresAt }, store)
      expect(await another.revocations(undefined)).toMatchObject({
        kind: 'changed',
        revocations: expect.arrayContaining([{ id, expiresAt }]),
      })
    })

    test('that are known already are not told again', async () => {
      await vault.revoke(issued(), 'main')
      const list = await another.revocations(undefined)
      if (list.kind === 'unchanged') throw new Error('one was revoked')
      expect(await another.revocations(list.revision)).toEqual({ kind: 'unchanged' })
      await vault.revoke(issued(), 'main')
      expect((await another.revocations(list.revision)).kind).toBe('changed')
    })

    test('are forgotten when the token is over by itself', async () => {
      const over = issued({ expiresAt: systemClock.now() - 1 })
      await vault.revoke(over, 'main')
      expect(await idsNow()).not.toContain(over.id)
    })

    test('of ids that would be paths or keys are only ids', async () => {
      for (const id of ['../../etc/passwd', '{other}:log', 'a b', 'ä'.repeat(30)]) {
        await vault.revoke(issued({ id }), 'main')
        expect(await idsNow()).toContain(id)
      }
    })
  })

  test('there is room for so many offers and no more', async () => {
    let answer = 'offered'
    let count = 0
    for (; answer === 'offered' && count <= MOST_OFFERS; count += 100) {
      const answers = await Promise.all(Array.from({ length: 100 }, () => vault.offer(offer())))
      answer = answers.at(-1) ?? ''
    }
    expect(answer).toBe('full')
  })
})
