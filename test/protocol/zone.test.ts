/** A screen for some tills, held against the screen of the whole line at every instant of random days. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../protocol/event.ts'
import type { State } from '../../protocol/state.ts'
import { type View, view } from '../../protocol/view.ts'
import { inZone } from '../../protocol/zone.ts'
import { board, call, close, help, notice, type Step, stateAfter, T0, watched } from '../helpers/board.ts'
import { anyLog } from '../helpers/logs.ts'

/** Most logs have few tills, so most zones name some that call and some that never do. */
const zone = fc.uniqueArray(
  fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) }, fc.integer({ min: 5, max: 99 })),
  {
    minLength: 1,
    maxLength: 6,
  },
)

type Instant = { readonly now: number; readonly state: State; readonly whole: View; readonly part: View }

/** fast-check prints the seed and the smallest log that breaks a law. */
function always(law: (instant: Instant, tills: readonly number[]) => void): void {
  fc.assert(
    fc.property(anyLog, zone, (log: readonly Entry[], tills) => {
      for (const { now, view: whole, state } of watched(log)) {
        law({ now, state, whole, part: view(inZone(state, tills), now) }, tills)
      }
    }),
    { numRuns: 400 },
  )
}

describe('the screen of a zone', () => {
  it('shows a call exactly when the whole screen shows it and it is of the zone', () => {
    always(({ whole, part }, tills) => {
      const own = whole.mode === 'calling' && tills.includes(whole.call.cashier) ? whole.call : 'wait'
      expect(part.mode === 'calling' ? part.call : 'wait').toEqual(own)
    })
  })

  it('says "Please wait" as soon as the whole screen would, and in the same language', () => {
    always(({ whole, part }) => {
      if (whole.mode === 'wait') expect([part.mode, part.language]).toEqual(['wait', whole.language])
    })
  })

  it('has the tills of the zone in its strip, and at least those that the whole strip has', () => {
    always(({ whole, part }, tills) => {
      const named = part.also.map(({ cashier }) => cashier)
      expect(named.every((till) => tills.includes(till))).toBe(true)
      expect(part.also).toEqual(expect.arrayContaining(whole.also.filter(({ cashier }) => tills.includes(cashier))))
    })
  })

  it('has those who wait in the order of the line', () => {
    always(({ whole, part }, tills) => {
      const order = whole.waiting.flatMap(({ cashier }) => (tills.includes(cashier) ? [cashier] : []))
      expect(part.waiting.map(({ cashier }) => cashier)).toEqual(order)
    })
  })

  it('holds until exactly the instant that it names', () => {
    const but = ({ changesAt: _, ...seen }: View) => seen
    always(({ now, state, part }, tills) => {
      const until = part.changesAt ?? now + 86_400_000
      expect(view(inZone(state, tills), until - 1)).toEqual(part)
      if (part.changesAt !== null) expect(but(view(inZone(state, tills), until))).not.toEqual(but(part))
    })
  })

  it('tells everybody what is told to all', () => {
    const steps: Step[] = [[0, notice('Back at two')]]
    expect(view(inZone(stateAfter(...steps), [7]), T0).notice).toBe('Back at two')
  })

  it('waits while another till is called, and shows its own call no sooner for it', () => {
    const state = stateAfter([0, board({ hold: 3_000, floor: 2_000 })], [0, call(9)], [500, call(3)])
    const shown = [0, 1_999, 2_000, 4_999, 5_000].map((at) => {
      const seen = view(inZone(state, [3]), T0 + at)
      return seen.mode === 'calling' ? seen.call.cashier : 'wait'
    })
    expect(shown).toEqual(['wait', 'wait', 3, 3, 'wait'])
  })

  it('knows nothing of what other tills have closed or ask for', () => {
    const state = stateAfter([0, close(2)], [0, close(3)], [0, help(2)], [0, help(3)])
    expect(inZone(state, [3])).toMatchObject({ closed: [3], help: [3] })
  })

  it('is the whole screen where the zone has no tills named', () => {
    const state = stateAfter([0, call(9)], [0, close(2)])
    expect(inZone(state, [])).toBe(state)
  })

  it('leaves the state of the line as it is', () => {
    const state = stateAfter([0, call(9)], [0, call(3)])
    const before = structuredClone(state)
    inZone(state, [3])
    expect(state).toEqual(before)
  })
})
