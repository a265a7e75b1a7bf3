import { describe, expect, test } from 'vitest'
import { CLOSE } from '../../../protocol/message.ts'
import { INITIAL_STATE } from '../../../protocol/state.ts'
import { cashiers, Harness } from './harness.ts'

describe('the first connection', () => {
  test("begins with a snapshot, and is live when the state is the log's", () => {
    const harness = new Harness()
    harness.press(3)
    const client = harness.live()
    expect(client.link()).toEqual({ kind: 'live' })
    expect(client.state()).toEqual(harness.relay.state)
    expect(harness.linkKinds()).toEqual(['recovering', 'live'])
  })

  test('says who it is, and no place, because it has none', () => {
    const harness = new Harness({ token: 'secret' })
    harness.live()
    expect(harness.relay.hellos).toEqual([{ type: 'hello', store: 'main', role: 'screen', token: 'secret' }])
  })

  test('says nothing but hello before it is welcome: a relay may take its time to check the token', () => {
    const harness = new Harness()
    harness.relay.latency = 300
    harness.connect()
    harness.clock.advance(1_500)
    expect(harness.relay.heard.map(({ type }) => type).slice(0, 2)).toEqual(['hello', 'ping'])
    expect(harness.relay.tries).toHaveLength(1)
  })

  test('shows the empty board until something is known', () => {
    const harness = new Harness()
    harness.relay.reachable = false
    const client = harness.connect()
    expect(client.state()).toEqual(INITIAL_STATE)
    expect(client.link()).toMatchObject({ kind: 'recovering' })
    harness.clock.advance(0)
    expect(client.link()).toMatchObject({ kind: 'lost', reason: 'unreachable' })
  })
})

describe('the time of the log', () => {
  const pings = (harness: Harness) => harness.relay.heard.filter(({ type }) => type === 'ping').length

  test('is asked for four times at first, quickly', () => {
    const harness = new Harness()
    harness.live()
    expect(pings(harness)).toBe(4)
  })

  test('is asked for once where it is known from before: a crowd comes back at once', () => {
    const harness = new Harness()
    harness.live()
    harness.relay.cut()
    const before = pings(harness)
    harness.clock.advance(1_500)
    expect(harness.linkKinds().slice(-2)).toEqual(['recovering', 'live'])
    expect(pings(harness) - before).toBe(1)
  })
})

describe('an entry', () => {
  test("has reached the page when the frame's event returns", () => {
    const harness = new Harness()
    harness.live()
    const before = harness.changes.length
    harness.press(3)
    harness.clock.advance(0)
    expect(harness.changes).toHaveLength(before + 1)
    expect(cashiers(harness.changes.at(-1) ?? { state: INITIAL_STATE })).toEqual([3])
    expect(harness.entries.map(({ offset }) => offset)).toEqual([1])
  })

  test('that comes twice changes nothing the second time', () => {
    const harness = new Harness()
    const client = harness.live()
    const entry = harness.press(3)
    harness.relay.broadcast({ type: 'entry', entry })
    harness.clock.advance(0)
    expect(harness.entries).toHaveLength(1)
    expect(client.state()).toEqual(harness.relay.state)
  })
})

describe('after a cut', () => {
  test('the last true state stays, and the page knows since when', () => {
    const harness = new Harness()
    const client = harness.live()
    harness.press(3)
    harness.clock.advance(100)
    const since = harness.clock.now()
    harness.relay.reachable = false
    harness.relay.cut()
    expect(client.link()).toEqual({ kind: 'lost', since, reason: 'closed' })
    harness.clock.advance(3_000)
    expect(client.link()).toEqual({ kind: 'lost', since, reason: 'unreachable' })
    expect(cashiers({ state: client.state() })).toEqual([3])
  })

  test('it resumes from its place and gets only what it misses', () => {
    const harness = new Harness()
    const client = harness.live()
    harness.press(1)
    harness.clock.advance(10)
    harness.relay.reachable = false
    harness.relay.cut()
    harness.press(2)
    harness.relay.reachable = true
    harness.clock.advance(2_000)
    expect(harness.relay.hellos.at(-1)).toMatchObject({ epoch: 'epoch-1', offset: 1 })
    expect(harness.entries.map(({ offset }) => offset)).toEqual([1, 2])
    expect(client.state()).toEqual(harness.relay.state)
    expect(client.link()).toEqual({ kind: 'live' })
  })

  test('calls that came and went in between are never shown', () => {
    const harness = new Harness()
    harness.live()
    harness.relay.cut()
    harness.press(1)
    harness.press(7)
    harness.press(7, 'cancel')
    harness.clock.advance(2_000)
    expect(harness.changes.flatMap(cashiers)).toContain(1)
    expect(harness.changes.flatMap(cashiers)).not.toContain(7)
    expect(harness.entries.map(({ offset }) => offset)).toEqual([1, 2, 3])
  })

  test('it takes a snapshot when the relay no longer has what it misses', () => {
    const harness = new Harness()
    const client = harness.live()
    harness.press(1)
    harness.clock.advance(10)
    harness.relay.cut()
    harness.press(2)
    harness.press(3)
    harness.relay.trimTo(3)
    harness.clock.advance(2_000)
    expect(client.state()).toEqual(harness.relay.state)
    expect(harness.entries.map(({ offset }) => offset)).toEqual([1])
  })
})

