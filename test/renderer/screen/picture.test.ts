import { describe, expect, it } from 'vitest'
import { catalogueFor } from '../../../protocol/language/index.ts'
import type { State } from '../../../protocol/state.ts'
import { view } from '../../../protocol/view.ts'
import { clockText, picture } from '../../../renderer/screen/picture.ts'
import { call, languages, notice, recall, type Step, stateAfter, T0 } from '../../helpers/board.ts'

const at = (time: number, ...steps: Step[]) => of(stateAfter(...steps), time)
const of = (state: State, time: number) => picture(view(state, T0 + time), state, { kind: 'sure' })

describe('the picture while nobody is called', () => {
  it('waits in the store’s languages in turn, with the notice', () => {
    const steps: Step[] = [
      [0, languages('fr', 'ar')],
      [0, notice('Fish counter closes at 18:00')],
    ]
    const tags = [0, 6_000, 12_000].map((time) => at(time, ...steps).catalogue.tag)
    expect(new Set(tags)).toEqual(new Set(['fr', 'ar']))
    expect(tags[0]).toBe(tags[2])
    expect(at(0, ...steps)).toMatchObject({ kind: 'wait', offset: 2, notice: 'Fish counter closes at 18:00' })
  })
})

describe('the picture of a call', () => {
  it('is in the language of the press, with the till’s own look', () => {
    const shown = at(100, [0, call(3, { language: 'fr' })])
    expect(shown).toMatchObject({
      kind: 'calling',
      catalogue: { tag: 'fr' },
      call: {
        cashier: 3,
        word: 'Caisse',
        sign: 'nº',
        name: '3',
        badge: '3',
        phrase: 'Caisse nº 3',
        shape: 'triangle',
      },
    })
  })

  it('shows Arabic digits large and the desk’s Latin ones beside them', () => {
    const shown = at(100, [0, call(12, { language: 'ar' })])
    expect(shown).toMatchObject({ call: { name: '١٢', badge: '12' }, catalogue: { direction: 'rtl' } })
  })

  it('shows a label as it is on the desk, in every language', () => {
    const state = stateAfter([0, call(3, { language: 'ar' })])
    const till = { number: 3, label: 'B2', arrow: 'left', colour: '#f0e442', shape: 'star' } as const
    const labelled = { ...state, settings: { ...state.settings, tills: [till] } }
    expect(of(labelled, 100)).toMatchObject({ call: { name: 'B2', badge: 'B2', arrow: 'left', ink: '#0b0d10' } })
  })

  it('falls back to English for a language that has no catalogue', () => {
    expect(at(100, [0, call(3, { language: 'sv' })])).toMatchObject({
      catalogue: { tag: 'en' },
      call: { word: 'Cashier' },
    })
  })

  it('has another key after a recall, and only then', () => {
    const key = (time: number, ...steps: Step[]) => {
      const shown = at(time, ...steps)
      return shown.kind === 'calling' ? shown.call.key : null
    }
    const first: Step = [0, call(3)]
    expect(key(100, first)).toBe(key(900, first))
    expect(key(1_100, first, [1_000, recall(3)])).not.toBe(key(900, first))
  })

  it('names the tills called before in the strip, newest first, in the numerals of the moment', () => {
    const shown = at(6_100, [0, call(1)], [3_000, call(2)], [6_000, call(3, { language: 'ar' })])
    expect(shown.also.map(({ name }) => name)).toEqual(['٢', '١'])
  })
})

describe('the picture without the log', () => {
  it('names no till at all', () => {
    const state = stateAfter([0, call(1)], [1_000, call(2)])
    const shown = picture(view(state, T0 + 1_100), state, { kind: 'offline' })
    expect(shown).toMatchObject({ kind: 'offline', also: [] })
    expect(shown).not.toHaveProperty('call')
  })
})

describe('the clock', () => {
  it('is in the numerals of the language', () => {
    expect(clockText(catalogueFor('en').catalogue, 9, 5)).toBe('09:05')
    expect(clockText(catalogueFor('ar').catalogue, 9, 5)).toBe('٠٩:٠٥')
  })
})
