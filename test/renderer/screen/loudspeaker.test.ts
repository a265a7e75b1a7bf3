import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Loudspeaker } from '../../../renderer/screen/loudspeaker.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

/** How a sound card behaves: what becomes of each new context, and whether one wakes from its rest. */
const card = { fails: false, wakes: true }
const contexts: FakeContext[] = []
let clock = new FakeTimersClock(0)

/** As much of a browser's context as the loudspeaker looks at. It runs at once where its card lets it. */
class FakeContext extends EventTarget {
  state = 'suspended'
  currentTime = 0
  readonly destination = {}

  constructor() {
    super()
    contexts.push(this)
    clock.after(1, () => (card.fails ? this.dispatchEvent(new Event('error')) : this.become('running')))
  }

  become(state: string): void {
    if (this.state === 'closed') return
    this.state = state
    this.dispatchEvent(new Event('statechange'))
  }

  async resume(): Promise<void> {
    if (card.wakes) this.become('running')
  }
  async suspend(): Promise<void> {
    this.become('suspended')
  }
  async close(): Promise<void> {
    this.become('closed')
  }
}

/** Sounds for no time at all. */
class FakeNode extends EventTarget {
  connect(): void {}
  start(): void {}
  stop(): void {
    queueMicrotask(() => this.dispatchEvent(new Event('ended')))
  }
}

beforeEach(() => {
  Object.assign(card, { fails: false, wakes: true })
  contexts.length = 0
  clock = new FakeTimersClock(0)
  vi.stubGlobal('navigator', {})
  vi.stubGlobal('AudioContext', FakeContext)
  vi.stubGlobal('GainNode', FakeNode)
  vi.stubGlobal('ConstantSourceNode', FakeNode)
  vi.stubGlobal('reportError', () => {})
})
afterEach(() => vi.unstubAllGlobals())

/** Lets time pass for a loudspeaker that waits in several steps. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 100) {
    await new Promise((resolve) => setImmediate(resolve))
    clock.advance(100)
  }
}

async function heard(loudspeaker: Loudspeaker): Promise<boolean> {
  const playing = loudspeaker.play(1, new AbortController().signal, (_bus, start) => start)
  await pass(4_000)
  return playing
}

describe('the loudspeaker', () => {
  it('is heard again at the very call for which its context does not wake from its rest', async () => {
    const loudspeaker = new Loudspeaker(clock, () => {})
    await pass(12_000)
    expect(contexts.map(({ state }) => state)).toEqual(['suspended'])
    card.wakes = false
    expect(await heard(loudspeaker)).toBe(true)
    expect(contexts.map(({ state }) => state)).toEqual(['closed', 'running'])
  })

  it('tries a card that fails at once only now and then', async () => {
    card.fails = true
    new Loudspeaker(clock, () => {})
    await pass(60_000)
    expect(contexts.length).toBeGreaterThan(3)
    expect(contexts.length).toBeLessThan(10)
  })

  it('tries a card that has failed at once for a call', async () => {
    card.fails = true
    const loudspeaker = new Loudspeaker(clock, () => {})
    await pass(1_000)
    card.fails = false
    expect(await heard(loudspeaker)).toBe(true)
  })
})
