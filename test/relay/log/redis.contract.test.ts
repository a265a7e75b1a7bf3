/** What the Redis log owes beyond the contract: the shapes other programs rely on, and whatever happens to a Redis. */

import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { isFailure } from '../../../platform/failure.ts'
import { systemClock } from '../../../platform/system-clock.ts'
import { INITIAL_STATE } from '../../../protocol/state.ts'
import { type Append, type Appended, ID_MEMORY, type StoreLog } from '../../../relay/log/port.ts'
import { openRedisLog } from '../../../relay/log/redis.ts'
import { freePort, RedisServer } from '../../helpers/redis-server.ts'
import { appendRange, call, Heard, offsets, range, readAll, record } from './log-kit.ts'

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

/** As a producer does it: the same record again until the log has answered. */
async function appendSurely(one: Append): Promise<Appended> {
  for (;;) {
    try {
      return await log.append(one)
    } catch (error) {
      if (!isFailure(error, 'log_unavailable')) throw error
    }
  }
}

describe('what lies in Redis', () => {
  it('is a stream with ids <offset>-0 and the fields e, p, s, t', async () => {
    const appended = await log.append(record(1, call(3, 'press-1')))
    const event =
      '{"type":"call","cashier":3,"language":"en","pressedAt":1790000000000,"source":"box:A1","id":"press-1"}'
    const at = appended.kind === 'appended' ? String(appended.at) : ''
    expect(await redis.cli('XRANGE', key('log'), '-', '+')).toEqual([
      ...['1-0', 'e', event, 'p', 'bridge', 's', '1', 't', at],
    ])
  })

  it('is a hash of producers, a hash with epoch and offset, and a key per id that expires', async () => {
    await log.append(record(1, call(3, 'press-1')))
    await log.append(record(2))
    expect(await redis.cli('HGETALL', key('producers'))).toEqual(['bridge', '2:2'])
    const { epoch } = await log.position()
    expect((await redis.cli('HGETALL', key('meta'))).sort()).toEqual(['2', epoch, 'epoch', 'offset'].sort())
    expect(await redis.cli('GET', key('id:press-1'))).toEqual(['1'])
    const left = Number((await redis.cli('PTTL', key('id:press-1')))[0])
    expect(left).toBeGreaterThan(ID_MEMORY - 60_000)
    expect(left).toBeLessThanOrEqual(ID_MEMORY)
  })

  it('is nothing but keys with the hash tag of the store', async () => {
    await log.append(record(1, call(3, 'x')))
    await log.saveSnapshot({ ...(await cursor(1)), state: { ...INITIAL_STATE, offset: 1 } })
    await log.probe()
    const keys = await redis.cli('KEYS', `*${store}*`)
    expect(keys.sort()).toEqual(['id:x', 'log', 'meta', 'probe', 'producers', 'snapshot'].map(key).sort())
  })

  it('does not grow with probes', async () => {
    for (let round = 0; round < 10; round++) await Promise.all(Array.from({ length: 50 }, () => log.probe()))
    expect(Number((await redis.cli('XLEN', key('probe')))[0])).toBeLessThanOrEqual(256)
  })

  it('does not need its scripts to stay: SCRIPT FLUSH stops nobody', async () => {
    await log.append(record(1))
    await redis.cli('SCRIPT', 'FLUSH')
    expect(await log.append(record(2))).toMatchObject({ kind: 'appended', offset: 2 })
  })
})

describe('what another program adds to the stream', () => {
  it('becomes a foreign event, and neither reader nor writer stops', async () => {
    await log.append(record(1))
    const heard = new Heard(log, await cursor(0))
    await redis.cli('XADD', key('log'), '2-0', 'colour', 'red', 'type', 'call')
    await redis.cli('XADD', key('log'), '3-0', 'e', 'no json {', 't', 'never')
    await redis.cli('XADD', key('log'), '4-0', 'e', '[1,2]')
    expect(await log.append(record(2))).toMatchObject({ kind: 'appended', offset: 5 })
    await heard.untilOffset(5)
    const unreadable = (content: unknown) => ({ type: 'foreign', raw: { type: 'unreadable', content } })
    const foreign = [{ colour: 'red', type: 'call' }, 'no json {', [1, 2]].map(unreadable)
    expect(heard.entries.slice(1, 4).map((entry) => entry.event)).toEqual(foreign)
    expect(heard.entries).toEqual(await readAll(log))
    await heard.stop()
  })

  it('takes the time of its predecessor where it has none, so that time never runs back', async () => {
    await log.append(record(1))
    await redis.cli('XADD', key('log'), '2-0', 'e', '{}')
    const [first] = await readAll(log)
    expect(await readAll(log, 1)).toMatchObject([{ offset: 2, at: first?.at }])
  })

  it('is passed by if its id is no offset', async () => {
    await log.append(record(1))
    const heard = new Heard(log, await cursor(0))
    await redis.cli('XADD', key('log'), '1-1', 'e', '{}')
    await redis.cli('XADD', key('log'), '1-2', 'e', '{}')
    await log.append(record(2))
    await heard.untilOffset(2)
    expect(offsets(heard.entries)).toEqual([1, 2])
    expect(offsets(await readAll(log))).toEqual([1, 2])
    await heard.stop()
  })

  it('does not make a follower read the same again and again', async () => {
    await log.append(record(1))
    const heard = new Heard(log, await cursor(0))
    await heard.untilOffset(1)
    await redis.cli('XADD', key('log'), '1-1', 'e', '{}')
    await redis.cli('CONFIG', 'RESETSTAT')
    for (let asked = 0; asked < 200; asked++) await log.position()
    const stats = (await redis.cli('INFO', 'commandstats')).find((line) => line.startsWith('cmdstat_xread:'))
    expect(Number(/calls=(\d+)/u.exec(stats ?? '')?.[1] ?? 0)).toBeLessThan(10)
    await heard.stop()
  })

  it('may even have an id by the clock: later entries come behind it', async () => {
    await log.append(record(1))
    const [id = ''] = await redis.cli('XADD', key('log'), '*', 'e', '{"type":"x"}')
    const offset = Number(id.split('-')[0]) + 1
    expect(await log.append(record(2))).toMatchObject({ kind: 'appended', offset })
    expect(await log.append(record(2))).toEqual({ kind: 'dup', offset })
    expect((await log.position()).offset).toBe(offset)
  })
})

