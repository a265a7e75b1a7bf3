import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SILENT } from '../../../platform/logger.ts'
import { encodeServerMessage, parseClientMessage } from '../../../protocol/message.ts'
import { StoreFeed } from '../../../relay/store-feed.ts'
import { joined, textFrame } from '../../../relay/ws/frame.ts'
import { HtmlBoard } from '../../../relay/ws/html-board.ts'
import { quickPing, quickPong } from '../../../relay/ws/quick-ping.ts'
import { ROUND, Rounds } from '../../../relay/ws/rounds.ts'
import { Turnstile } from '../../../relay/ws/turnstile.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { MemoryLog } from '../../helpers/memory-log.ts'

describe('a frame', () => {
  test.each([
    [0, '8100'],
    [125, '817d'],
    [126, '817e007e'],
    [65_535, '817effff'],
    [65_536, '817f0000000000010000'],
  ])('of %d bytes says its length as shortly as it can', (size, head) => {
    const frame = textFrame('x'.repeat(size))
    expect(frame.subarray(0, frame.length - size).toString('hex')).toBe(head)
    expect(frame.subarray(frame.length - size).toString()).toBe('x'.repeat(size))
  })

  test('counts bytes, not letters', () => {
    expect(textFrame('№').toString('hex')).toBe('8103e28496')
  })

  test('alone is not copied', () => {
    const frame = textFrame('x')
    expect(joined([frame])).toBe(frame)
    expect(joined([frame, frame]).toString('hex')).toBe('810178810178')
  })
})

describe('the quick way for pings', () => {
  const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat(), fc.maxSafeInteger())
  const middle = fc.oneof(
    number.map(String),
    number.map(JSON.stringify),
    fc.string(),
    fc.constantFrom('01', '1.', '.5', '1e3', '-1', ' 1', '1 ', '+1'),
  )

  test('reads what the long way reads, or nothing', () => {
    fc.assert(
      fc.property(middle, (digits) => {
        const text = `{"type":"ping","time":${digits}}`
        const time = quickPing(Buffer.from(text))
        if (time !== undefined) expect(parseClientMessage(text)).toEqual({ type: 'ping', time })
      }),
    )
  })

  test.each([0, 1, 1_790_000_000_000, 1_790_000_000_000.123])('is taken for a time as pages have it: %d', (time) => {
    expect(quickPing(Buffer.from(JSON.stringify({ type: 'ping', time })))).toBe(time)
  })

  test.each([
    ['a report', '{"type":"ping","time":1,"painted":[]}'],
    ['another order', '{"time":1,"type":"ping"}'],
    ['a word', '{"type":"ping","time":null}'],
    ['no end', '{"type":"ping","time":1'],
    ['no number', '{"type":"ping","time":}'],
    ['another type', '{"type":"pong","time":1}'],
    ['nothing', ''],
  ])('is not taken for %s', (_, text) => {
    expect(quickPing(Buffer.from(text))).toBeUndefined()
  })

  test('answers what the long way answers', () => {
    fc.assert(
      fc.property(number, number, (time, echo) => {
        expect(quickPong(time, echo === 0 ? 0 : echo)).toBe(encodeServerMessage({ type: 'pong', time, echo }))
      }),
      { examples: [[1e21, 1e-7]] },
    )
  })
})

