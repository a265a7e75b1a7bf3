/**
 * Random logs for property tests: realistic days and nasty ones. Many tills or few, bursts within one millisecond,
 * gaps at the very edges of floor, hold and linger, recalls, cancels, stale presses, settings that change in the middle.
 *
 * How to extend: a new kind of event joins `happening` with a weight; an instant that has been a bug joins `gap`.
 */
import fc from 'fast-check'
import type { Action, Entry, LogEvent } from '../../protocol/event.ts'
import { type BoardPatch, TILL_COLOURS } from '../../protocol/settings.ts'
import { T0 } from './board.ts'

type Happening = (at: number, tills: number) => LogEvent
type Beat = { readonly gap: number; readonly what: Happening }

const gap = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 400 }) },
  { weight: 4, arbitrary: fc.integer({ min: 400, max: 3_000 }) },
  { weight: 3, arbitrary: fc.constantFrom(999, 1_000, 1_001, 1_999, 2_000, 2_001, 2_999, 3_000, 3_001, 9_999, 10_000) },
  { weight: 1, arbitrary: fc.integer({ min: 3_000, max: 40_000 }) },
)

const stepBack = fc.constantFrom(-1, -400, -2_000, -3_000, -61_000, -3_600_000)

/** Ages of presses: most are fresh, some stand at the limit, some come from a box whose clock is ahead. */
const age = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 600 }) },
  { weight: 1, arbitrary: fc.constantFrom(-60_000, 19_999, 20_000, 20_001, 500_000) },
)

const often = (weight: number, action: Action) => ({ weight, arbitrary: fc.constant(action) })
const action = fc.oneof(
  often(12, 'call'),
  often(3, 'recall'),
  often(4, 'cancel'),
  often(3, 'done'),
  often(1, 'open'),
  often(1, 'close'),
  often(1, 'help'),
  often(1, 'helped'),
)

const pressOf = (type: fc.Arbitrary<Action>, keys: number): fc.Arbitrary<Happening> =>
  fc
    .record({ type, key: fc.nat({ max: keys - 1 }), language: fc.constantFrom('en', 'fr', 'ar'), age })
    .map(({ type, key, language, age }) => (at, tills) => ({
      type,
      cashier: 1 + (key % tills),
      language,
      pressedAt: at - age,
      source: 'box:A1',
    }))

const press = pressOf(action, 99)

/** Cashiers who cannot make up their minds: this is where a screen could flicker. */
const fidgeting: fc.Arbitrary<Beat> = fc.record({
  gap: fc.integer({ min: 0, max: 900 }),
  what: pressOf(fc.oneof(often(5, 'call'), often(4, 'cancel'), often(1, 'done')), 3),
})

const span = fc.oneof(fc.constantFrom(2_000, 2_001, 3_000, 15_000), fc.integer({ min: 2_000, max: 15_000 }))

/** Any board the settings allow. */
export const boardPatch: fc.Arbitrary<BoardPatch> = fc
  .record(
    {
      hold: span,
      floor: span,
      linger: fc.constantFrom(0, 1, 2_500, 10_000, 60_000),
      staleAfter: fc.constantFrom(1_000, 20_000),
      slots: fc.integer({ min: 0, max: 8 }),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .map((patch) => {
    const { hold, floor } = patch
    if (hold === undefined || floor === undefined) return patch
    return { ...patch, hold: Math.max(hold, floor), floor: Math.min(hold, floor) }
  })

const settings: fc.Arbitrary<Happening> = boardPatch.map((board) => () => ({
  type: 'settings',
  board,
  source: 'admin',
}))

const look: fc.Arbitrary<Happening> = fc
  .record({
    languages: fc.uniqueArray(fc.constantFrom('en', 'fr', 'de', 'ar'), { minLength: 1 }),
    colour: fc.constantFrom(...TILL_COLOURS),
  })
  .map(({ languages, colour }) => () => ({
    type: 'settings',
    languages,
    tills: [{ number: 1, arrow: 'left', colour, shape: 'star' }],
    source: 'admin',
  }))

const notice: fc.Arbitrary<Happening> = fc
  .record({ text: fc.constantFrom('', 'Back at two', '<b>'), lasts: fc.option(fc.integer({ min: -10, max: 9_000 })) })
  .map(({ text, lasts }) => (at) => ({
    type: 'notice',
    text,
    source: 'admin',
    ...(lasts === null ? {} : { until: at + lasts }),
  }))

const foreign: fc.Arbitrary<Happening> = fc.constant(() => ({
  type: 'foreign',
  raw: { type: 'fireworks', cashier: 3 },
}))

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 24, arbitrary: press },
  { weight: 2, arbitrary: settings },
  { weight: 1, arbitrary: look },
  { weight: 1, arbitrary: notice },
  { weight: 1, arbitrary: foreign },
)

const tills = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constantFrom(12, 99))

function written(beats: readonly Beat[], tills: number): Entry[] {
  let at = T0
  return beats.map(({ gap, what }, index) => {
    at += gap
    return { offset: index + 1, at, event: what(at, tills) }
  })
}

/** A log whose clock never goes back. */
export const anyLog: fc.Arbitrary<readonly Entry[]> = fc
  .tuple(
    fc.oneof(
      { weight: 2, arbitrary: fc.array(fc.record({ gap, what: happening }), { minLength: 1, maxLength: 60 }) },
      { weight: 1, arbitrary: fc.array(fidgeting, { minLength: 1, maxLength: 60 }) },
    ),
    tills,
  )
  .map(([beats, count]) => written(beats, count))

/** A log whose clock is set back now and then, and the same happenings under a clock that stands still instead. */
export const setBackLog: fc.Arbitrary<{ readonly log: readonly Entry[]; readonly steady: readonly Entry[] }> = fc
  .tuple(
    fc.array(
      fc.record({
        gap: fc.oneof({ weight: 7, arbitrary: gap }, { weight: 1, arbitrary: stepBack }),
        what: fc.oneof({ weight: 12, arbitrary: press }, { weight: 1, arbitrary: settings }),
      }),
      { minLength: 1, maxLength: 60 },
    ),
    tills,
  )
  .map(([beats, count]) => {
    const first: Beat = { gap: 0, what: () => ({ type: 'foreign', raw: { type: 'morning' } }) }
    const steady = beats.map(({ gap, what }) => ({ gap: Math.max(0, gap), what }))
    return { log: written([first, ...beats], count), steady: written([first, ...steady], count) }
  })

/** Calls of different tills and nothing else, behind one entry of settings: what the plain formula is about. */
export const callsOnly: fc.Arbitrary<readonly Entry[]> = fc
  .tuple(
    boardPatch,
    fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 40 }),
    fc.array(gap, { minLength: 40, maxLength: 40 }),
  )
  .map(([board, cashiers, gaps]) => {
    const calls = cashiers.map(
      (cashier, i): Beat => ({
        gap: gaps[i] ?? 0,
        what: (at) => ({ type: 'call', cashier, language: 'en', pressedAt: at, source: 'box:A1' }),
      }),
    )
    return written([{ gap: 0, what: () => ({ type: 'settings', board, source: 'admin' }) }, ...calls], 99)
  })
