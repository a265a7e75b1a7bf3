/** Many stores over two connections, on a real Redis. */
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../platform/system-clock.ts'
import type { FollowEvent } from '../../../relay/log/port.ts'
import { openRedisLogs, type RedisLogs } from '../../../relay/log/redis.ts'
import { RedisServer } from '../../helpers/redis-server.ts'
import { appendRange, appendSurely, call, Heard, offsets, range, record, surely } from './log-kit.ts'

const STORES = 600

let redis: RedisServer
let logs: RedisLogs
let round = 0

beforeAll(async () => {
  // Many appends at once; none of these tests is about what the disk keeps.
  redis = await RedisServer.start('--appendonly', 'no')
})

afterAll(() => redis.stop())

beforeEach(async () => {
  await redis.cli('FLUSHALL')
  logs = openRedisLogs({ url: redis.url, clock: systemClock })
  round++
})

afterEach(() => logs.close())

function names(count = STORES): string[] {
  return Array.from({ length: count }, (_, i) => `r${round}-shop-${i}`)
}

async function followAll(stores: readonly string[]): Promise<Heard[]> {
  return Promise.all(
    stores.map(async (store) => {
      const log = logs.open(store)
      const { epoch } = await surely(() => log.position())
      return new Heard(log, { epoch, offset: 0 })
    }),
  )
}

async function clients(kind: string): Promise<string[]> {
  const lines = await redis.cli('CLIENT', 'LIST')
  return lines.flatMap((line) => /name=cashierq:(\S+)/u.exec(line)?.[1] ?? []).filter((name) => name.startsWith(kind))
}

async function subscribed(channel: string): Promise<boolean> {
  const [, count] = await redis.cli('PUBSUB', 'NUMSUB', channel)
  return Number(count) > 0
}

/** Passes everything on, until it lets what the bell's connections say, and are told, go nowhere. */
class BellProxy {
  readonly #server: Server
  readonly #sockets: Socket[] = []
  readonly #mute = new Set<Socket>()
  /** Connections of bells: made, and given up by the bell. */
  bells = 0
  left = 0

  private constructor(redisPort: number) {
    this.#server = createServer((near) => {
      const far = connect(redisPort, '127.0.0.1')
      let bell = false
      near.on('data', (data) => {
        if (!bell && data.includes('cashierq:bell')) {
          bell = true
          this.bells++
          this.#sockets.push(near)
        }
        if (!this.#mute.has(near)) far.write(data)
      })
      near.on('close', () => {
        if (bell) this.left++
      })
      far.on('data', (data) => void (this.#mute.has(near) || near.write(data)))
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const)
        one.on('error', () => one.destroy()).on('close', () => other.destroy())
    })
  }

  static async start(redisPort: number): Promise<BellProxy> {
    const proxy = new BellProxy(redisPort)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    const address = this.#server.address()
    return `redis://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`
  }

