/** The Redis log under a real Sentinel: its master dies, or hangs, and a replica takes over. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../platform/system-clock.ts'
import type { StoreLog } from '../../../relay/log/port.ts'
import { openRedisLog } from '../../../relay/log/redis.ts'
import { RedisSentinel } from '../../helpers/redis-sentinel.ts'
import { appendRange, appendSurely, Heard, inTime, offsets, range, readAll, record } from './log-kit.ts'

let sentinel: RedisSentinel
let log: StoreLog

beforeEach(async () => {
  sentinel = await RedisSentinel.start()
  log = openRedisLog({ url: sentinel.url, store: 'main', clock: systemClock })
})

afterEach(async () => {
  await log.close()
  await sentinel.stop()
})

async function follow(): Promise<Heard> {
  const { epoch, offset } = await log.position()
  return new Heard(log, { epoch, offset })
}

describe('a master that fails over', { timeout: 90_000 }, () => {
  it.each(['kill', 'pause'] as const)('(%s) to a replica that has everything: the same log goes on', async (way) => {
    const heard = await follow()
    await appendRange(log, 1, 5)
    await heard.untilOffset(5)
    await sentinel.caughtUp()
    await sentinel.master[way]()
    await sentinel.failedOver()
    await appendSurely(log, record(6))
    await heard.untilOffset(6)
    expect(offsets(heard.entries)).toEqual(range(1, 6))
    expect(offsets(await readAll(log))).toEqual(range(1, 6))
    expect(heard.story).toBe('entries down up entries')
  })

  it('to a replica that lacks the newest: that is a new life of the log, and nobody hears otherwise', async () => {
    const heard = await follow()
    const { epoch } = await log.position()
    await appendRange(log, 1, 5)
    await sentinel.caughtUp()
    await sentinel.cutReplica()
    await appendRange(log, 6, 8)
    await heard.untilOffset(8)
    await sentinel.master.kill()
    await sentinel.failedOver()
    await heard.untilKind('lost')
    expect(offsets(heard.entries)).toEqual(range(1, 8))
    expect(await log.position()).toMatchObject({ offset: 5 })
    expect((await log.position()).epoch).not.toBe(epoch)
    expect(await appendSurely(log, record(9))).toEqual({ kind: 'gap', last: 5 })
  })
})

describe('sentinels that are away', () => {
  it('make every call reject in bounded time, and let it close', async () => {
    await sentinel.stop()
    const lone = openRedisLog({ url: sentinel.url, store: 'main', clock: systemClock })
    await inTime(4_000, async () => {
      await expect(lone.append(record(1))).rejects.toMatchObject({ code: 'log_unavailable' })
      await lone.close()
    })
  })
})