describe('a gap in the offsets', () => {
  test('is never jumped: the page asks again and then has every entry', () => {
    const harness = new Harness()
    const client = harness.live()
    harness.press(1)
    harness.clock.advance(0)
    harness.relay.loseNext()
    harness.press(2)
    harness.press(3)
    harness.clock.advance(0)
    expect(client.link()).toMatchObject({ kind: 'lost', reason: 'gap' })
    expect(cashiers({ state: client.state() })).toEqual([1])
    harness.clock.advance(1_000)
    expect(harness.relay.hellos.at(-1)).toMatchObject({ offset: 1 })
    expect(harness.entries.map(({ offset }) => offset)).toEqual([1, 2, 3])
    expect(client.state()).toEqual(harness.relay.state)
  })

  test('at which resuming did not help leads to a snapshot, not to a circle', () => {
    const harness = new Harness()
    const client = harness.live()
    harness.relay.loseNext()
    harness.press(1)
    harness.press(2)
    harness.clock.advance(1_000)
    expect(harness.relay.hellos.at(-1)).not.toHaveProperty('offset')
    expect(client.state()).toEqual(harness.relay.state)
    expect(harness.relay.hellos).toHaveLength(2)
  })
})

describe('another epoch', () => {
  test('drops every call at once, before the snapshot is there', () => {
    const harness = new Harness()
    harness.live()
    harness.press(3)
    harness.clock.advance(10)
    harness.relay.cut()
    harness.relay.newEpoch('epoch-2')
    harness.clock.advance(2_000)
    const recovering = harness.changes.filter(({ link }) => link.kind === 'recovering')
    expect(recovering.map(cashiers).at(-1)).toEqual([])
    expect(harness.changes.at(-1)?.state).toEqual(INITIAL_STATE)
    expect(harness.changes.at(-1)?.link).toEqual({ kind: 'live' })
  })

  test('with the same offset is still another log', () => {
    const harness = new Harness()
    const client = harness.live()
    harness.press(3)
    harness.clock.advance(10)
    harness.relay.cut()
    harness.relay.newEpoch('epoch-2')
    harness.press(5)
    harness.clock.advance(2_000)
    expect(cashiers({ state: client.state() })).toEqual([5])
  })
})

describe('a half-open connection', () => {
  test('is found within 5 s of its beginning, whenever that is', () => {
    for (let quiet = 0; quiet <= 4_000; quiet += 250) {
      const harness = new Harness()
      harness.relay.latency = 40
      const client = harness.live()
      harness.clock.advance(quiet)
      harness.relay.freeze()
      harness.clock.advance(5_000)
      expect(client.link(), `frozen after ${quiet} ms`).toMatchObject({ kind: 'lost', reason: 'silent' })
    }
  })

  test('heals by itself when the network does', () => {
    const harness = new Harness()
    const client = harness.live()
    harness.relay.freeze()
    harness.clock.advance(20_000)
    harness.press(4)
    harness.relay.thaw()
    harness.clock.advance(5_000)
    expect(client.link()).toEqual({ kind: 'live' })
    expect(cashiers({ state: client.state() })).toEqual([4])
  })

  test('is not suspected because the page was asleep', () => {
    const harness = new Harness()
    const client = harness.live()
    harness.clock.sleep(60_000)
    harness.clock.advance(1_000)
    expect(client.link()).toEqual({ kind: 'live' })
    expect(harness.relay.tries).toHaveLength(1)
  })
})

describe('close codes', () => {
  test('1012: the relay restarts, and the page comes back', () => {
    const harness = new Harness()
    const client = harness.live()
    harness.relay.closeAll(CLOSE.restart)
    expect(client.link()).toMatchObject({ kind: 'lost', reason: 'restart' })
    harness.clock.advance(1_000)
    expect(client.link()).toEqual({ kind: 'live' })
  })

  test.each([
    { closeCode: CLOSE.notAllowed, code: 'not_allowed' },
    { closeCode: CLOSE.badMessage, code: 'unknown_store' },
  ] as const)('$closeCode: refused with the reason, tried again once a minute only', ({ closeCode, code }) => {
    const harness = new Harness()
    const client = harness.live()
    harness.relay.refuseAll(closeCode, code, 'because')
    harness.clock.advance(0)
    expect(client.link()).toEqual({ kind: 'refused', code, message: 'because' })
    harness.clock.advance(59_000)
    expect(harness.relay.tries).toHaveLength(1)
    harness.clock.advance(2_000)
    expect(client.link()).toEqual({ kind: 'live' })
  })

  test.each([CLOSE.tooFast, CLOSE.tooLarge])('%i: the page stays away longer than from a restart', (closeCode) => {
    const harness = new Harness()
    const client = harness.live()
    harness.relay.closeAll(closeCode)
    expect(client.link()).toMatchObject({ kind: 'lost', reason: 'overload' })
    harness.clock.advance(900)
    expect(harness.relay.tries).toHaveLength(1)
    harness.clock.advance(200)
    expect(client.link()).toEqual({ kind: 'live' })
  })
})

