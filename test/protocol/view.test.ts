/** What a screen shows at an instant. */
import { describe, expect, it } from 'vitest'
import { defaultTill } from '../../protocol/settings.ts'
import { INITIAL_STATE } from '../../protocol/state.ts'
import { tillOf, view } from '../../protocol/view.ts'
import {
  board,
  call,
  film,
  languages,
  notice,
  recall,
  type Step,
  stateAfter,
  stripAt,
  T0,
  viewAt,
} from '../helpers/board.ts'

describe('the screen', () => {
  it('says "Please wait" when there is no log yet, for ever', () => {
    expect(view(INITIAL_STATE, T0)).toEqual({
      mode: 'wait',
      offset: 0,
      language: 'en',
      also: [],
      waiting: [],
      notice: null,
      changesAt: null,
    })
  })

  it('shows who calls, in which language, and until when', () => {
    expect(viewAt(10, [10, call(3, { language: 'fr' })])).toMatchObject({
      mode: 'calling',
      language: 'fr',
      call: { cashier: 3, language: 'fr', offset: 1, recalls: 0, start: T0 + 10, end: T0 + 3_010 },
      changesAt: T0 + 3_010,
    })
  })

  it('turns back on the millisecond, with no message', () => {
    const state = stateAfter([0, call(3)])
    expect(view(state, T0 + 2_999).mode).toBe('calling')
    expect(view(state, T0 + 3_000).mode).toBe('wait')
  })

  it('says which entry it knows', () => {
    expect(viewAt(50, [0, call(3)], [50, call(5)]).offset).toBe(2)
  })
})

describe('the strip of also called tills', () => {
  it('does not name a till while it fills the screen', () => {
    expect(stripAt(2_999, [0, call(3)])).toEqual([])
  })

  it('names a till from the end of its highlight until its linger is over', () => {
    expect(stripAt(3_000, [0, call(3)])).toEqual([3])
    expect(stripAt(9_999, [0, call(3)])).toEqual([3])
    expect(stripAt(10_000, [0, call(3)])).toEqual([])
  })

  it('names the newest first', () => {
    expect(stripAt(6_000, [0, call(3)], [0, call(5)], [0, call(1)])).toEqual([5, 3])
  })

  it('holds at most its slots, the oldest go first', () => {
    const steps: Step[] = [1, 2, 3, 4, 5].map((till) => [0, call(till)])
    expect(stripAt(8_000, ...steps)).toEqual([4, 3, 2])
  })

  it('can be switched off', () => {
    expect(stripAt(3_000, [0, board({ slots: 0 })], [0, call(3)])).toEqual([])
  })

  it('names a till once, though it was called twice', () => {
    expect(stripAt(7_000, [0, call(3)], [4_000, call(3)])).toEqual([3])
  })

  it('does not name the till that is on screen again', () => {
    expect(stripAt(4_000, [0, call(3)], [4_000, call(3)])).toEqual([])
  })

  it('names a till that waits for its next customer while it lingers', () => {
    expect(stripAt(3_600, [0, call(3)], [3_500, call(5)], [3_600, call(3)])).toEqual([3])
  })
})

describe('"Please wait"', () => {
  it("takes the store's languages in turn, six seconds each", () => {
    const state = stateAfter([0, languages('en', 'de', 'ar')])
    const turns = [0, 6_000, 12_000, 18_000].map((at) => view(state, T0 + at).language)
    expect(new Set(turns.slice(0, 3))).toEqual(new Set(['en', 'de', 'ar']))
    expect(turns[3]).toBe(turns[0])
  })

  it('changes when the next language is due', () => {
    const state = stateAfter([0, languages('en', 'de')])
    const { changesAt, language } = view(state, T0)
    expect(changesAt).not.toBeNull()
    expect(view(state, (changesAt ?? 0) - 1).language).toBe(language)
    expect(view(state, changesAt ?? 0).language).not.toBe(language)
  })
})

describe('a notice', () => {
  it('is shown until its end', () => {
    const state = stateAfter([0, notice('Back at two', 60_000)])
    expect(view(state, T0 + 59_999)).toMatchObject({ notice: 'Back at two', changesAt: T0 + 60_000 })
    expect(view(state, T0 + 60_000)).toMatchObject({ notice: null, changesAt: null })
  })

  it('does not keep a call off the screen', () => {
    expect(film([0, notice('Back at two')], [10, call(3)])).toHaveLength(2)
  })
})

describe('when to look again', () => {
  it('is when the strip changes, too', () => {
    expect(viewAt(3_000, [0, call(3)]).changesAt).toBe(T0 + 10_000)
  })

  it('is not when a call lingers out of sight', () => {
    expect(viewAt(3_000, [0, board({ slots: 0 })], [0, call(3)]).changesAt).toBeNull()
  })

  it('moves when the shown call is recalled', () => {
    expect(viewAt(2_000, [0, call(3)], [2_000, recall(3)]).changesAt).toBe(T0 + 5_000)
  })
})

describe('a till', () => {
  it('looks as its number says until the store describes it', () => {
    expect(tillOf(INITIAL_STATE, 42)).toEqual(defaultTill(42))
  })

  it('looks as the store has described it', () => {
    const till = { ...defaultTill(3), label: 'B2', arrow: 'left' as const }
    const state = { ...INITIAL_STATE, settings: { ...INITIAL_STATE.settings, tills: [till] } }
    expect(tillOf(state, 3)).toEqual(till)
  })

  it('has its own pair of colour and shape among the first 36', () => {
    const looks = Array.from({ length: 36 }, (_, i) => defaultTill(i + 1)).map(
      ({ colour, shape }) => `${colour} ${shape}`,
    )
    expect(new Set(looks).size).toBe(36)
  })
})
