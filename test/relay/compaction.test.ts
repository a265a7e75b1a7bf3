/** How much of its log a store keeps, and how much of it a relay's start has to read. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { SILENT } from '../../platform/logger.ts'
import { Compaction, KEEP, SNAPSHOT_EVERY } from '../../relay/compaction.ts'
import { StoreFeed } from '../../relay/store-feed.ts'
import { until } from '../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { MemoryLog } from '../helpers/memory-log.ts'

class Store {
  readonly clock = new FakeTimersClock()
  readonly log = new MemoryLog(this.clock)
  #seq = 0

  async press(times: number): Promise<void> {
    const event = { type: 'help' as const, cashier: 3, language: 'en', pressedAt: 1_000, source: 'http' }
    const appends = Array.from({ length: times }, () => this.log.append({ producer: 'a', seq: ++this.#seq, event }))
    await Promise.all(appends)
  }

  /** A relay holds the store. */
  async hold(): Promise<{ feed: StoreFeed; compaction: Compaction }> {
    const feed = await StoreFeed.start(this.log, this.clock, SILENT)
    onTestFinished(() => feed.close())
    return { feed, compaction: new Compaction(feed, SILENT) }
  }

  async savedAt(): Promise<number | undefined> {
    return (await this.log.loadSnapshot())?.offset
  }
}

describe('a store that a relay holds', () => {
  it('is saved each thousand entries, and not before', async () => {
    const store = new Store()
    const { feed } = await store.hold()
    await store.press(SNAPSHOT_EVERY - 1)
    await until(() => feed.state.offset === SNAPSHOT_EVERY - 1)
    expect(await store.savedAt()).toBeUndefined()
    await store.press(1)
    await expect.poll(() => store.savedAt()).toBe(SNAPSHOT_EVERY)
  })

  it('keeps the newest ten thousand entries', async () => {
    const store = new Store()
    await store.press(KEEP)
    await store.hold()
    await expect.poll(() => store.savedAt()).toBe(KEEP)
    await store.press(SNAPSHOT_EVERY)
    await expect.poll(() => store.savedAt()).toBe(KEEP + SNAPSHOT_EVERY)
    await until(() => store.log.stored.length === KEEP)
    expect(store.log.stored.at(0)?.entry.offset).toBe(SNAPSHOT_EVERY + 1)
  })

  it('is saved when it is let go, if anything is new', async () => {
    const store = new Store()
    await store.press(3)
    const first = await store.hold()
    await first.compaction.close()
    expect(await store.savedAt()).toBe(3)
    const save = store.log.saveSnapshot.bind(store.log)
    let saved = 0
    store.log.saveSnapshot = (snapshot) => {
      saved++
      return save(snapshot)
    }
    const second = await store.hold()
    await second.compaction.close()
    expect(saved).toBe(0)
  })

  it('is saved at once where much was pressed while nobody held it', async () => {
    const store = new Store()
    await store.press(SNAPSHOT_EVERY)
    await store.hold()
    await expect.poll(() => store.savedAt()).toBe(SNAPSHOT_EVERY)
  })

  it('is saved anew after its log has begun anew', async () => {
    const store = new Store()
    await store.press(SNAPSHOT_EVERY)
    const { feed } = await store.hold()
    await expect.poll(() => store.savedAt()).toBe(SNAPSHOT_EVERY)
    store.log.wipe()
    await until(() => feed.state.offset === 0)
    expect(await store.savedAt()).toBeUndefined()
    const event = { type: 'help' as const, cashier: 4, language: 'en', pressedAt: 1_000, source: 'http' }
    for (let seq = 1; seq <= SNAPSHOT_EVERY; seq++) await store.log.append({ producer: 'b', seq, event })
    await expect.poll(() => store.savedAt()).toBe(SNAPSHOT_EVERY)
  })
})
