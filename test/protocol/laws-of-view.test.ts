/** The laws of the view, for any log and at every instant. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { desk } from '../../protocol/desk.ts'
import { isPress } from '../../protocol/event.ts'
import type { State } from '../../protocol/state.ts'
import { shownCall, type View, view } from '../../protocol/view.ts'
import { watched } from '../helpers/board.ts'
import { anyLog } from '../helpers/logs.ts'

/** fast-check prints the seed and the smallest log that breaks a law. */
const RUNS = { numRuns: 600 }

describe('the view', () => {
  const but = ({ changesAt: _, ...seen }: View) => seen

  it('holds until exactly the instant that it names', () => {
    fc.assert(
      fc.property(anyLog, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (log, fraction) => {
        for (const { now, view: seen, state } of watched(log)) {
          const until = seen.changesAt ?? now + 86_400_000
          for (const later of [now + Math.floor(fraction * (until - now)), until - 1]) {
            expect(view(state, later)).toEqual(seen)
          }
          if (seen.changesAt !== null) expect(but(view(state, seen.changesAt))).not.toEqual(but(seen))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('has a strip within its slots, no till twice, and none that is on screen', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        for (const { view: seen, state } of watched(log)) {
          const named = seen.also.map(({ cashier }) => cashier)
          expect(named.length).toBeLessThanOrEqual(state.settings.board.slots)
          if (seen.mode === 'calling') named.push(seen.call.cashier)
          expect(new Set(named).size).toBe(named.length)
        }
      }),
      RUNS,
    )
  })

  it('has each till in the queue at most once, each behind one more', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        for (const { view: seen } of watched(log)) {
          const tills = seen.waiting.map(({ cashier }) => cashier)
          expect(new Set(tills).size).toBe(tills.length)
          const first = seen.mode === 'calling' ? 1 : 0
          expect(seen.waiting.map(({ behind }) => behind)).toEqual(tills.map((_, i) => i + first))
        }
      }),
      RUNS,
    )
  })

  it('is what each desk is told, too', () => {
    fc.assert(
      fc.property(anyLog, (log) => {
        const tills = new Set(log.flatMap(({ event }) => (isPress(event) ? [event.cashier] : [])))
        for (const { now, view: seen, state } of watched(log)) {
          for (const till of tills) expect(desk(state, till, now)).toMatchObject(deskFrom(seen, state, till, now))
        }
      }),
      { numRuns: 200 },
    )
  })

  /** What a cashier would conclude from the screen, knowing only besides whether the call was taken back. */
  function deskFrom(seen: View, state: State, cashier: number, now: number) {
    const waiting = seen.waiting.find((call) => call.cashier === cashier)
    if (waiting) return { kind: 'waiting', behind: waiting.behind, offset: waiting.offset }
    if (seen.mode === 'calling' && seen.call.cashier === cashier && shownCall(state, now)?.withdrawn === false) {
      return { kind: 'shown', until: seen.call.end, offset: seen.call.offset }
    }
    if (state.closed.includes(cashier)) return { kind: 'closed' }
    return { kind: seen.also.some((call) => call.cashier === cashier) ? 'called' : 'idle' }
  }
})
