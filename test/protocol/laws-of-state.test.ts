/** The laws of the state, for any log: the past stays, a snapshot is as good as the log, a clock may be set back. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reduce } from '../../protocol/reduce.ts'
import { INITIAL_STATE, type State } from '../../protocol/state.ts'
import { view } from '../../protocol/view.ts'
import { anyLog, setBackLog } from '../helpers/logs.ts'

/** fast-check prints the seed and the smallest log that breaks a law. */
const RUNS = { numRuns: 600 }
/** The longest that the settings allow, ms. */
const LONGEST_HOLD = 15_000

describe('an entry', () => {
  it('never changes what was to be seen before it: a started call keeps its start, a past end stays', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        let before = INITIAL_STATE
        for (const entry of log) {
          const after = reduce(before, entry)
          const known = new Map(before.calls.map((call) => [call.offset, call]))
          for (const { offset, start, end } of after.calls) {
            if (start >= entry.at) continue
            expect(start).toBe(known.get(offset)?.start)
            const endBefore = known.get(offset)?.end ?? Number.NaN
            if (endBefore <= entry.at) expect(end).toBe(endBefore)
            else expect(end).toBeGreaterThanOrEqual(entry.at)
          }
          before = after
        }
      }),
      RUNS,
    )
  })

  it('of a call moves nothing but the end of the call before it', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        let before = INITIAL_STATE
        for (const entry of log) {
          const after = reduce(before, entry)
          if (after.calls.at(-1)?.offset === entry.offset) {
            const rest = after.calls.slice(0, -1)
            const old = before.calls.slice(-rest.length || before.calls.length)
            expect(rest.slice(0, -1)).toEqual(old.slice(0, -1))
            expect(rest.map((call) => ({ ...call, end: 0 }))).toEqual(old.map((call) => ({ ...call, end: 0 })))
          }
          before = after
        }
      }),
      RUNS,
    )
  })

  it('that was applied already changes nothing, and a snapshot with the rest of the log is the whole log', () => {
    fc.assert(
      fc.property(anyLog, fc.nat(), fc.nat(), (log, cutAt, back) => {
        const cut = cutAt % (log.length + 1)
        const snapshot: State = JSON.parse(JSON.stringify(log.slice(0, cut).reduce(reduce, INITIAL_STATE)))
        const overlapping = log.slice(cut - (back % (cut + 1)))
        expect(overlapping.reduce(reduce, snapshot)).toStrictEqual(log.reduce(reduce, INITIAL_STATE))
      }),
      RUNS,
    )
  })
})

describe('the state', () => {
  it('stays small: the tills that wait, and what linger and floor allow', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        let state = INITIAL_STATE
        let longest = state.settings.board.linger
        for (const entry of log) {
          state = reduce(state, entry)
          longest = Math.max(longest, state.settings.board.linger)
          const waiting = view(state, state.at).waiting.length
          expect(state.calls.length - waiting).toBeLessThanOrEqual(Math.ceil(longest / 2_000) + 1)
        }
      }),
      RUNS,
    )
  })

  it('is plain JSON', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const state = log.reduce(reduce, INITIAL_STATE)
        expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state)
      }),
      RUNS,
    )
  })

  it('never has a floor above its hold', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const state = log.reduce(reduce, INITIAL_STATE)
        for (const { hold, floor } of [state.settings.board, ...state.calls]) expect(floor).toBeLessThanOrEqual(hold)
      }),
      RUNS,
    )
  })
})

describe('a clock that is set back', () => {
  it('moves the whole schedule with it, as if time had stood still', () => {
    fc.assert(
      fc.property(setBackLog, ({ log, steady }) => {
        const moved = log.reduce(reduce, INITIAL_STATE)
        const still = steady.reduce(reduce, INITIAL_STATE)
        const step = moved.at - still.at
        const calls = still.calls.map((call) => ({
          ...call,
          at: call.at + step,
          start: call.start + step,
          end: call.end + step,
          announced: call.announced + step,
          quietSince: call.quietSince + step,
        }))
        expect(moved.calls).toEqual(calls)
        expect(moved.closed).toEqual(still.closed)
        expect(moved.settings).toEqual(still.settings)
      }),
      RUNS,
    )
  })

  it('never leaves a call hanging: the screen is free when each has had the longest hold', () => {
    fc.assert(
      fc.property(setBackLog, ({ log }) => {
        let state = INITIAL_STATE
        for (const entry of log) {
          state = reduce(state, entry)
          const here = state.calls.filter(({ end }) => end > entry.at)
          const due = entry.at + LONGEST_HOLD * (here.length + 1)
          for (const { end } of here) expect(end).toBeLessThanOrEqual(due)
          expect(view(state, due).mode).toBe('wait')
        }
      }),
      RUNS,
    )
  })
})
