/** What every log keeps to: one specification, run against all of them. */
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../platform/system-clock.ts'
import type { LogEvent } from '../../../protocol/event.ts'
import { reduce } from '../../../protocol/reduce.ts'
import { INITIAL_STATE, type State } from '../../../protocol/state.ts'
import { openEmbeddedLog } from '../../../relay/log/embedded.ts'
import type { Snapshot, StoreLog } from '../../../relay/log/port.ts'
import { openRedisLog } from '../../../relay/log/redis.ts'
import { RedisCluster } from '../../helpers/redis-cluster.ts'
import { RedisServer } from '../../helpers/redis-server.ts'
import { tempDirs } from '../../helpers/temp-dir.ts'
import { appendRange, call, Heard, offsets, range, readAll, record } from './log-kit.ts'

const tempDir = tempDirs()
let redis: RedisServer
let cluster: RedisCluster
let stores = 0

/** Makes a place for one log and says how to open it, as often as one likes. */
type NewLog = () => Promise<() => Promise<StoreLog>>

const onRedis: NewLog = async () => {
  const store = `s${++stores}`
  return async () => openRedisLog({ url: redis.url, store, clock: systemClock })
}

const onCluster: NewLog = async () => {
  const store = `s${++stores}`
  return async () => openRedisLog({ url: cluster.url, store, clock: systemClock })
}

const embedded: NewLog = async () => {
  const dir = join(await tempDir(), 'log')
  return () => openEmbeddedLog({ dir, store: 'main', clock: systemClock })
}

beforeAll(async () => {
  redis = await RedisServer.start()
  cluster = await RedisCluster.start()
})

afterAll(async () => {
  await redis.stop()
  await cluster.stop()
})