  swallowBells(): void {
    for (const socket of this.#sockets) this.#mute.add(socket)
  }

  stop(): void {
    this.#server.close()
  }
}

describe(`${STORES} stores`, () => {
  it('hear their own entries, and nothing but them, over two connections', async () => {
    const stores = names()
    const heards = await followAll(stores)
    await Promise.all(stores.map((store, i) => appendSurely(logs.open(store), record(1, call(1 + (i % 99), store)))))
    for (const heard of heards) await heard.untilOffset(1)
    const ids = heards.map(({ entries }) => entries.map(({ event }) => (event.type === 'call' ? event.id : '?')))
    expect(ids).toEqual(stores.map((store) => [store]))
    expect((await clients('')).sort()).toEqual(['bell', 'commands'])
  })

  it('stay in order under some hundred appends a second', async () => {
    const stores = names()
    const heards = await followAll(stores)
    const busy = stores.slice(0, 20)
    await Promise.all(
      busy.map(async (store) => {
        for (let seq = 1; seq <= 40; seq++) await appendSurely(logs.open(store), record(seq))
      }),
    )
    for (const [index] of busy.entries()) {
      await heards[index]?.untilOffset(40)
      expect(offsets(heards[index]?.entries ?? [])).toEqual(range(1, 40))
    }
  })

  it('all come back after an outage, with what was missed meanwhile', async () => {
    const stores = names()
    const heards = await followAll(stores)
    await redis.cli('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await redis.cli('CLIENT', 'KILL', 'TYPE', 'normal')
    await Promise.all(stores.map((store) => appendSurely(logs.open(store), record(1))))
    for (const heard of heards) await heard.untilOffset(1)
    expect(heards.every(({ entries }) => entries.length === 1)).toBe(true)
  })
})

describe('the bell', () => {
  it('is not needed: without it entries come with the rounds', async () => {
    await redis.cli('ACL', 'SETUSER', 'deaf', 'on', '>word', '~*', '+@all', 'resetchannels')
    const warnings: string[] = []
    const url = `redis://deaf:word@127.0.0.1:${redis.port}`
    const deaf = openRedisLogs({ url, clock: systemClock, onWarning: (text) => warnings.push(text) })
    const log = deaf.open('quiet')
    const heard = new Heard(log, { epoch: (await log.position()).epoch, offset: 0 })
    await appendRange(log, 1, 5)
    await heard.untilOffset(5)
    // Said on the bell's own connection, which nothing waits for.
    await expect.poll(() => warnings).toContainEqual(expect.stringMatching(/NOPERM/u))
    await deaf.close()
  })

  it('makes nothing twice of an append that was repeated', async () => {
    const log = logs.open('main')
    const heard = new Heard(log, { epoch: (await log.position()).epoch, offset: 0 })
    await log.append(record(1))
    await log.append(record(1))
    await log.append(record(9))
    await log.append(record(2))
    await heard.untilOffset(2)
    expect(offsets(heard.entries)).toEqual([1, 2])
  })

  it('is left when the last follower of a store has stopped', async () => {
    const log = logs.open('main')
    const { epoch } = await log.position()
    const [one, two] = [new Heard(log, { epoch, offset: 0 }), new Heard(logs.open('main'), { epoch, offset: 0 })]
    const channel = 'cashierq:{main}:bell'
    await expect.poll(() => subscribed(channel)).toBe(true)
    await one.stop()
    await log.append(record(1))
    await two.untilOffset(1)
    await two.stop()
    await expect.poll(() => subscribed(channel)).toBe(false)
  })

  it('comes back when its connection hangs, though nothing closes it', async () => {
    const proxy = await BellProxy.start(redis.port)
    const lone = openRedisLogs({ url: proxy.url, clock: systemClock })
    const log = lone.open('main')
    const heard = new Heard(log, { epoch: (await log.position()).epoch, offset: 0 })
    await expect.poll(() => subscribed('cashierq:{main}:bell')).toBe(true)
    const before = await clientIds()
    // Redis answers nobody for a while; then the commands' connection and the bell's are others.
    redis.pause()
    await heard.untilKind('down')
    await expect.poll(() => proxy.left).toBe(1)
    redis.resume()
    await appendSurely(log, record(1))
    await heard.untilOffset(1)
    await expect.poll(clientIds).not.toContain(before[0])
    await expect.poll(() => subscribed('cashierq:{main}:bell')).toBe(true)
    await lone.close()
    proxy.stop()
  })

  it('may go dead alone, without a word: entries come with the rounds, and then by a new one', async () => {
    const proxy = await BellProxy.start(redis.port)
    const lone = openRedisLogs({ url: proxy.url, clock: systemClock })
    const log = lone.open('main')
    const heard = new Heard(log, { epoch: (await log.position()).epoch, offset: 0 })
    await expect.poll(() => subscribed('cashierq:{main}:bell')).toBe(true)
    proxy.swallowBells()
    await appendRange(log, 1, 5)
    await heard.untilOffset(5)
    await expect.poll(() => proxy.bells).toBe(2)
    await appendRange(log, 6, 9)
    await heard.untilOffset(9)
    expect(offsets(heard.entries)).toEqual(range(1, 9))
    expect(heard.story).toBe('entries')
    await lone.close()
    proxy.stop()
  })

  async function clientIds(): Promise<string[]> {
    const lines = await redis.cli('CLIENT', 'LIST', 'TYPE', 'pubsub')
    return lines.flatMap((line) => /^id=(\d+)/u.exec(line)?.[1] ?? [])
  }
})

describe('the logs of a Redis', () => {
  it('share a connection with who keeps something beside them, whose closing ends nothing', async () => {
    const connection = logs.connection()
    await connection.command('SET', 'cashierq:{main}:other', 'kept')
    await connection.close()
    expect(await logs.connection().command('GET', 'cashierq:{main}:other')).toBe('kept')
    expect(await logs.open('main').append(record(1))).toMatchObject({ offset: 1 })
  })

  it('tell log time as often as they look, so that nobody needs to ask', async () => {
    const log = logs.open('main')
    const { epoch, time } = await log.position()
    const told: FollowEvent[] = []
    const following = log.follow({ epoch, offset: 0 }, (event) => told.push(event))
    await expect.poll(() => told.length).toBeGreaterThanOrEqual(3)
    for (const event of told) {
      if (event.kind !== 'time') throw new Error(`nothing but the time was to be told, not ${event.kind}`)
      expect(event.time).toBeGreaterThanOrEqual(time)
      expect(event.received).toBeGreaterThanOrEqual(event.sent)
    }
    await following.stop()
  })

  it('answer what was asked before they were closed, and refuse every later call', async () => {
    const log = logs.open('main')
    const asked = appendRange(log, 1, 20)
    const heard = new Heard(log, { epoch: 'x', offset: 0 })
    await logs.close()
    expect((await asked).map(({ kind }) => kind)).toEqual(Array(20).fill('appended'))
    await expect(log.append(record(21))).rejects.toMatchObject({ code: 'closed' })
    await expect(logs.open('other').position()).rejects.toMatchObject({ code: 'closed' })
    await heard.stop()
    await expect.poll(() => clients('')).toEqual([])
  })

  it('need nothing closed to be let go: a store costs nothing while nobody uses it', async () => {
    const log = logs.open('main')
    await log.append(record(1))
    await log.close()
    await expect(log.append(record(2))).rejects.toMatchObject({ code: 'closed' })
    expect(await logs.open('main').append(record(2))).toMatchObject({ offset: 2 })
  })
})
