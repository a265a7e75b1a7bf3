/** Log time at a client whose own clock is wrong. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LogClock, logTime, synced, UNSYNCED } from '../../protocol/log-clock.ts'

/** A ping at `sent` by the client's clock, to a relay whose clock is ahead by `ahead`. */
function pinged(clock: LogClock, sent: number, ahead: number, there: number, back: number): LogClock {
  return synced(clock, sent, sent + there + back, sent + there + ahead)
}

describe('log time', () => {
  it("is the client's own before the first ping is answered", () => {
    expect(logTime(UNSYNCED, 1_000)).toBe(1_000)
  })

  it('is exact when a ping takes as long there as back', () => {
    expect(logTime(pinged(UNSYNCED, 0, 90_000, 20, 20), 1_000)).toBe(91_000)
  })

  it('trusts the quickest of the last pings', () => {
    const slow = pinged(UNSYNCED, 0, 90_000, 40, 0)
    const quick = pinged(slow, 1_000, 90_000, 2, 2)
    const slowAgain = pinged(quick, 2_000, 90_000, 0, 40)
    expect(logTime(slowAgain, 3_000)).toBe(93_000)
  })

  it('prefers the newer of two that are equally quick, so that it follows a drift', () => {
    const before = pinged(UNSYNCED, 0, 90_000, 5, 5)
    expect(logTime(pinged(before, 10_000, 90_007, 5, 5), 20_000)).toBe(110_007)
  })

  it('forgets an old quick ping in time', () => {
    let clock = pinged(UNSYNCED, 0, 90_000, 1, 1)
    for (let i = 1; i <= 8; i++) clock = pinged(clock, i * 1_000, 90_030, 5, 5)
    expect(logTime(clock, 20_000)).toBe(110_030)
  })

  it('follows at once when a clock is set', () => {
    const before = pinged(UNSYNCED, 0, 90_000, 1, 1)
    expect(logTime(pinged(before, 1_000, -3_600_000, 30, 30), 2_000)).toBe(2_000 - 3_600_000)
  })

  it('recovers from a clock that is set while a ping is on its way', () => {
    const torn = synced(UNSYNCED, 10_000, 4_000, 100_010)
    expect(logTime(pinged(torn, 5_000, 96_000, 4, 4), 6_000)).toBe(102_000)
  })
})

describe('laws', () => {
  const delay = fc.integer({ min: 0, max: 2_000 })
  const pings = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 10_000 }), there: delay, back: delay }), {
    minLength: 1,
    maxLength: 40,
  })

  it('is never wrong by more than half of the quickest round trip it still knows', () => {
    fc.assert(
      fc.property(pings, fc.integer({ min: -1e12, max: 1e12 }), (all, ahead) => {
        let clock = UNSYNCED
        let now = 0
        for (const { gap, there, back } of all) {
          clock = pinged(clock, now, ahead, there, back)
          now += gap + there + back
          const quickest = Math.min(...clock.samples.map(({ roundTrip }) => roundTrip))
          expect(Math.abs(logTime(clock, now) - (now + ahead))).toBeLessThanOrEqual(quickest / 2)
        }
      }),
    )
  })

  it('keeps a bounded number of samples', () => {
    fc.assert(
      fc.property(pings, (all) => {
        let clock = UNSYNCED
        for (const [index, { there, back }] of all.entries()) clock = pinged(clock, index * 5_000, 0, there, back)
        expect(clock.samples.length).toBeLessThanOrEqual(8)
      }),
    )
  })
})
