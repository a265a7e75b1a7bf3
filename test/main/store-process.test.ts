/** The store's process: started again for as long as the screen is up, and not a moment longer. */
import { beforeEach, describe, expect, test } from 'vitest'
import { type StoreChild, StoreProcess } from '../../main/store-process.ts'
import { SILENT } from '../../platform/logger.ts'
import type { RelayAt } from '../../platform/screen-setup.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'

class Child implements StoreChild {
  say: (message: unknown) => void = () => undefined
  exit: (code: number) => void = () => undefined
  kills = 0
  endsAtOnce = false

  onMessage(listener: (message: unknown) => void): void {
    this.say = listener
  }

  onExit(listener: (code: number) => void): void {
    this.exit = listener
  }

  kill(): void {
    this.kills++
    if (this.endsAtOnce) this.exit(0)
  }
}

let clock: FakeTimersClock
let children: Child[]
let ready: RelayAt[]
/** In [0, 1), for the jitter: the longest delay each time. */
let random: number
let store: StoreProcess

beforeEach(() => {
  clock = new FakeTimersClock()
  children = []
  ready = []
  random = 0.999_999
  const start = () => {
    const child = new Child()
    children.push(child)
    return child
  }
  store = new StoreProcess(
    start,
    clock,
    SILENT,
    (at) => ready.push(at),
    () => random,
  )
})

function newest(): Child {
  const child = children.at(-1)
  if (child === undefined) throw new Error('nothing was started')
  return child
}

/** How long, ms, until the process that has just ended is started again. */
function delayUntilNext(): number {
  const [before, since] = [children.length, clock.now()]
  while (children.length === before) {
    if (clock.now() - since > 60_000) throw new Error('it was not started again')
    clock.advance(50)
  }
  return clock.now() - since
}

function die(): number {
  newest().exit(1)
  return delayUntilNext()
}

describe('what it says', () => {
  test('tells where its relay is', () => {
    store.start()
    newest().say({ kind: 'ready', address: 'http://127.0.0.1:8000', token: 't' })
    newest().say({ kind: 'ready', address: 'http://[::1]:8000' })
    expect(ready).toEqual([{ origin: 'http://127.0.0.1:8000', token: 't' }, { origin: 'http://[::1]:8000' }])
  })

  test.each([
    [undefined],
    [null],
    ['ready'],
    [{ kind: 'ready' }],
    [{ kind: 'steady', address: 'http://127.0.0.1:8000' }],
    [{ kind: 'ready', address: 'https://evil.example' }],
    [{ kind: 'ready', address: 'file:///etc/passwd' }],
    [{ kind: 'ready', address: 'http://' }],
    [{ kind: 'ready', address: 'http://%' }],
    [{ kind: 'ready', address: 8000 }],
    [{ kind: 'ready', address: 'http://127.0.0.1:8000', token: 5 }],
    [JSON.parse('{"__proto__": {"kind": "ready", "address": "http://a"}}')],
  ])('is passed over where it is not that: %j', (message) => {
    store.start()
    newest().say(message)
    expect(ready).toEqual([])
  })

  test('tells it again when it has been started again', () => {
    store.start()
    newest().say({ kind: 'ready', address: 'http://127.0.0.1:8000' })
    die()
    newest().say({ kind: 'ready', address: 'http://127.0.0.1:8001' })
    expect(ready.map(({ origin }) => origin)).toEqual(['http://127.0.0.1:8000', 'http://127.0.0.1:8001'])
  })
})

describe('when it dies', () => {
  test('it is started again, later each time, never later than 10 s', () => {
    store.start()
    const delays = Array.from({ length: 9 }, die)
    expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000])
  })

  test('it waits a moment however the dice fall: a machine must not be kept busy by it', () => {
    random = 0
    store.start()
    expect(Array.from({ length: 5 }, die)).toEqual([250, 250, 250, 250, 250])
  })

  test('after half a minute of life it counts from the beginning', () => {
    store.start()
    for (let i = 0; i < 5; i++) die()
    clock.advance(30_000)
    expect([die(), die()]).toEqual([250, 500])
  })

  test('after a life that was shorter it does not', () => {
    store.start()
    for (let i = 0; i < 5; i++) die()
    clock.advance(29_999)
    expect(die()).toBe(8_000)
  })

  test('the time between two lives is no life', () => {
    store.start()
    for (let i = 0; i < 9; i++) die()
    // Four delays of 10 s make more than 30 s, and yet none of them lived.
    expect(die()).toBe(10_000)
  })

  test('it is there once at a time', () => {
    store.start()
    clock.advance(120_000)
    expect(children).toHaveLength(1)
    die()
    clock.advance(120_000)
    expect(children).toHaveLength(2)
  })

  test('with 0 it is started again all the same: the screen needs it', () => {
    store.start()
    newest().exit(0)
    expect(delayUntilNext()).toBe(250)
  })
})

describe('stopping', () => {
  /** Whether the promise is settled by now. */
  async function settled(promise: Promise<void>): Promise<boolean> {
    return Promise.race([promise.then(() => true), new Promise<false>((later) => setImmediate(() => later(false)))])
  }

  test('asks it to end and waits until it has', async () => {
    store.start()
    const stopping = store.stop()
    expect(newest().kills).toBe(1)
    expect(await settled(stopping)).toBe(false)
    newest().exit(0)
    expect(await settled(stopping)).toBe(true)
  })

  test('does not wait for ever', async () => {
    store.start()
    const stopping = store.stop()
    clock.advance(4_999)
    expect(await settled(stopping)).toBe(false)
    clock.advance(1)
    expect(await settled(stopping)).toBe(true)
  })

  test.each(['before it could start again', 'in the middle of its life', 'when it ends within the call'])(
    'leaves nothing behind: %s',
    async (when) => {
      store.start()
      newest().endsAtOnce = when === 'when it ends within the call'
      if (when === 'before it could start again') newest().exit(1)
      const stopping = store.stop()
      if (when === 'in the middle of its life') newest().exit(1)
      expect(await settled(stopping)).toBe(true)
      expect(clock.pending).toBe(0)
      clock.advance(120_000)
      expect(children).toHaveLength(1)
    },
  )

  test('twice is stopping once, and both wait', async () => {
    store.start()
    const [one, other] = [store.stop(), store.stop()]
    expect(newest().kills).toBe(1)
    newest().exit(0)
    expect([await settled(one), await settled(other)]).toEqual([true, true])
    expect(clock.pending).toBe(0)
  })

  test('what never started is stopped already', async () => {
    expect(await settled(store.stop())).toBe(true)
  })

  test('late death after the wait starts nothing', async () => {
    store.start()
    const stopping = store.stop()
    clock.advance(5_000)
    await stopping
    newest().exit(1)
    clock.advance(120_000)
    expect(children).toHaveLength(1)
  })
})
