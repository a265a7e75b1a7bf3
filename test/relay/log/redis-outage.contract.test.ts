/** The Redis log and whatever happens to a Redis: killed, emptied, set back, silent, gone without a word. */

import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isFailure } from '../../../platform/failure.ts'
import { systemClock } from '../../../platform/system-clock.ts'
import type { Appended, StoreLog } from '../../../relay/log/port.ts'
import { openRedisLog } from '../../../relay/log/redis.ts'
import { freePort, RedisServer } from '../../helpers/redis-server.ts'
import { appendRange, appendSurely, Heard, inTime, offsets, range, readAll, record } from './log-kit.ts'

let redis: RedisServer
let stores = 0
let store: string
let log: StoreLog

beforeAll(async () => {
  redis = await RedisServer.start()
})

afterAll(() => redis.stop())

beforeEach(() => {
  store = `shop-${++stores}`
  log = openRedisLog({ url: redis.url, store, clock: systemClock })
})

afterEach(() => log.close())

function key(name: string): string {
  return `cashierq:{${store}}:${name}`
}

async function cursor(offset: number) {
  return { epoch: (await log.position()).epoch, offset }
}

describe('a Redis that dies', () => {
  it('has everything that was acknowledged when it comes back, once; followers go on', async () => {
    const heard = new Heard(log, await cursor(0))
    const more = () => heard.until(({ entries }) => entries.length >= enough)
    const answers: Appended[] = []
    let enough = 50
    let writing = true
    const written = (async () => {
      for (let seq = 1; writing; seq++) answers.push(await appendSurely(log, record(seq)))
    })()
    for (let kills = 0; kills < 3; kills++) {
      await more()
      await redis.kill()
      await heard.untilKind('down')
      await redis.restart()
      enough = heard.entries.length + 50
    }
    await more()
    writing = false
    await written
    const last = answers.length
    await heard.untilOffset(last)
    expect(answers.map((answer) => (answer.kind === 'gap' ? -1 : answer.offset))).toEqual(range(1, last))
    expect(offsets(heard.entries)).toEqual(range(1, last))
    expect(offsets(await readAll(log))).toEqual(range(1, last))
    expect(heard.story).toBe('entries down up entries down up entries down up entries')
    await heard.stop()
  })

  it('is another log when it comes back empty', async () => {
    await appendRange(log, 1, 5)
    const before = await cursor(5)
    const heard = new Heard(log, before)
    await redis.restartEmpty()
    await heard.untilKind('lost')
    const [last] = heard.events.slice(-1)
    expect(last?.kind === 'lost' && last.position).toMatchObject({ first: 1, offset: 0 })
    expect(last?.kind === 'lost' && last.position.epoch).not.toBe(before.epoch)
    expect(await appendSurely(log, record(6))).toEqual({ kind: 'gap', last: 0 })
    await heard.stop()
  })

  it('is noticed when it is emptied behind an open connection, whatever was added since', async () => {
    await appendRange(log, 1, 5)
    const heard = new Heard(log, await cursor(5))
    await log.append(record(6))
    await heard.untilOffset(6)
    await redis.cli('FLUSHALL')
    await appendRange(log, 1, 9)
    await heard.untilKind('lost')
    expect(offsets(heard.entries)).toEqual([6])
    await heard.stop()
  })

  it('begins a new epoch when it comes back from an older state and others took the places of those read', async () => {
    await appendRange(log, 1, 5)
    const { epoch } = await log.position()
    const heard = new Heard(log, await cursor(0))
    await heard.untilOffset(5)
    const add = (id: number) => `redis.call('XADD', KEYS[1], '${id}-0', 'e', '{}', 't', '1')`
    const rewrite = `redis.call('DEL', KEYS[1]); ${range(1, 7).map(add).join(';')}; redis.call('HSET', KEYS[2], 'offset', 7)`
    await redis.cli('EVAL', rewrite, '2', key('log'), key('meta'))
    await heard.untilKind('lost')
    expect(offsets(heard.entries)).toEqual(range(1, 5))
    expect((await log.position()).epoch).not.toBe(epoch)
    await heard.stop()
  })
})