describe('rounds', () => {
  test('visit everybody once in a round, spread over it', () => {
    const clock = new FakeTimersClock()
    const rounds = new Rounds<{ visit(now: number): void }>(clock)
    const visits = Array.from({ length: 480 }, () => 0)
    for (const i of visits.keys()) {
      rounds.add({ visit: () => visits.splice(i, 1, (visits[i] ?? 0) + 1) })
      clock.advance(ROUND / 480)
    }
    visits.fill(0)
    let most = 0
    for (let t = 0; t < ROUND; t += 100) {
      const before = visits.reduce((sum, n) => sum + n)
      clock.advance(100)
      most = Math.max(most, visits.reduce((sum, n) => sum + n) - before)
    }
    expect(visits.every((n) => n === 1)).toBe(true)
    expect(most).toBeLessThanOrEqual(20)
  })

  test('come to a new client after a whole round, but within five seconds', () => {
    const clock = new FakeTimersClock()
    const rounds = new Rounds<{ visit(now: number): void }>(clock)
    const start = clock.now()
    const visits: number[] = []
    rounds.add({ visit: (now) => visits.push(now - start) })
    clock.advance(5_000)
    expect(visits).toEqual([ROUND])
  })

  test('need no timer when nobody is there', () => {
    const clock = new FakeTimersClock()
    const rounds = new Rounds<{ visit(now: number): void }>(clock)
    rounds.add({ visit: () => {} })()
    clock.advance(200)
    expect(clock.pending).toBe(0)
    rounds.add({ visit: () => {} })
    expect(clock.pending).toBe(1)
    rounds.close()
    expect(clock.pending).toBe(0)
  })
})

