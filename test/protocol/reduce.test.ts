/** What an entry does to the state of a store. */
import { describe, expect, it } from 'vitest'
import { reduce } from '../../protocol/reduce.ts'
import { INITIAL_STATE } from '../../protocol/state.ts'
import { view } from '../../protocol/view.ts'
import {
  board,
  call,
  cancel,
  close,
  film,
  foreign,
  help,
  helped,
  languages,
  logOf,
  notice,
  open,
  queueAt,
  recall,
  type Step,
  stateAfter,
  T0,
} from '../helpers/board.ts'

describe('reading the log', () => {
  it('remembers how far it has read and when that was', () => {
    expect(stateAfter([0, call(3)], [70, call(5)])).toMatchObject({ offset: 2, at: T0 + 70 })
  })

  it('ignores an entry it has applied already', () => {
    const [first, second] = logOf([
      [0, call(3)],
      [10, call(5)],
    ])
    if (!first || !second) throw new Error('two entries were asked for')
    const state = reduce(reduce(INITIAL_STATE, first), second)
    expect(reduce(reduce(state, first), second)).toBe(state)
  })

  it('leaves the state it was given as it was', () => {
    const state = stateAfter([0, call(3)], [10, call(5)])
    const before = structuredClone(state)
    const next = logOf([
      [0, call(1)],
      [0, call(1)],
      [20, cancel(3)],
    ]).at(-1)
    if (next) reduce(state, next)
    expect(state).toEqual(before)
  })

  it('counts an event it does not know and changes nothing else', () => {
    const before = stateAfter([0, call(3)])
    const after = stateAfter([0, call(3)], [0, foreign('fireworks')])
    expect(after).toEqual({ ...before, offset: 2 })
  })
})

describe('a till', () => {
  it('is open until it says otherwise', () => {
    expect(stateAfter([0, call(3)]).closed).toEqual([])
  })

  it('closes and opens', () => {
    expect(stateAfter([0, close(7)], [1, close(3)]).closed).toEqual([3, 7])
    expect(stateAfter([0, close(7)], [1, close(3)], [2, open(7)]).closed).toEqual([3])
  })

  it('is in the list once, however often it closes', () => {
    expect(stateAfter([0, close(3)], [1, close(3)]).closed).toEqual([3])
  })

  it('opens by calling', () => {
    expect(stateAfter([0, close(3)], [1, call(3)]).closed).toEqual([])
  })

  it('keeps its place in the order when it closes', () => {
    expect(queueAt(20, [0, call(3)], [0, call(5)], [20, close(5)])).toEqual([5])
  })
})

describe('help', () => {
  it('tells the supervisor which tills ask for it, until they are helped', () => {
    expect(stateAfter([0, help(3)], [1, help(1)], [2, help(3)]).help).toEqual([1, 3])
    expect(stateAfter([0, help(3)], [1, help(1)], [2, helped(3)]).help).toEqual([1])
  })

  it('shows nothing to the customers', () => {
    expect(film([0, call(3)], [500, help(5)])).toEqual(film([0, call(3)]))
  })
})

describe('a stale press', () => {
  it('is shown at an age of exactly the limit', () => {
    expect(film([0, call(3, { age: 20_000 })])).toHaveLength(2)
  })

  it('is recorded, never shown', () => {
    expect(film([0, call(3, { age: 20_001 })])).toEqual([])
    expect(stateAfter([0, call(3, { age: 20_001 })]).offset).toBe(1)
  })

  it('recalls nothing', () => {
    expect(film([0, call(3)], [2_500, recall(3, { age: 20_001 })])).toEqual(film([0, call(3)]))
  })

  it('opens no till', () => {
    expect(stateAfter([0, close(3)], [1, call(3, { age: 20_001 })]).closed).toEqual([3])
  })

  it('is judged by the limit of the store', () => {
    expect(film([0, board({ staleAfter: 1_000 })], [0, call(3, { age: 1_001 })])).toEqual([])
  })

  it('is not one whose box has a clock that is ahead', () => {
    expect(film([0, call(3, { age: -60_000 })])).toHaveLength(2)
  })
})

describe('settings', () => {
  it('change what they name and leave the rest', () => {
    const { settings } = stateAfter([0, board({ slots: 5 })], [1, languages('de', 'fr')])
    expect(settings.board).toEqual({ ...INITIAL_STATE.settings.board, slots: 5 })
    expect(settings.languages).toEqual(['de', 'fr'])
    expect(settings.tills).toEqual(INITIAL_STATE.settings.tills)
  })

  it('hold for the calls that come after them', () => {
    expect(film([0, call(3)], [100, board({ hold: 5_000 })], [4_000, call(5)])).toEqual([
      [0, 3],
      [3_000, 'wait'],
      [4_000, 5],
      [9_000, 'wait'],
    ])
  })

  it('that ask for a longer floor than the hold lengthen the hold', () => {
    expect(stateAfter([0, board({ floor: 6_000 })]).settings.board).toMatchObject({ floor: 6_000, hold: 6_000 })
  })

  it('that ask for a shorter hold than the floor shorten the floor', () => {
    const steps: Step[] = [
      [0, board({ floor: 6_000, hold: 9_000 })],
      [1, board({ hold: 4_000 })],
    ]
    expect(stateAfter(...steps).settings.board).toMatchObject({ floor: 4_000, hold: 4_000 })
  })
})

describe('a notice', () => {
  it('stays until it is taken away', () => {
    expect(stateAfter([0, notice('Back at two')]).notice).toEqual({ text: 'Back at two', until: null })
    expect(stateAfter([0, notice('Back at two')], [1, notice('')]).notice).toBeNull()
  })

  it('may carry its end', () => {
    expect(stateAfter([0, notice('Back at two', 60_000)]).notice).toEqual({ text: 'Back at two', until: T0 + 60_000 })
  })
})

describe('the clock of the log set back', () => {
  it('moves the shown call with it, so that it does not stay for an hour', () => {
    const state = stateAfter([0, call(3)], [1_000 - 3_600_000, help(5)])
    expect(view(state, state.at)).toMatchObject({ mode: 'calling', changesAt: state.at + 3_000 })
  })

  it('moves those who wait with it, in their order', () => {
    const state = stateAfter([0, call(3)], [0, call(5)], [-3_600_000, call(1)])
    expect(view(state, state.at).waiting.map(({ cashier }) => cashier)).toEqual([5, 1])
    expect(view(state, state.at + 2_000)).toMatchObject({ call: { cashier: 5 } })
  })

  it('moves the strip with it', () => {
    const state = stateAfter([0, call(3)], [4_000, help(5)], [4_000 - 3_600_000, help(5)])
    expect(view(state, state.at)).toMatchObject({ mode: 'wait', also: [{ cashier: 3 }], changesAt: state.at + 6_000 })
  })
})

describe('the state', () => {
  it('forgets a call that no view can show any more', () => {
    expect(stateAfter([0, call(3)], [10_000, help(5)]).calls).toEqual([])
  })

  it('keeps the floor of a call that it has forgotten', () => {
    const steps: Step[] = [
      [0, board({ linger: 0 })],
      [0, call(3)],
      [100, cancel(3)],
      [200, call(5)],
    ]
    expect(film(...steps)).toEqual([
      [0, 3],
      [100, 'wait'],
      [2_000, 5],
      [5_000, 'wait'],
    ])
  })
})
