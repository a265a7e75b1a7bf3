import { describe, expect, test } from 'vitest'
import { Failure } from '../../platform/failure.ts'
import { INITIAL_STATE } from '../../protocol/state.ts'
import type { Position } from '../../relay/log/port.ts'
import { type AskedStore, Readiness } from '../../relay/readiness.ts'
import type { StoreFeed } from '../../relay/store-feed.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'

const AWAY = new Failure('log_unavailable', 'Redis is away')

class FakeStore implements AskedStore {
  probes = 0
  journal: Error | undefined
  trouble: Error | undefined
  status: StoreFeed['status'] = { kind: 'live' }
  position: Position = { epoch: 'e', first: 1, offset: 5, time: 0 }
  answer: (() => Promise<number>) | undefined
  readonly feed: AskedStore['feed']
  readonly presses: AskedStore['presses']

  constructor(store: string) {
    const log = {
      probe: async () => {
        this.probes++
        if (this.trouble) throw this.trouble
        return this.answer ? this.answer() : 7
      },
      position: async () => this.position,
    }
    const status = () => this.status
    this.feed = {
      store,
      log,
      epoch: 'e',
      state: { ...INITIAL_STATE, offset: 5 },
      get status() {
        return status()
      },
    }
    this.presses = {
      probe: async () => {
        if (this.journal) throw this.journal
      },
    }
  }

  goAway(): void {
    this.trouble = AWAY
    this.status = { kind: 'down', since: 0, reason: 'away' }
  }
}

function rig(...names: string[]) {
  const clock = new FakeTimersClock()
  const own = new FakeStore('main')
  const others = names.map((name) => new FakeStore(name))
  const readiness = new Readiness({ lease: own }, { held: () => [own, ...others] }, clock)
  return { clock, own, others, readiness }
}

describe('a relay', () => {
  test('is ready when a round trip was seen, and says how many stores it holds', async () => {
    const { readiness } = rig('a', 'b')
    expect(await readiness.check()).toEqual({ kind: 'ready', roundTripMs: 7, stores: { held: 3, away: 0 } })
  })

  test('asks the log each time, and once for all who ask meanwhile', async () => {
    const { own, readiness } = rig()
    await Promise.all([readiness.check(), readiness.check(), readiness.check()])
    expect(own.probes).toBe(1)
    await readiness.check()
    expect(own.probes).toBe(2)
  })

  test('stays ready while its own store is on a dead shard and others are not', async () => {
    const { own, others, readiness } = rig('a', 'b')
    own.goAway()
    others[0]?.goAway()
    expect(await readiness.check()).toMatchObject({ kind: 'ready', stores: { held: 3, away: 2 } })
  })

  test('is not ready when no log can be reached', async () => {
    const { own, others, readiness } = rig('a', 'b')
    for (const store of [own, ...others]) store.goAway()
    expect(await readiness.check()).toEqual({
      kind: 'not_ready',
      reason: 'Redis is away',
      stores: { held: 3, away: 3 },
    })
  })

  test('is not ready when its own journal fails: no other store makes that good', async () => {
    const { own, others, readiness } = rig('a')
    own.journal = new Failure('storage_failed', 'the disk is full')
    expect(await readiness.check()).toMatchObject({ kind: 'not_ready', reason: 'the disk is full' })
    expect(others[0]?.probes).toBe(0)
  })

  test('waits for no log longer than three seconds', async () => {
    const { clock, own, readiness } = rig()
    own.answer = () => new Promise(() => {})
    const asked = readiness.check()
    await Promise.resolve()
    clock.advance(3_000)
    expect(await asked).toMatchObject({ kind: 'not_ready', reason: 'no round trip in time' })
  })

  test('with thousands of stores asks some of them, spread over all', async () => {
    const { own, others, readiness } = rig(...Array.from({ length: 5_000 }, (_, i) => `s${i}`))
    own.goAway()
    for (const store of others.slice(0, 4_500)) store.trouble = AWAY
    expect(await readiness.check()).toMatchObject({ kind: 'ready' })
    expect(others.filter(({ probes }) => probes > 0).length).toBeLessThanOrEqual(16)
  })
})

describe('one store', () => {
  test('is asked for by its name, whatever the others do', async () => {
    const { own, others, readiness } = rig('a')
    others[0]?.goAway()
    expect(await readiness.checkStore('a')).toMatchObject({ kind: 'not_ready', reason: 'Redis is away' })
    expect(await readiness.checkStore('main')).toMatchObject({ kind: 'ready' })
    expect(own.probes).toBe(1)
  })

  test('that is behind its log is not ready', async () => {
    const { own, readiness } = rig()
    own.position = { ...own.position, offset: 500 }
    expect(await readiness.checkStore('main')).toMatchObject({ reason: 'store main is behind its log' })
    own.position = { ...own.position, epoch: 'another', offset: 5 }
    expect(await readiness.checkStore('main')).toMatchObject({ kind: 'not_ready' })
  })

  test('that nobody has asked this relay for is not held', async () => {
    const { readiness } = rig()
    expect(await readiness.checkStore('nowhere')).toEqual({ kind: 'not_held' })
  })
})
