/** The logs of many stores on a real cluster, and what becomes of them when one master hangs, dies or gives stores away. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isFailure } from '../../../platform/failure.ts'
import { systemClock } from '../../../platform/system-clock.ts'
import type { StoreLog } from '../../../relay/log/port.ts'
import { openRedisLogs, type RedisLogs } from '../../../relay/log/redis.ts'
import { RedisCluster } from '../../helpers/redis-cluster.ts'
import type { RedisServer } from '../../helpers/redis-server.ts'
import { appendRange, appendSurely, Heard, offsets, range, readAll, record } from './log-kit.ts'

let cluster: RedisCluster
let logs: RedisLogs

beforeAll(async () => {
  cluster = await RedisCluster.start()
})

afterAll(() => cluster.stop())

beforeEach(() => {
  logs = openRedisLogs({ url: cluster.url, clock: systemClock })
})

afterEach(() => logs.close())

function master(index: number): RedisServer {
  const found = cluster.masters[index]
  if (!found) throw new Error(`there is no master ${index}`)
  return found
}

async function follow(log: StoreLog): Promise<Heard> {
  const { epoch, offset } = await log.position()
  return new Heard(log, { epoch, offset })
}

async function logOn(server: RedisServer): Promise<StoreLog> {
  return logs.open(await cluster.storeOn(server))
}

describe('a cluster', () => {
  it('serves stores on all of its masters', async () => {
    for (const server of cluster.masters) {
      const log = await logOn(server)
      const heard = await follow(log)
      await appendRange(log, 1, 20)
      await heard.untilOffset(20)
      expect(offsets(heard.entries)).toEqual(range(1, 20))
      expect(await server.cli('KEYS', `*{${log.store}}:log`)).toHaveLength(1)
    }
  })

  it('is found by any one of its nodes, named as one likes', async () => {
    const lone = openRedisLogs({ url: `redis+cluster://localhost:${master(1).port}`, clock: systemClock })
    for (const server of cluster.masters) {
      const log = lone.open(await cluster.storeOn(server))
      expect(await log.append(record(1))).toMatchObject({ offset: 1 })
    }
    await lone.close()
  })

  it('is named as the remedy to who takes one node for a Redis of its own', async () => {
    const lone = openRedisLogs({ url: master(0).url, clock: systemClock })
    const log = lone.open(await cluster.storeOn(master(1)))
    await expect(log.append(record(1))).rejects.toThrow(/redis\+cluster/u)
    await lone.close()
  })

  it('needs no more than a connection to each master for commands, and one for the bell', async () => {
    const all = await Promise.all(Array.from({ length: 60 }, (_, i) => follow(logs.open(`many-${i}`))))
    await Promise.all(Array.from({ length: 60 }, (_, i) => logs.open(`many-${i}`).append(record(1))))
    for (const heard of all) await heard.untilOffset(1)
    for (const server of cluster.masters) {
      // Those of the tests before are closed here, and may be still on their way out there.
      await expect.poll(() => names(server)).toEqual(['cashierq:bell', 'cashierq:commands'])
    }
  })

  async function names(server: RedisServer): Promise<(string | undefined)[]> {
    const names = (await server.cli('CLIENT', 'LIST')).map((line) => /name=(cashierq\S*)/u.exec(line)?.[1])
    return names.filter((name) => name !== undefined).sort()
  }
})

describe('a master that hangs', () => {
  it('delays no store of the others, and its own go on when it breathes again', async () => {
    const [theirs, other, third] = await Promise.all([0, 1, 2].map((index) => logOn(master(index))))
    if (!theirs || !other || !third) throw new Error('three were asked for')
    const heards = await Promise.all([theirs, other, third].map(follow))
    const [mute] = heards
    await Promise.all([theirs, other, third].map((log) => log.append(record(1))))
    for (const heard of heards) await heard.untilOffset(1)
    master(0).pause()
    try {
      const lost = theirs.append(record(2)).catch((error: unknown) => error)
      // As long as the silent one may take to be found out, and beyond.
      let seq = 2
      for (; !mute?.events.some(({ kind }) => kind === 'down'); seq++) {
        await Promise.all([other, third].map((log) => log.append(record(seq))))
        for (const heard of heards.slice(1)) await heard.untilOffset(seq)
      }
      // Whoever waits for it comes through when it is found out, and not before.
      expect(seq).toBeGreaterThan(5)
      expect(isFailure(await lost, 'log_unavailable')).toBe(true)
    } finally {
      master(0).resume()
    }
    await cluster.settled()
    expect(['appended', 'dup']).toContain((await appendSurely(theirs, record(2))).kind)
    await mute?.untilOffset(2)
    // It answers when it wakes, and may find only then that it has been left out.
    expect(mute?.story).toMatch(/^entries( down up)+ entries$/u)
  })
})

describe('a master that dies', () => {
  it('takes its own stores with it alone, and brings them back', async () => {
    const [theirs, other] = await Promise.all([0, 1].map((index) => logOn(master(index))))
    if (!theirs || !other) throw new Error('two were asked for')
    const [gone, heard] = await Promise.all([follow(theirs), follow(other)])
    await Promise.all([theirs.append(record(1)), other.append(record(1))])
    await Promise.all([gone.untilOffset(1), heard.untilOffset(1)])
    await master(0).kill()
    await gone.untilKind('down')
    await expect(theirs.append(record(2))).rejects.toMatchObject({ code: 'log_unavailable' })
    await appendRange(other, 2, 30)
    await heard.untilOffset(30)
    expect(heard.story).toBe('entries')
    await master(0).restart()
    await cluster.settled()
    await appendSurely(theirs, record(2))
    await gone.untilOffset(2)
    expect(gone.story).toBe('entries down up entries')
  })

  it('is not missed at the start', async () => {
    const store = await cluster.storeOn(master(2))
    await master(0).kill()
    const lone = openRedisLogs({ url: cluster.url, clock: systemClock })
    expect(await appendSurely(lone.open(store), record(1))).toMatchObject({ offset: 1 })
    await lone.close()
    await master(0).restart()
    await cluster.settled()
  })
})

describe('a store that moves to another master', () => {
  it('loses no entry and gets none twice, while appends go on', async () => {
    const log = await logOn(master(0))
    const heard = await follow(log)
    const slot = String(await cluster.slotOf(log.store))
    let moving = true
    const written = (async () => {
      let seq = 1
      for (; moving; seq++) await appendSurely(log, record(seq))
      return seq - 1
    })()
    await heard.untilOffset(20)
    await move(slot, log.store)
    const before = heard.entries.length
    await heard.until(({ entries }) => entries.length > before + 20)
    moving = false
    const last = await written
    await heard.untilOffset(last)
    expect(offsets(heard.entries)).toEqual(range(1, last))
    expect(offsets(await readAll(log))).toEqual(range(1, last))
    expect(await master(1).cli('KEYS', `*{${log.store}}:log`)).toHaveLength(1)
  })

  /** As `redis-cli --cluster reshard` does it, key by key. */
  async function move(slot: string, store: string): Promise<void> {
    const [from, to] = [master(0), master(1)]
    const [fromId, toId] = [await cluster.idOf(from), await cluster.idOf(to)]
    await to.cli('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId)
    await from.cli('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId)
    const keys = await from.cli('KEYS', `*{${store}}*`)
    await from.cli('MIGRATE', '127.0.0.1', String(to.port), '', '0', '5000', 'KEYS', ...keys)
    // What came into being meanwhile.
    for (const key of await from.cli('KEYS', `*{${store}}*`)) {
      await from.cli('MIGRATE', '127.0.0.1', String(to.port), key, '0', '5000')
    }
    for (const server of [to, from, master(2)]) await server.cli('CLUSTER', 'SETSLOT', slot, 'NODE', toId)
  }
})