describe('coming back', () => {
  test("the relay's return is seen within a second, however long it was away", () => {
    for (const random of [0.02, 0.5, 0.999]) {
      const harness = new Harness({ random: () => random })
      const client = harness.live()
      harness.relay.reachable = false
      harness.relay.cut()
      harness.clock.advance(600_000)
      harness.relay.reachable = true
      harness.clock.advance(1_000)
      expect(client.link(), `random ${random}`).toEqual({ kind: 'live' })
    }
  })

  test('a crowd that lost one relay spreads: the tries differ by the jitter', () => {
    const waits = [0.1, 0.9].map((random) => {
      const harness = new Harness({ random: () => random })
      harness.live()
      const cutAt = harness.clock.now()
      harness.relay.cut()
      harness.clock.advance(2_000)
      return (harness.relay.tries[1] ?? 0) - cutAt
    })
    expect(waits).toEqual([15, 135])
  })

  test('a relay that dies again and again is asked ever less often', () => {
    const harness = new Harness()
    harness.live()
    const gaps: number[] = []
    for (let i = 0; i < 5; i++) {
      const cutAt = harness.clock.now()
      harness.relay.cut()
      const tries = harness.relay.tries.length
      while (harness.relay.tries.length === tries) harness.clock.advance(5)
      gaps.push(harness.clock.now() - cutAt)
      harness.clock.advance(1)
    }
    expect(gaps).toEqual([75, 150, 300, 400, 400])
  })

  test('a nudge does not wait for the timer', () => {
    const harness = new Harness({ random: () => 0.999 })
    const client = harness.live()
    harness.relay.cut()
    client.nudge()
    harness.clock.advance(0)
    expect(client.link()).toEqual({ kind: 'live' })
  })
})

describe('log time', () => {
  test.each([-86_400_000, -90_000, 0, 90_000, 3_600_000])(
    'is right on a machine whose clock is wrong by %i ms',
    (error) => {
      const harness = new Harness({ clockError: error })
      harness.relay.latency = 30
      const client = harness.live()
      expect(Math.abs(client.now() - harness.clock.now())).toBeLessThanOrEqual(1)
    },
  )

  test('goes on while the relay is away', () => {
    const harness = new Harness({ clockError: 90_000 })
    const client = harness.live()
    harness.relay.reachable = false
    harness.relay.cut()
    harness.clock.advance(30_000)
    expect(client.now()).toBe(harness.clock.now())
  })

  test("dates the loss, although the machine's clock is wrong", () => {
    const harness = new Harness({ clockError: 90_000 })
    const client = harness.live()
    harness.relay.cut()
    expect(client.link()).toMatchObject({ since: harness.clock.now() })
  })
})

describe('signals', () => {
  test('reach the subscribers of a topic, and the sender learns how many', async () => {
    const harness = new Harness()
    const client = harness.live()
    client.subscribe('screens')
    const result = client.signal('identify', 'screens', { seconds: 5 })
    harness.clock.advance(0)
    expect(await result).toEqual({ kind: 'delivered', count: 1 })
    expect(harness.signals).toMatchObject([{ name: 'identify', to: 'screens', data: { seconds: 5 } }])
  })

  test('a topic is asked for again after a reconnection', () => {
    const harness = new Harness()
    const client = harness.live()
    client.subscribe('screens')
    harness.clock.advance(0)
    harness.relay.cut()
    harness.clock.advance(1_000)
    expect(harness.relay.heard.filter(({ type }) => type === 'subscribe')).toHaveLength(2)
  })

  test('without a connection a signal is lost, and says so', async () => {
    const harness = new Harness()
    const client = harness.live()
    const result = client.signal('identify', 'screens')
    harness.relay.cut()
    expect(await result).toEqual({ kind: 'lost' })
    expect(await client.signal('identify', 'screens')).toEqual({ kind: 'lost' })
  })
})

test('close ends everything: no timer stays, and nothing is told any more', () => {
  const harness = new Harness()
  const client = harness.live()
  const told = harness.changes.length
  client.close()
  harness.clock.advance(60_000)
  expect(harness.clock.pending).toBe(0)
  expect(harness.relay.connected).toBe(0)
  expect(harness.changes).toHaveLength(told)
})
