import { describe, expect, it } from 'vitest'
import { SILENT } from '../../platform/logger.ts'
import type { StoreLog } from '../../relay/log/port.ts'
import { LogPresses } from '../../relay/log-presses.ts'
import { StoreFeed } from '../../relay/store-feed.ts'
import { type Lease, type Opened, Stores } from '../../relay/stores.ts'
import { until } from '../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'
import { MemoryLog } from '../helpers/memory-log.ts'

const A_MINUTE = 60_000

/** Stores on logs in memory, all but those named `nowhere`; what was loaded and closed is written down. */
function chain() {
  const clock = new FakeTimersClock()
  const logs = new Map<string, MemoryLog>()
  const told: string[] = []
  const log = (store: string): MemoryLog => {
    const known = logs.get(store) ?? new MemoryLog(clock, store)
    logs.set(store, known)
    return known
  }
  const hold = async (of: StoreLog) => {
    told.push(`load ${of.store}`)
    const feed = await StoreFeed.start(of, clock, SILENT)
    const close = async () => {
      told.push(`close ${of.store}`)
      await feed.close()
    }
    return { feed, presses: new LogPresses(of, clock, (local) => local), close }
  }
  const from = { open: (store: string) => (store === 'nowhere' ? undefined : log(store)), close: async () => {} }
  return { clock, log, told, stores: new Stores({ logs: from, hold, clock, lines: SILENT }) }
}

function leaseOf(opened: Opened): Lease {
  if (opened.kind === 'refused') throw new Error(`refused: ${opened.message}`)
  return opened.lease
}

describe('the stores of a relay', () => {
  it('are loaded when they are asked for, and not before', async () => {
    const { stores, told } = chain()
    expect(told).toEqual([])
    expect(leaseOf(await stores.open('berlin')).feed.store).toBe('berlin')
    expect(told).toEqual(['load berlin'])
  })

  it('are loaded once, whoever asks meanwhile', async () => {
    const { stores, told } = chain()
    const opened = await Promise.all([1, 2, 3].map(() => stores.open('berlin')))
    expect(new Set(opened.map((one) => leaseOf(one).feed)).size).toBe(1)
    expect(told).toEqual(['load berlin'])
  })

  it('stay while one client is there, and go a minute after the last', async () => {
    const { stores, told, clock } = chain()
    const [first, second] = [leaseOf(await stores.open('berlin')), leaseOf(await stores.open('berlin'))]
    first.release()
    clock.advance(2 * A_MINUTE)
    expect(told).toEqual(['load berlin'])
    second.release()
    clock.advance(A_MINUTE - 1)
    expect(told).toEqual(['load berlin'])
    clock.advance(1)
    expect(told).toEqual(['load berlin', 'close berlin'])
    expect(stores.size).toBe(0)
  })

  it('are not let go under a client that came back in time', async () => {
    const { stores, told, clock } = chain()
    leaseOf(await stores.open('berlin')).release()
    clock.advance(A_MINUTE / 2)
    await stores.open('berlin')
    clock.advance(2 * A_MINUTE)
    expect(told).toEqual(['load berlin'])
  })

  it('count a lease that is given back twice once', async () => {
    const { stores, told, clock } = chain()
    const first = leaseOf(await stores.open('berlin'))
    await stores.open('berlin')
    first.release()
    first.release()
    clock.advance(2 * A_MINUTE)
    expect(told).toEqual(['load berlin'])
  })

  it('refuse a store that is not theirs', async () => {
    expect(await chain().stores.open('nowhere')).toMatchObject({ kind: 'refused', code: 'unknown_store' })
  })

  it('refuse one whose log is away, serve the others, and try it again for the next who asks', async () => {
    const { stores, log } = chain()
    log('dead').goAway()
    expect(await stores.open('dead')).toMatchObject({ kind: 'refused', code: 'log_away' })
    expect(leaseOf(await stores.open('berlin')).feed.status.kind).toBe('live')
    log('dead').comeBack()
    expect(leaseOf(await stores.open('dead')).feed.status.kind).toBe('live')
  })

  it('keep no other waiting while one is slow to load', async () => {
    const { stores, log } = chain()
    // It answers nothing: its requests stay in line.
    const slow = log('slow')
    slow.position = () => new Promise(() => undefined)
    let answered = false
    void stores.open('slow').then(() => {
      answered = true
    })
    expect(leaseOf(await stores.open('berlin')).feed.store).toBe('berlin')
    expect(answered).toBe(false)
  })

  it('close all that is held, and load nothing after that', async () => {
    const { stores, told, clock } = chain()
    await stores.open('berlin')
    leaseOf(await stores.open('rom')).release()
    await stores.close()
    expect(told.slice(2).sort()).toEqual(['close berlin', 'close rom'])
    expect(await stores.open('berlin')).toMatchObject({ kind: 'refused', code: 'log_away' })
    await until(() => clock.pending === 0)
  })
})
