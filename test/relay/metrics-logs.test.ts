import { describe, expect, test } from 'vitest'
import { Failure } from '../../platform/failure.ts'
import { SILENT } from '../../platform/logger.ts'
import { INITIAL_STATE } from '../../protocol/state.ts'
import { createMetrics } from '../../relay/metrics.ts'
import { LogWatch, type WatchedFeed } from '../../relay/metrics-logs.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'

class FakeFeed {
  epoch = 'e1'
  read = 0
  top = 0
  asked = 0
  status: WatchedFeed['status'] = { kind: 'live' }
  trouble: Error | undefined
  logEpoch = 'e1'
  readonly store: string
  readonly log = {
    position: async () => {
      this.asked++
      if (this.trouble) throw this.trouble
      return { epoch: this.logEpoch, first: 1, offset: this.top, time: 0 }
    },
  }

  constructor(store = 'main') {
    this.store = store
  }

  get state() {
    return { ...INITIAL_STATE, offset: this.read }
  }
}

function rig(count = 1) {
  const clock = new FakeTimersClock()
  const feeds = Array.from({ length: count }, (_, i) => new FakeFeed(`s${i}`))
  const metrics = createMetrics()
  const stores = { held: () => feeds.map((feed) => ({ feed })) }
  const watch = new LogWatch({ stores, clock, lines: SILENT, metrics })
  /** Asks, and lets the answers come. */
  const second = async () => {
    watch.ask()
    for (let i = 0; i < 5; i++) await Promise.resolve()
    clock.advance(1_000)
  }
  return { clock, feeds, feed: feeds[0] ?? new FakeFeed(), metrics, watch, second }
}

describe('a relay that has all', () => {
  test('is not behind, and an entry on its way is no delay', async () => {
    const { feed, watch, second } = rig()
    feed.top = 3
    await second()
    feed.read = 3
    expect(watch.lag()).toEqual({ held: 1, away: 0, entries: 0, ms: 0 })
  })
})

describe('a relay that is behind', () => {
  test('says by how many entries, and since when', async () => {
    const { feed, watch, second } = rig()
    feed.top = 3
    await second()
    feed.top = 8
    await second()
    expect(watch.lag()).toEqual({ held: 1, away: 0, entries: 8, ms: 2_000 })
    feed.read = 8
    expect(watch.lag()).toMatchObject({ entries: 0, ms: 0 })
  })

  test('of a log in its next life is behind by all of it', async () => {
    const { feed, watch, second } = rig()
    feed.read = 100
    feed.top = 2
    feed.logEpoch = 'e2'
    await second()
    expect(watch.lag()).toMatchObject({ entries: 2, ms: 1_000 })
  })

  test('names the worst of its stores', async () => {
    const { feeds, watch, second } = rig(3)
    for (const [i, feed] of feeds.entries()) feed.top = i * 10
    await second()
    expect(watch.lag()).toMatchObject({ held: 3, entries: 20 })
  })
})

describe('a log that is away', () => {
  test('is counted, with the time since it is', async () => {
    const { feeds, watch, second } = rig(3)
    for (const feed of feeds.slice(1)) feed.trouble = new Failure('log_unavailable', 'away')
    await second()
    await second()
    expect(watch.lag()).toEqual({ held: 3, away: 2, entries: 0, ms: 2_000 })
    for (const feed of feeds) feed.trouble = undefined
    await second()
    expect(watch.lag()).toMatchObject({ away: 0, ms: 0 })
  })

  test('is known from the feed before it is asked', () => {
    const { clock, feed, watch } = rig()
    feed.status = { kind: 'down', since: clock.now(), reason: 'away' }
    clock.advance(4_000)
    expect(watch.lag()).toMatchObject({ away: 1, ms: 4_000 })
  })
})

test('thousands of stores are asked in turn, 200 a second', async () => {
  const { feeds, second, metrics } = rig(500)
  const asked = () => feeds.filter((feed) => feed.asked > 0).length
  await second()
  expect(asked()).toBe(200)
  await second()
  await second()
  expect(asked()).toBe(500)
  expect(Math.max(...feeds.map((feed) => feed.asked))).toBe(1)
  const text = await metrics.registry.getSingleMetricAsString('cashierq_log_round_trip_seconds')
  expect(text).toContain('cashierq_log_round_trip_seconds_count 500')
})

test('a log that does not answer is not asked again meanwhile', async () => {
  const { feed, second } = rig()
  feed.log.position = () => {
    feed.asked++
    return new Promise(() => {})
  }
  for (let i = 0; i < 5; i++) await second()
  expect(feed.asked).toBe(1)
})

test('the gauges follow every five seconds, until it is closed', async () => {
  const { clock, feed, metrics, watch } = rig()
  watch.start()
  feed.top = 4
  clock.advance(1_000)
  for (let i = 0; i < 5; i++) await Promise.resolve()
  clock.advance(5_000)
  const value = async (name: string) => (await metrics.registry.getSingleMetricAsString(name)).split('\n').at(-1)
  expect(await value('cashierq_log_lag_entries')).toBe('cashierq_log_lag_entries 4')
  expect(await value('cashierq_log_lag_seconds')).toBe('cashierq_log_lag_seconds 5')
  expect(await value('cashierq_stores')).toBe('cashierq_stores 1')
  watch.close()
  expect(clock.pending).toBe(0)
})