describe('a Redis that dies', () => {
  it('has everything that was acknowledged when it comes back, once; followers go on', async () => {
    const heard = new Heard(log, await cursor(0))
    const more = () => heard.until(({ entries }) => entries.length >= enough)
    const answers: Appended[] = []
    let enough = 50
    let writing = true
    const written = (async () => {
      for (let seq = 1; writing; seq++) answers.push(await appendSurely(record(seq)))
    })()
    for (let kills = 0; kills < 3; kills++) {
      await more()
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
    expect(await appendSurely(record(6))).toEqual({ kind: 'gap', last: 0 })
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

  it('is noticed when it comes back from an older state and other entries took the places of those read', async () => {
    await appendRange(log, 1, 5)
    const heard = new Heard(log, await cursor(0))
    await heard.untilOffset(5)
    const add = (id: number) => `redis.call('XADD', KEYS[1], '${id}-0', 'e', '{}', 't', '1')`
    const rewrite = `redis.call('DEL', KEYS[1]); ${range(1, 7).map(add).join(';')}; redis.call('HSET', KEYS[2], 'offset', 7)`
    await redis.cli('EVAL', rewrite, '2', key('log'), key('meta'))
    await heard.untilKind('lost')
    expect(offsets(heard.entries)).toEqual(range(1, 5))
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
    const started = performance.now()
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'log_unavailable' } })
      expect(outcome.status === 'rejected' && outcome.reason.message).toContain(`127.0.0.1:${port}`)
    }
    expect(performance.now() - started).toBeLessThan(3_000)
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
      const started = performance.now()
      await expect(log.append(record(2))).rejects.toMatchObject({ code: 'log_unavailable' })
      expect(performance.now() - started).toBeLessThan(3_000)
      await heard.untilKind('down')
    } finally {
      redis.resume()
    }
    expect(await appendSurely(record(2))).toEqual({ kind: 'dup', offset: 2 })
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
    await expect.poll(() => lone.append(record(2)).catch(String), { timeout: 5_000 }).toMatchObject({ offset: 2 })
    await heard.untilOffset(2)
    expect(heard.story).toBe('entries down up entries')
    await heard.stop()
    await lone.close()
  })
})

describe('secrets', () => {
  it('opens with the password of the URL, and never says it', async () => {
    const server = await RedisServer.start('--requirepass', 's3cret-word')
    const url = (password: string) => `redis://:${password}@127.0.0.1:${server.port}`
    const good = openRedisLog({ url: url('s3cret-word'), store, clock: systemClock })
    expect(await good.append(record(1))).toMatchObject({ offset: 1 })
    const bad = openRedisLog({ url: url('wr0ng-word'), store, clock: systemClock })
    const error: unknown = await bad.append(record(1)).catch((thrown: unknown) => thrown)
    expect(isFailure(error, 'log_unavailable')).toBe(true)
    expect(String(error)).toContain('WRONGPASS')
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/wr0ng|s3cret/u)
    await Promise.all([good.close(), bad.close()])
    await server.stop()
  })

  it.each(['http://u:s3cret@host', 'redis://u:s3cret@', 'redis://h/s3cret', 'redis://u:s3cret%zz@h', 's3cret'])(
    'refuses the URL %s without repeating it',
    (url) => {
      const open = () => openRedisLog({ url, store, clock: systemClock })
      expect(open).toThrow(expect.objectContaining({ code: 'bad_setting' }))
      expect(open).not.toThrow(/s3cret/u)
    },
  )
})

describe('a Redis that will not do', () => {
  let server: Server

  afterEach(() => new Promise((resolve) => server.close(resolve)))

  /** A server that answers every command with what an old Redis says to INFO. */
  async function ancient(): Promise<number> {
    const info = 'redis_version:5.0.14\r\nloading:0\r\n'
    server = createServer((socket) => {
      socket.on('data', (data) => {
        for (const _ of data.toString().matchAll(/^\*\d/gmu)) socket.write(`$${info.length}\r\n${info}\r\n`)
      })
      socket.on('error', () => socket.destroy())
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return address !== null && typeof address === 'object' ? address.port : 0
  }

  it('is refused with its version and the one needed', async () => {
    const lone = openRedisLog({ url: `redis://127.0.0.1:${await ancient()}`, store, clock: systemClock })
    const asked = lone.append(record(1))
    await expect(asked).rejects.toMatchObject({ code: 'log_protocol' })
    await expect(lone.append(record(1))).rejects.toThrow(/5\.0\.14.*6\.2/u)
    await lone.close()
  })
})

it('warns once that a Redis without appendonly forgets', async () => {
  const server = await RedisServer.start('--appendonly', 'no')
  const onWarning = vi.fn()
  const lax = openRedisLog({ url: server.url, store, clock: systemClock, onWarning })
  await lax.append(record(1))
  await lax.probe()
  expect(onWarning.mock.calls).toEqual([[expect.stringContaining('appendonly')]])
  await lax.close()
  await server.stop()
})
