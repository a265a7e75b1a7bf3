/** What the Redis log leaves in Redis for other programs, what it takes from them, and which Redis it takes. */

import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { isFailure } from '../../../platform/failure.ts'
import { systemClock } from '../../../platform/system-clock.ts'
import { INITIAL_STATE } from '../../../protocol/state.ts'
import { ID_MEMORY, type StoreLog } from '../../../relay/log/port.ts'
import { openRedisLog } from '../../../relay/log/redis.ts'
import { RedisServer } from '../../helpers/redis-server.ts'
import { call, Heard, offsets, readAll, record } from './log-kit.ts'

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

  it('is a hash of producers, a hash with epoch, offset and its time, and a key per id that expires', async () => {
    await log.append(record(1, call(3, 'press-1')))
    const second = await log.append(record(2))
    const at = second.kind === 'appended' ? String(second.at) : ''
    expect(await redis.cli('HGETALL', key('producers'))).toEqual(['bridge', '2:2'])
    const { epoch } = await log.position()
    expect((await redis.cli('HGETALL', key('meta'))).sort()).toEqual(['2', epoch, at, 'at', 'epoch', 'offset'].sort())
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

  it('keeps the place of a journal for ever, and that of a relay for as long as its newest record is kept', async () => {
    for (const [producer, seq] of [
      ['bridge', 1],
      ['relay-old', 1],
      ['settings-old', 1],
      ['relay-new', 1],
    ] as const) {
      await log.append({ ...record(seq), producer })
    }
    await log.saveSnapshot({ ...(await cursor(4)), state: { ...INITIAL_STATE, offset: 4 } })
    expect(await log.trim(3)).toBe(4)
    expect(await redis.cli('HKEYS', key('producers'))).toEqual(['bridge', 'relay-new'])
    // One that lives nevertheless is told, and takes another name.
    expect(await log.append({ ...record(2), producer: 'relay-old' })).toEqual({ kind: 'gap', last: 0 })
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
