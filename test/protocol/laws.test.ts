/** The laws of the screen, for any log: every call is seen, in order, for long enough, and nothing flickers. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Entry, isPress } from '../../protocol/event.ts'
import { reduce } from '../../protocol/reduce.ts'
import { type Call, INITIAL_STATE } from '../../protocol/state.ts'
import { watched } from '../helpers/board.ts'
import { fateOf, fates, highlights, shots } from '../helpers/fates.ts'
import { anyLog, callsOnly } from '../helpers/logs.ts'

/** fast-check prints the seed and the smallest log that breaks a law. */
const RUNS = { numRuns: 600 }

describe('calls of different tills, and nothing else', () => {
  type Plain = { readonly offset: number; readonly cashier: number; readonly start: number; readonly end: number }

  /** The formula of the design, word for word. */
  function plainly(log: readonly Entry[], hold: number, floor: number): Plain[] {
    const placed: Plain[] = []
    const calls = log.flatMap(({ offset, at, event }) =>
      isPress(event) ? [{ offset, at, cashier: event.cashier }] : [],
    )
    for (const [i, { offset, at, cashier }] of calls.entries()) {
      const start = Math.max(at, placed[i - 1]?.end ?? at)
      const next = calls[i + 1]
      const end = next ? Math.min(Math.max(next.at, start + floor), start + hold) : start + hold
      placed.push({ offset, cashier, start, end })
    }
    return placed
  }

  it('fill the screen exactly as the formula says', () => {
    fc.assert(
      fc.property(callsOnly, (log) => {
        const { hold, floor } = log.reduce(reduce, INITIAL_STATE).settings.board
        const expected = plainly(log, hold, floor).map(({ offset, start, end }) => ({ offset, from: start, to: end }))
        expect(highlights(log)).toEqual(expected)
      }),
      RUNS,
    )
  })

  it('are at every instant shown, waiting or in the strip exactly as the formula says of the log so far', () => {
    fc.assert(
      fc.property(callsOnly, (log) => {
        const { hold, floor, linger, slots } = log.reduce(reduce, INITIAL_STATE).settings.board
        for (const { now, view: seen, state } of watched(log)) {
          const calls = plainly(log.slice(0, state.offset), hold, floor)
          const shown = calls.find(({ start, end }) => start <= now && now < end)
          const gone = calls.filter(({ start, end }) => end <= now && now < start + linger).toReversed()
          expect(seen.mode === 'calling' ? seen.call.offset : undefined).toBe(shown?.offset)
          expect(seen.also.map(({ cashier }) => cashier)).toEqual(gone.slice(0, slots).map(({ cashier }) => cashier))
          expect(seen.waiting.map(({ offset }) => offset)).toEqual(
            calls.filter(({ start }) => start > now).map(({ offset }) => offset),
          )
        }
      }),
      RUNS,
    )
  })
})

describe('the screen', () => {
  it('shows every call that is not cancelled or stale, once, for its floor at least and its hold at most', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const all = highlights(log)
        for (const { offset, end, floor, hold, recalled } of fates(log).values()) {
          if (end === 'cancelled') continue
          const [first, ...more] = all.filter((highlight) => highlight.offset === offset)
          if (!first) throw new Error(`the call of entry ${offset} was never shown`)
          expect(more).toEqual([])
          expect(first.to - first.from).toBeGreaterThanOrEqual(floor)
          if (!recalled) expect(first.to - first.from).toBeLessThanOrEqual(hold)
        }
      }),
      RUNS,
    )
  })

  it('shows calls in the order of the log, and nothing that is no call', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const made = fates(log)
        const order = highlights(log).map(({ offset }) => fateOf(made, offset).offset)
        expect(order).toEqual(order.toSorted((a, b) => a - b))
        expect(new Set(order).size).toBe(order.length)
      }),
      RUNS,
    )
  })

  it('says "Please wait" while somebody waits only for the floor of a call that was cancelled', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const made = fates(log)
        let last: Call | undefined
        for (const { now, view: seen, state } of watched(log)) {
          last = state.calls.findLast(({ start }) => start <= now) ?? last
          if (seen.mode === 'calling' || seen.waiting.length === 0) continue
          const fate = last && fateOf(made, last.offset)
          expect(fate?.end).toBe('cancelled')
          expect(now).toBeLessThan((last?.start ?? 0) + (fate?.floor ?? 0))
        }
      }),
      RUNS,
    )
  })

  it('changes at most twice in any second', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const changes = shots(log).map(({ from }) => from)
        for (const [i, from] of changes.entries()) {
          expect((changes[i + 2] ?? Number.POSITIVE_INFINITY) - from).toBeGreaterThanOrEqual(1_000)
        }
      }),
      RUNS,
    )
  })

  it('never starts two highlights closer than the floor of the first', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const made = fates(log)
        const all = highlights(log)
        for (const [i, { offset, from }] of all.entries()) {
          const next = all[i + 1]?.from ?? Number.POSITIVE_INFINITY
          expect(next - from).toBeGreaterThanOrEqual(fateOf(made, offset).floor)
        }
      }),
      RUNS,
    )
  })
})