describe('a Redis that is away', () => {
  it('is not needed at the start', async () => {
    const server = await RedisServer.start()
    await server.kill()
    const early = openRedisLog({ url: server.url, store, clock: systemClock })
    const heard = new Heard(early, { epoch: 'unknown', offset: 0 })
    await heard.untilKind('down')
    await expect(early.append(record(1))).rejects.toMatchObject({ code: 'log_unavailable' })
    await server.restart()
    await heard.untilKind('lost')
    await expect.poll(() => early.append(record(1)).catch(String)).toMatchObject({ offset: 1 })
    await heard.stop()
    await early.close()
    await server.stop()
  })

  it('makes every call reject in bounded time, and says where it should be', async () => {
    const port = await freePort()
    const lone = openRedisLog({ url: `redis://127.0.0.1:${port}`, store, clock: systemClock })
    const calls = [lone.append(record(1)), lone.position(), lone.read(0, 1), lone.probe(), lone.trim(1)]
    for (const outcome of await inTime(3_000, () => Promise.allSettled(calls))) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'log_unavailable' } })
      expect(outcome.status === 'rejected' && outcome.reason.message).toContain(`127.0.0.1:${port}`)
    }
    await lone.close()
  })

  it('closes at once while it is away, with calls still waiting', async () => {
    const lone = openRedisLog({ url: `redis://127.0.0.1:${await freePort()}`, store, clock: systemClock })
    const heard = new Heard(lone, { epoch: 'x', offset: 0 })
    const waiting = lone.append(record(1))
    await Promise.all([lone.close(), expect(waiting).rejects.toSatisfy((error) => isFailure(error))])
    await heard.stop()
  })
})

describe('a half-open connection', () => {
  it('makes an append reject in bounded time; the same append answers dup when Redis breathes again', async () => {
    await log.append(record(1))
    const heard = new Heard(log, await cursor(1))
    redis.pause()
    try {
      const answer = () => expect(log.append(record(2))).rejects.toMatchObject({ code: 'log_unavailable' })
      await inTime(3_000, answer)
      await heard.untilKind('down')
    } finally {
      redis.resume()
    }
    expect(await appendSurely(log, record(2))).toEqual({ kind: 'dup', offset: 2 })
    await heard.untilOffset(2)
    expect(offsets(await readAll(log))).toEqual([1, 2])
    expect(offsets(heard.entries)).toEqual([2])
    await heard.stop()
  })
})

describe('a connection whose other end is gone without a word', () => {
  const sockets: Socket[] = []
  let proxy: Server

  beforeEach(async () => {
    proxy = createServer((near) => {
      const far = connect(redis.port, '127.0.0.1')
      near.pipe(far).pipe(near)
      for (const socket of [near, far]) socket.on('error', () => socket.destroy())
      sockets.push(near, far)
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
  })

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy()
    proxy.close()
  })

  /** Nothing goes through the present connections any more; new ones are fine. */
  function swallow(): void {
    for (const socket of sockets) socket.unpipe().removeAllListeners('data').resume()
  }

  it('is given up and replaced: appends reject, then work again; a follower misses nothing', async () => {
    const address = proxy.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    const lone = openRedisLog({ url: `redis://127.0.0.1:${port}`, store, clock: systemClock })
    await lone.append(record(1))
    const heard = new Heard(lone, await cursor(0))
    await heard.untilOffset(1)
    swallow()
    await expect(lone.append(record(2))).rejects.toMatchObject({ code: 'log_unavailable' })
    await expect.poll(() => lone.append(record(2)).catch(String)).toMatchObject({ offset: 2 })
    await heard.untilOffset(2)
    expect(heard.story).toBe('entries down up entries')
    await heard.stop()
    await lone.close()
  })
})
