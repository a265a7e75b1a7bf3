/** The settings that a relay was given stay in its store's log, whatever becomes of the log. */
import { describe, expect, it } from 'vitest'
import { SILENT } from '../../platform/logger.ts'
import { DEFAULT_SETTINGS, defaultTill, type StoreSettings } from '../../protocol/settings.ts'
import { StoreFeed } from '../../relay/store-feed.ts'
import { keepSettings } from '../../relay/store-settings.ts'
import { until } from '../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { MemoryLog } from '../helpers/memory-log.ts'

const WANTED: StoreSettings = { ...DEFAULT_SETTINGS, tills: [defaultTill(7)] }

async function shop() {
  const clock = new FakeTimersClock()
  const log = new MemoryLog(clock)
  const feed = await StoreFeed.start(log, clock, SILENT)
  const tills = () => feed.state.settings.tills.map(({ number }) => number)
  return { clock, log, feed, tills, keep: () => keepSettings({ feed, wanted: WANTED, clock, lines: SILENT }) }
}

/** Fails the next append. */
function failNext(log: MemoryLog): () => boolean {
  const append = log.append.bind(log)
  let failed = false
  log.append = (record) => {
    log.append = append
    failed = true
    log.cut(0)
    const refused = append(record)
    log.cut(0)
    return refused
  }
  return () => failed
}

describe('settings that are kept', () => {
  it('are written where they are not there, and not again', async () => {
    const { log, keep, tills } = await shop()
    await keep()
    await until(() => tills()[0] === 7)
    await keep()
    expect(log.stored).toHaveLength(1)
  })

  it('are written again into a log that has begun anew', async () => {
    const { log, keep, tills } = await shop()
    await keep()
    await until(() => tills()[0] === 7)
    log.wipe()
    await until(() => log.stored.length === 1 && tills()[0] === 7)
  })

  it('are tried again where the log goes away at just that moment', async () => {
    const { clock, log, keep, tills } = await shop()
    await keep()
    await until(() => tills()[0] === 7)
    const failed = failNext(log)
    log.wipe()
    await until(failed)
    await until(
      () => tills()[0] === 7 && log.stored.length === 1,
      () => clock.advance(100),
    )
  })

  it('are left alone when the store is closed', async () => {
    const { clock, log, feed, keep } = await shop()
    failNext(log)
    await keep()
    await feed.close()
    clock.advance(5_000)
    expect([log.stored.length, clock.pending]).toEqual([0, 0])
  })
})
