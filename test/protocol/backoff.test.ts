/** How long a client that lost its relay waits before it comes back. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Backoff, fullJitter, RECONNECT } from '../../protocol/backoff.ts'

const PATIENT: Backoff = { base: 200, cap: 5_000 }

it('doubles its bound with each try', () => {
  const bounds = [0, 1, 2, 3, 4].map((attempt) => fullJitter(PATIENT, attempt, 1))
  expect(bounds).toEqual([200, 400, 800, 1_600, 3_200])
})

it('stops doubling at the cap, however many tries fail', () => {
  expect(fullJitter(PATIENT, 5, 1)).toBe(5_000)
  expect(fullJitter(PATIENT, 100_000, 1)).toBe(5_000)
})

it('spreads a crowd over the whole time up to the bound', () => {
  expect([0, 0.25, 0.5, 0.75].map((random) => fullJitter(PATIENT, 2, random))).toEqual([0, 200, 400, 600])
})

it('brings a screen back within a second of the relay: the promise of the failure table', () => {
  expect(RECONNECT.cap).toBeLessThan(1_000)
})

it('never waits a negative time, nor longer than the cap', () => {
  const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fc.nat(), unit, (attempt, random) => {
      const wait = fullJitter(RECONNECT, attempt, random)
      expect(wait).toBeGreaterThanOrEqual(0)
      expect(wait).toBeLessThan(RECONNECT.cap)
    }),
  )
})
