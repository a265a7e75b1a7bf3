import { describe, expect, it, vi } from 'vitest'
import { type Display, DisplayLoop, STEADY } from '../../main/display-loop.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'

type Shown = 'relay' | 'waiting'

class RecordingDisplay implements Display {
  readonly shown: Shown[] = []
  relay: 'there' | 'away' = 'there'
  page: 'loads' | 'fails' = 'loads'
  asked = 0

  relayAnswers(): Promise<boolean> {
    this.asked++
    return Promise.resolve(this.relay === 'there')
  }

  showRelay(): Promise<boolean> {
    this.shown.push('relay')
    return Promise.resolve(this.page === 'loads')
  }

  showWaiting(): void {
    this.shown.push('waiting')
  }
}

function setUp(random: number) {
  const display = new RecordingDisplay()
  const clock = new FakeTimersClock()
  const loop = new DisplayLoop(display, clock, () => random)
  return { display, clock, loop }
}

/** How long, in whole steps of 50 ms, until the loop asks for the relay once more. */
async function delayUntilAsked(display: RecordingDisplay, clock: FakeTimersClock): Promise<number> {
  await vi.waitFor(() => expect(clock.pending).toBe(1))
  const before = display.asked
  let waited = 0
  while (display.asked === before) {
    clock.advance(50)
    waited += 50
  }
  return waited
}

describe('keeping the relay on the screen', () => {
  it('shows the page of a relay that answers', async () => {
    const { display, loop } = setUp(0.5)
    await loop.start()
    expect(display.shown).toEqual(['relay'])
  })

  it('shows the waiting page until the relay answers, then its page', async () => {
    const { display, clock, loop } = setUp(0.5)
    display.relay = 'away'
    await loop.start()
    expect(display.shown).toEqual(['waiting'])
    await delayUntilAsked(display, clock)
    display.relay = 'there'
    await delayUntilAsked(display, clock)
    await vi.waitFor(() => expect(display.shown.at(-1)).toBe('relay'))
  })

  it('asks ever less often, yet never less than each ten seconds', async () => {
    const { display, clock, loop } = setUp(0.999_999)
    display.relay = 'away'
    await loop.start()
    const delays: number[] = []
    for (let i = 0; i < 6; i++) delays.push(await delayUntilAsked(display, clock))
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
  })

  it('never asks at once, whatever the jitter says', async () => {
    const { display, clock, loop } = setUp(0)
    display.relay = 'away'
    await loop.start()
    expect(await delayUntilAsked(display, clock)).toBe(250)
  })

  it('comes back after a page that has died', async () => {
    const { display, clock, loop } = setUp(0.5)
    await loop.start()
    loop.loaded()
    loop.failed()
    await delayUntilAsked(display, clock)
    await vi.waitFor(() => expect(display.shown).toEqual(['relay', 'waiting', 'relay']))
  })

  it('tries again when the relay answers but its page does not load', async () => {
    const { display, clock, loop } = setUp(0.5)
    display.page = 'fails'
    await loop.start()
    expect(display.shown).toEqual(['relay', 'waiting'])
    display.page = 'loads'
    await delayUntilAsked(display, clock)
    await vi.waitFor(() => expect(display.shown.at(-1)).toBe('relay'))
  })

  it('counts a failure that is told twice as one', async () => {
    const { display, clock, loop } = setUp(0.999_999)
    await loop.start()
    loop.failed()
    loop.failed()
    expect(await delayUntilAsked(display, clock)).toBe(1_000)
    loop.failed()
    expect(await delayUntilAsked(display, clock)).toBe(2_000)
  })

  it('keeps to its retry when a page that was given up reports late', async () => {
    const { display, clock, loop } = setUp(0.5)
    await loop.start()
    loop.failed()
    loop.loaded()
    await delayUntilAsked(display, clock)
    await vi.waitFor(() => expect(display.shown.at(-1)).toBe('relay'))
  })

  it('backs off from a page that dies as soon as it is loaded', async () => {
    const { display, clock, loop } = setUp(0.999_999)
    await loop.start()
    const delays: number[] = []
    for (let i = 0; i < 3; i++) {
      loop.loaded()
      loop.failed()
      delays.push(await delayUntilAsked(display, clock))
    }
    expect(delays).toEqual([1_000, 2_000, 4_000])
  })

  it('forgets old failures once a page has been steady', async () => {
    const { display, clock, loop } = setUp(0.999_999)
    await loop.start()
    for (let i = 0; i < 3; i++) {
      loop.failed()
      await delayUntilAsked(display, clock)
    }
    loop.loaded()
    clock.advance(STEADY)
    loop.failed()
    expect(await delayUntilAsked(display, clock)).toBe(1_000)
  })
})
