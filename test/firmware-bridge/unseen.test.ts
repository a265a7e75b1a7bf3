import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as unseen from '../../firmware-bridge/unseen.ts'
import { ACTIONS, type Entry } from '../../protocol/event.ts'
import type { Press } from '../../protocol/press.ts'
import { reduce } from '../../protocol/reduce.ts'
import { INITIAL_STATE } from '../../protocol/state.ts'

const TILLS = [1, 2, 3]

const anyPress = fc.record({ action: fc.constantFrom(...ACTIONS), cashier: fc.constantFrom(...TILLS) })

function pressOf({ action, cashier }: Pick<Press, 'action' | 'cashier'>): Press {
  return { action, cashier, language: 'en', source: 'box:A1', pressedAt: 0 }
}

function entryOf({ action, ...press }: Press, offset: number): Entry {
  return { offset, at: offset, event: { type: action, ...press } }
}

describe('whether a till will be closed once the log has everything', () => {
  it('is what the log says when it has everything, and the same at every step on the way there', () => {
    fc.assert(
      fc.property(fc.array(anyPress, { maxLength: 20 }), (all) => {
        const presses = all.map(pressOf)
        const entries = presses.map((press, index) => entryOf(press, index + 1))
        const end = entries.reduce(reduce, INITIAL_STATE)
        let known = presses.reduce(unseen.begun, unseen.NOTHING_UNSEEN)
        let state = INITIAL_STATE
        for (const entry of [undefined, ...entries]) {
          if (entry) state = reduce(state, entry)
          if (entry) known = unseen.seen(known, [entry])
          const verdicts = TILLS.map((till) => unseen.willBeClosed(known, till, state.closed.includes(till)))
          expect(verdicts).toEqual(TILLS.map((till) => end.closed.includes(till)))
        }
        expect(known).toEqual(unseen.NOTHING_UNSEEN)
      }),
    )
  })
})

describe('a press that a box says again because its acknowledgement was lost', () => {
  const said = { ...pressOf({ action: 'close', cashier: 1 }), id: 'A1-1-1' }
  const again = { ...said, action: 'open' } as const

  it('changes nothing: the log takes the first alone', () => {
    const closing = unseen.journaled(unseen.begun(unseen.NOTHING_UNSEEN, said), said)
    const known = unseen.journaled(unseen.begun(closing, again), again)
    expect(known).toEqual(closing)
    expect(unseen.willBeClosed(known, 1, false)).toBe(true)
  })

  it('counts if it could not be journaled before', () => {
    const failed = unseen.notJournaled(unseen.begun(unseen.NOTHING_UNSEEN, said), said)
    const known = unseen.journaled(unseen.begun(failed, again), again)
    expect(unseen.isPending(known, 1)).toBe(true)
    expect(known.failed).toEqual([])
  })
})

describe('what is kept of presses', () => {
  it('is bounded, however long the log is away and whatever becomes of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyPress, fc.constantFrom('writing', 'safe', 'failed')), { minLength: 200, maxLength: 500 }),
        (all) => {
          let known = unseen.NOTHING_UNSEEN
          for (const [input, fate] of all) {
            const press = pressOf(input)
            known = unseen.begun(known, press)
            if (fate === 'safe') known = unseen.journaled(known, press)
            if (fate === 'failed') known = unseen.notJournaled(known, press)
          }
          expect(known.presses.length).toBeLessThanOrEqual(20 * TILLS.length)
          expect(known.failed.length).toBeLessThanOrEqual(TILLS.length)
        },
      ),
    )
  })
})