describe('the turnstile', () => {
  const turn = () => new Promise(setImmediate)

  test('lets the first in at once', () => {
    const done: number[] = []
    void new Turnstile().run(() => done.push(1))
    expect(done).toEqual([1])
  })

  test('lets a crowd in by handfuls, in order, with a turn of the loop between them', async () => {
    const turnstile = new Turnstile()
    const done: number[] = []
    const all = Array.from({ length: 500 }, (_, i) => turnstile.run(() => done.push(i)))
    const seen = [done.length]
    while (done.length < 500) {
      await turn()
      seen.push(done.length)
    }
    const steps = seen.map((n, i) => n - (seen[i - 1] ?? 0))
    expect(Math.max(...steps)).toBeLessThanOrEqual(32)
    expect(done).toEqual(Array.from({ length: 500 }, (_, i) => i))
    await Promise.all(all)
  })

  test('keeps no more than 64 inside, and goes on when one leaves', async () => {
    const turnstile = new Turnstile()
    const leave: (() => void)[] = []
    const all = Array.from({ length: 100 }, () =>
      turnstile.run(() => new Promise<void>((resolve) => leave.push(resolve))),
    )
    for (let i = 0; i < 10; i++) await turn()
    expect([leave.length, turnstile.waiting]).toEqual([64, 36])
    while (leave.length > 0) {
      for (const go of leave.splice(0)) go()
      await turn()
      await turn()
    }
    await Promise.all(all)
    expect(turnstile.waiting).toBe(0)
  })

  test('lets nobody pass those who wait', async () => {
    const turnstile = new Turnstile()
    const leave: (() => void)[] = []
    const hold = () => new Promise<void>((resolve) => leave.push(resolve))
    const all = Array.from({ length: 64 }, () => turnstile.run(hold))
    while (leave.length < 64) await turn()
    const order: string[] = []
    all.push(turnstile.run(() => void order.push('waited')))
    await turn()
    leave[0]?.()
    await all[0]
    all.push(turnstile.run(() => void order.push('came later')))
    for (const go of leave) go()
    await Promise.all(all)
    expect(order).toEqual(['waited', 'came later'])
  })

  test('is not stopped by one that fails', async () => {
    const turnstile = new Turnstile()
    const failing = turnstile.run(() => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(await turnstile.run(() => 'yes')).toBe('yes')
  })
})

describe('what many get is made once', () => {
  const call = (cashier: number) =>
    ({ type: 'call', cashier, language: 'en', pressedAt: 1_790_000_000_000, source: 'test' }) as const

  async function feedOf(entries: number) {
    const clock = new FakeTimersClock()
    const log = new MemoryLog(clock)
    const feed = StoreFeed.start(log, clock, SILENT)
    let seq = 0
    const press = async () => {
      seq++
      await log.append({ producer: 'p', seq, event: call(1 + (seq % 9)) })
    }
    for (let i = 0; i < entries; i++) await press()
    const started = await feed
    await expect.poll(() => started.state.offset).toBe(entries)
    return { clock, feed: started, press }
  }
  const listener = () => {
    const wires: Buffer[] = []
    return { wires, entries: (_: unknown, wire: Buffer) => void wires.push(wire), reset: () => {} }
  }

  test('an entry', async () => {
    const { feed, press } = await feedOf(0)
    const [one, other] = [listener(), listener()]
    feed.join(undefined, one)
    feed.join(undefined, other)
    await press()
    await expect.poll(() => other.wires.length).toBe(1)
    expect(one.wires[0]).toBe(other.wires[0])
    await feed.close()
  })

  test('a snapshot, until the state is another', async () => {
    const { feed, press } = await feedOf(3)
    const first = feed.snapshot()
    expect(feed.snapshot()).toBe(first)
    await press()
    await expect.poll(() => feed.state.offset).toBe(4)
    expect(feed.snapshot()).not.toBe(first)
    await feed.close()
  })

  test('the entries that a crowd has missed', async () => {
    const { feed } = await feedOf(5)
    const cursor = { epoch: feed.epoch, offset: 2 }
    const [one, other] = [feed.join(cursor, listener()), feed.join(cursor, listener())]
    if (one.kind !== 'recovered' || other.kind !== 'recovered') throw new Error('not recovered')
    expect(one.wire).toBe(other.wire)
    expect(one.wire?.toString()).toMatch(/"offset":3.*"offset":4.*"offset":5/su)
    expect(feed.join({ ...cursor, offset: 5 }, listener())).toEqual({ kind: 'recovered', wire: undefined })
    await feed.close()
  })

  test('and nothing is left out where the log was read in pieces of any size', async () => {
    class Piecemeal extends MemoryLog {
      override read(after: number, limit: number) {
        return super.read(after, after === 0 ? 50 : limit)
      }
    }
    const clock = new FakeTimersClock()
    const log = new Piecemeal(clock)
    for (let seq = 1; seq <= 280; seq++) await log.append({ producer: 'p', seq, event: call(1) })
    const feed = await StoreFeed.start(log, clock, SILENT)
    expect(feed.join({ epoch: feed.epoch, offset: 40 }, listener()).kind).toBe('snapshot')
    const { wire } = { wire: undefined, ...feed.join({ epoch: feed.epoch, offset: 100 }, listener()) }
    expect(wire?.toString().match(/"offset":\d+/gu)).toEqual(
      Array.from({ length: 180 }, (_, i) => `"offset":${101 + i}`),
    )
    await feed.close()
  })

  test('of few missed entries each, of many none', async () => {
    const { feed } = await feedOf(20)
    expect(feed.missed(10, 10)?.toString()).toMatch(/"offset":11.*"offset":20/su)
    expect(feed.missed(9, 10)).toBeUndefined()
    await feed.close()
  })

  test('and it is told how many screens an entry went to', async () => {
    const { feed, press } = await feedOf(0)
    const told: string[] = []
    feed.whenSent((entry, screens) => told.push(`${entry.offset} to ${screens}`))
    const screen = { ...listener(), isScreen: true }
    feed.join(undefined, screen)
    feed.join(undefined, { ...listener(), isScreen: true })
    feed.join(undefined, listener())
    await press()
    await expect.poll(() => told).toEqual(['1 to 2'])
    feed.leave(screen)
    feed.leave(screen)
    await press()
    await expect.poll(() => told).toEqual(['1 to 2', '2 to 1'])
    await feed.close()
  })

  test('a fragment, also when the view changes by itself', async () => {
    const { clock, feed, press } = await feedOf(0)
    const board = new HtmlBoard(feed, clock)
    const [one, other]: [Buffer[], Buffer[]] = [[], []]
    board.join({ show: (frame) => one.push(frame) })
    const second = { show: (frame: Buffer) => void other.push(frame) }
    board.join(second)
    await press()
    await expect.poll(() => other.length).toBe(2)
    expect(one[1]).toBe(other[1])
    board.leave(second)
    clock.advance(3_000)
    expect([one.length, other.length]).toEqual([3, 2])
    expect(String(one[2])).toContain('data-view="wait"')
    await feed.close()
  })
})
