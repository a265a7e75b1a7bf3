/** What a client that comes back is given: all that it misses, or a snapshot. */
import { describe, expect, it } from 'vitest'
import { SILENT } from '../../platform/logger.ts'
import type { FollowEvent } from '../../relay/log/port.ts'
import { StoreFeed } from '../../relay/store-feed.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { MemoryLog } from '../helpers/memory-log.ts'

const LISTENER = { entries() {}, reset() {} }

/** A feed of a log in which entries at these offsets have come. */
async function feedOf(offsets: readonly number[]): Promise<StoreFeed> {
  const clock = new FakeTimersClock()
  const log = new MemoryLog(clock)
  let tell: (event: FollowEvent) => void = () => {}
  log.follow = (_cursor, listener) => {
    tell = listener
    return { stop: async () => {} }
  }
  const feed = await StoreFeed.start(log, clock, SILENT)
  const event = { type: 'help' as const, cashier: 3, language: 'en', pressedAt: 1_000, source: 'http' }
  tell({ kind: 'entries', entries: offsets.map((offset) => ({ offset, at: 1_000, event })) })
  return feed
}

describe('a client that comes back', () => {
  it.each([
    [1, ['"offset":2', '"offset":3']],
    [2, ['"offset":3']],
  ])('after entry %i gets what it misses', async (offset, parts) => {
    const feed = await feedOf([1, 2, 3])
    const caughtUp = feed.join({ epoch: feed.epoch, offset }, LISTENER)
    const text = caughtUp.kind === 'recovered' ? caughtUp.wire?.toString() : ''
    expect(text?.match(/"offset":\d/gu)).toEqual(parts)
  })

  it('has all and gets nothing', async () => {
    const feed = await feedOf([1, 2, 3])
    expect(feed.join({ epoch: feed.epoch, offset: 3 }, LISTENER)).toEqual({ kind: 'recovered', wire: undefined })
  })

  it('gets a snapshot where another program has left out offsets', async () => {
    const feed = await feedOf([1, 2, 1_000, 1_001])
    for (const offset of [2, 1_000]) {
      expect(feed.join({ epoch: feed.epoch, offset }, LISTENER)).toEqual({ kind: 'snapshot' })
    }
  })
})