describe.each([
  { name: 'on Redis Streams', newLog: onRedis },
  { name: 'on a Redis Cluster', newLog: onCluster },
  { name: 'embedded', newLog: embedded },
])('a log $name', ({ newLog }) => {
  let open: () => Promise<StoreLog>
  let log: StoreLog

  beforeEach(async () => {
    open = await newLog()
    log = await open()
  })

  afterEach(() => log.close())

  async function reopen(): Promise<void> {
    await log.close()
    log = await open()
  }

  async function cursor(offset: number) {
    return { epoch: (await log.position()).epoch, offset }
  }

  async function stateNow(): Promise<State> {
    return (await readAll(log)).reduce(reduce, INITIAL_STATE)
  }

  async function saveSnapshot(offset: number, epoch?: string): Promise<boolean> {
    const state = { ...INITIAL_STATE, offset }
    return log.saveSnapshot({ epoch: epoch ?? (await log.position()).epoch, offset, state })
  }

  describe('appending', () => {
    it('numbers entries from 1 without a hole', async () => {
      expect(await log.position()).toMatchObject({ first: 1, offset: 0 })
      for (const seq of [1, 2, 3])
        expect(await log.append(record(seq))).toMatchObject({ kind: 'appended', offset: seq })
      expect(await log.position()).toMatchObject({ first: 1, offset: 3 })
    })

    it('stamps entries with log time, which position tells, too', async () => {
      const before = (await log.position()).time
      const appended = await log.append(record(1))
      const after = (await log.position()).time
      const [entry] = await readAll(log)
      expect(appended).toEqual({ kind: 'appended', offset: 1, at: entry?.at })
      expect(entry?.at).toBeGreaterThanOrEqual(before)
      expect(entry?.at).toBeLessThanOrEqual(after)
    })

    it('answers a repeated seq with dup and where it is, and writes nothing', async () => {
      await log.append(record(1))
      await log.append(record(1, call(7), 'other'))
      expect(await log.append(record(1, call(9)))).toEqual({ kind: 'dup', offset: 1 })
      expect((await log.position()).offset).toBe(2)
    })

    it('answers an older seq with dup and where the newest of its producer is', async () => {
      await appendRange(log, 1, 3)
      expect(await log.append(record(2))).toEqual({ kind: 'dup', offset: 3 })
    })

    it('answers a seq that skips one with gap and the newest it has', async () => {
      expect(await log.append(record(2))).toEqual({ kind: 'gap', last: 0 })
      await log.append(record(1))
      expect(await log.append(record(4))).toEqual({ kind: 'gap', last: 1 })
      expect((await log.position()).offset).toBe(1)
    })

    it('counts each producer for itself', async () => {
      await log.append(record(1, call(1), 'left'))
      expect(await log.append(record(1, call(2), 'right'))).toMatchObject({ kind: 'appended', offset: 2 })
    })

    it('keeps the order of calls made at once, so none of them is a gap', async () => {
      const answers = await appendRange(log, 1, 200)
      expect(answers.map((answer) => (answer.kind === 'appended' ? answer.offset : answer.kind))).toEqual(range(1, 200))
      expect(offsets(await readAll(log))).toEqual(range(1, 200))
    })

    it('gives offsets of their own to producers that append at once', async () => {
      const all = await Promise.all(['a', 'b', 'c'].map((producer) => appendRange(log, 1, 40, producer)))
      const given = all.flat().map((answer) => (answer.kind === 'appended' ? answer.offset : -1))
      expect(given.sort((x, y) => x - y)).toEqual(range(1, 120))
    })

    it('answers the same seq asked twice at once with one entry', async () => {
      const [one, two] = await Promise.all([log.append(record(1)), log.append(record(1))])
      expect([one?.kind, two]).toEqual(['appended', { kind: 'dup', offset: 1 }])
    })

    it.each([0, -1, 1.5, Number.NaN])('refuses the seq %d, which no producer may use', async (seq) => {
      await expect(log.append(record(seq))).rejects.toMatchObject({ code: 'log_protocol' })
    })

    it('remembers producers when it is opened again', async () => {
      await appendRange(log, 1, 3)
      await reopen()
      expect(await log.append(record(3))).toEqual({ kind: 'dup', offset: 3 })
      expect(await log.append(record(4))).toMatchObject({ kind: 'appended', offset: 4 })
    })
  })

  describe("an event's own id", () => {
    it('makes a repetition by another producer a dup of the first', async () => {
      await log.append(record(1, call(3, 'press-1'), 'left'))
      expect(await log.append(record(1, call(3, 'press-1'), 'right'))).toEqual({ kind: 'dup', offset: 1 })
      expect((await log.position()).offset).toBe(1)
    })

    it('lets the producer of the repetition get on', async () => {
      await log.append(record(1, call(3, 'press-1'), 'left'))
      await log.append(record(1, call(3, 'press-1'), 'right'))
      expect(await log.append(record(1, call(3, 'press-1'), 'right'))).toEqual({ kind: 'dup', offset: 1 })
      expect(await log.append(record(2, call(4), 'right'))).toMatchObject({ kind: 'appended', offset: 2 })
    })

    it('is told apart within calls made at once', async () => {
      const answers = await Promise.all([
        log.append(record(1, call(3, 'a'), 'left')),
        log.append(record(1, call(3, 'a'), 'right')),
        log.append(record(2, call(3, 'b'), 'right')),
      ])
      expect(answers.map((answer) => answer.kind)).toEqual(['appended', 'dup', 'appended'])
    })

    it('is remembered, with where the producer has got to, when the log is opened again', async () => {
      await log.append(record(1, call(3, 'press-1'), 'left'))
      await log.append(record(1, call(3, 'press-1'), 'right'))
      await reopen()
      expect(await log.append(record(2, call(3, 'press-1'), 'right'))).toEqual({ kind: 'dup', offset: 1 })
    })

    it('is no name for anything else: __proto__ is an id like others', async () => {
      expect(await log.append(record(1, call(3, '__proto__'), '__proto__'))).toMatchObject({ kind: 'appended' })
      expect(await log.append(record(1, call(3, '__proto__'), 'constructor'))).toEqual({ kind: 'dup', offset: 1 })
    })
  })

  describe('reading', () => {
    it('gives back events as they were appended', async () => {
      const events: LogEvent[] = [
        call(3, 'id-1'),
        { type: 'notice', text: 'Zurück um 2 · 再见 · "quoted"\n', source: 'admin' },
        { type: 'settings', board: { hold: 4_000 }, languages: ['en', 'ar'], source: 'admin' },
        { type: 'foreign', raw: { type: 'fireworks', cashier: 3, deep: { list: [1, null, 'é'] } } },
      ]
      for (const [index, event] of events.entries()) await log.append(record(index + 1, event))
      await reopen()
      expect((await readAll(log)).map((entry) => entry.event)).toEqual(events)
    })

    it('begins after an offset and keeps to the limit', async () => {
      await appendRange(log, 1, 10)
      const read = await log.read(3, 4)
      expect(read.kind === 'entries' && offsets(read.entries)).toEqual([4, 5, 6, 7])
    })

    it('gives nothing at the end, and nothing beyond it', async () => {
      await appendRange(log, 1, 3)
      expect(await log.read(3, 10)).toEqual({ kind: 'entries', entries: [] })
      expect(await log.read(99, 10)).toEqual({ kind: 'entries', entries: [] })
    })

    it('gives nothing of an empty log', async () => {
      expect(await log.read(0, 10)).toEqual({ kind: 'entries', entries: [] })
    })
  })

  describe('the epoch', () => {
    it('stays when the log is opened again, and positions go on', async () => {
      await appendRange(log, 1, 5)
      const before = await log.position()
      await reopen()
      expect(await log.position()).toMatchObject({ epoch: before.epoch, first: 1, offset: 5 })
    })

    it('is there before the first entry and is the one the first entry belongs to', async () => {
      const { epoch } = await log.position()
      await log.append(record(1))
      expect((await log.position()).epoch).toBe(epoch)
    })
  })

  describe('following', () => {
    it('hands on what comes, in order', async () => {
      const heard = new Heard(log, await cursor(0))
      await appendRange(log, 1, 50)
      await heard.untilOffset(50)
      expect(offsets(heard.entries)).toEqual(range(1, 50))
      await heard.stop()
    })

    it('catches up first, and has neither hole nor double at the seam', async () => {
      await appendRange(log, 1, 1_200)
      const heard = new Heard(log, await cursor(100))
      await appendRange(log, 1_201, 1_500)
      await heard.untilOffset(1_500)
      expect(offsets(heard.entries)).toEqual(range(101, 1_500))
      await heard.stop()
    })

    it('serves many followers, each from its own cursor', async () => {
      await appendRange(log, 1, 10)
      const heards = await Promise.all([0, 5, 10].map(async (offset) => new Heard(log, await cursor(offset))))
      await appendRange(log, 11, 12)
      for (const heard of heards) await heard.untilOffset(12)
      expect(heards.map((heard) => heard.entries[0]?.offset)).toEqual([1, 6, 11])
      for (const heard of heards) await heard.stop()
    })

    it('tells nothing after it was stopped', async () => {
      const heard = new Heard(log, await cursor(0))
      await heard.stop()
      await log.append(record(1))
      const other = new Heard(log, await cursor(0))
      await other.untilOffset(1)
      expect(heard.events).toEqual([])
      await other.stop()
    })

    it('never calls back before it has returned', async () => {
      await log.append(record(1))
      const at = await cursor(0)
      let returned = false
      const early: boolean[] = []
      const heard = new Promise<void>((resolve) => {
        log.follow(at, () => {
          early.push(!returned)
          resolve()
        })
        returned = true
      })
      await heard
      expect(early).not.toContain(true)
    })

    it('is lost with a cursor of another epoch', async () => {
      await log.append(record(1))
      const heard = new Heard(log, { epoch: 'another-life', offset: 0 })
      await heard.untilKind('lost')
      expect(heard.events).toMatchObject([{ kind: 'lost', position: { ...(await cursor(1)), first: 1 } }])
      await heard.stop()
    })

    it('is lost with a cursor ahead of the log', async () => {
      await log.append(record(1))
      const heard = new Heard(log, await cursor(2))
      await heard.untilKind('lost')
      expect(heard.entries).toEqual([])
      await heard.stop()
    })

    it('is lost with a cursor whose next entry is trimmed, and not with one just before the first', async () => {
      await appendRange(log, 1, 10)
      await saveSnapshot(10)
      await log.trim(6)
      const lost = new Heard(log, await cursor(5))
      await lost.untilKind('lost')
      expect(lost.events).toMatchObject([{ kind: 'lost', position: { first: 7, offset: 10 } }])
      const fine = new Heard(log, await cursor(6))
      await fine.untilOffset(10)
      expect(offsets(fine.entries)).toEqual(range(7, 10))
      await Promise.all([lost.stop(), fine.stop()])
    })
  })

  describe('snapshots', () => {
    it('come back as they were saved, also when the log is opened again', async () => {
      await appendRange(log, 1, 5)
      const state = await stateNow()
      const snapshot: Snapshot = { ...(await cursor(5)), state }
      expect(await log.loadSnapshot()).toBeUndefined()
      expect(await log.saveSnapshot(snapshot)).toBe(true)
      expect(await log.loadSnapshot()).toEqual(snapshot)
      await reopen()
      expect(await log.loadSnapshot()).toEqual(snapshot)
    })

    it('are refused when one as new or newer is there', async () => {
      await appendRange(log, 1, 5)
      expect(await saveSnapshot(4)).toBe(true)
      expect(await saveSnapshot(4)).toBe(false)
      expect(await saveSnapshot(3)).toBe(false)
      expect(await saveSnapshot(5)).toBe(true)
      expect((await log.loadSnapshot())?.offset).toBe(5)
    })

    it('are refused when they belong to another epoch or are ahead of the log', async () => {
      await appendRange(log, 1, 5)
      expect(await saveSnapshot(5, 'another-life')).toBe(false)
      expect(await saveSnapshot(6)).toBe(false)
      expect(await log.loadSnapshot()).toBeUndefined()
    })
  })

  describe('trimming', () => {
    it('forgets entries up to an offset, and says so to who asks for them', async () => {
      await appendRange(log, 1, 10)
      await saveSnapshot(10)
      expect(await log.trim(4)).toBe(5)
      expect(await log.position()).toMatchObject({ first: 5, offset: 10 })
      expect(await log.read(3, 10)).toEqual({ kind: 'trimmed', first: 5 })
      expect(offsets(await readAll(log, 4))).toEqual(range(5, 10))
    })

    it('never forgets what the snapshot does not cover', async () => {
      await appendRange(log, 1, 10)
      expect(await log.trim(10)).toBe(1)
      await saveSnapshot(6)
      expect(await log.trim(10)).toBe(7)
      expect(offsets(await readAll(log, 6))).toEqual(range(7, 10))
    })

    it('never brings back what was forgotten', async () => {
      await appendRange(log, 1, 10)
      await saveSnapshot(10)
      await log.trim(8)
      expect(await log.trim(3)).toBe(9)
      await reopen()
      expect(await log.position()).toMatchObject({ first: 9, offset: 10 })
    })

    it('may forget everything, and offsets still go on', async () => {
      await appendRange(log, 1, 10)
      await saveSnapshot(10)
      expect(await log.trim(10)).toBe(11)
      await reopen()
      expect(await log.position()).toMatchObject({ first: 11, offset: 10 })
      expect(await log.append(record(11))).toMatchObject({ kind: 'appended', offset: 11 })
      expect(offsets(await readAll(log, 10))).toEqual([11])
    })

    it('keeps producers and ids', async () => {
      await log.append(record(1, call(3, 'press-1'), 'left'))
      await appendRange(log, 1, 9)
      await saveSnapshot(10)
      await log.trim(10)
      await reopen()
      expect(await log.append(record(9))).toEqual({ kind: 'dup', offset: 10 })
      expect(await log.append(record(10, call(3, 'press-1')))).toEqual({ kind: 'dup', offset: 1 })
    })

    it('does not disturb a follower that has read so far', async () => {
      await appendRange(log, 1, 10)
      const heard = new Heard(log, await cursor(0))
      await heard.untilOffset(10)
      await saveSnapshot(10)
      await log.trim(10)
      await log.append(record(11))
      await heard.untilOffset(11)
      expect(offsets(heard.entries)).toEqual(range(1, 11))
      await heard.stop()
    })
  })

  describe('probing', () => {
    it('tells the round trip in ms and leaves no entry', async () => {
      await log.append(record(1))
      expect(await log.probe()).toBeGreaterThan(0)
      expect((await log.position()).offset).toBe(1)
    })

    it('serves several who ask at once', async () => {
      expect(await Promise.all([log.probe(), log.probe(), log.probe()])).toHaveLength(3)
    })
  })

  describe('closing', () => {
    it('refuses every later call with closed', async () => {
      const epoch = (await log.position()).epoch
      await log.close()
      const calls = [
        () => log.append(record(1)),
        () => log.position(),
        () => log.read(0, 1),
        () => log.loadSnapshot(),
        () => log.saveSnapshot({ epoch, offset: 0, state: INITIAL_STATE }),
        () => log.trim(1),
        () => log.probe(),
        async () => log.follow({ epoch, offset: 0 }, () => undefined),
      ]
      for (const one of calls) await expect(one()).rejects.toMatchObject({ code: 'closed' })
    })

    it('answers what was asked before', async () => {
      const asked = appendRange(log, 1, 20)
      await log.close()
      expect((await asked).map((answer) => answer.kind)).toEqual(Array(20).fill('appended'))
    })

    it('ends its followers and may be asked twice', async () => {
      const heard = new Heard(log, await cursor(0))
      await Promise.all([log.close(), log.close()])
      await heard.stop()
      expect(heard.events).toEqual([])
    })
  })
})
