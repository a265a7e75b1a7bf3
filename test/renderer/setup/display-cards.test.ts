/** Between wishes for displays and the cards on the page. */
import { describe, expect, test } from 'vitest'
import { cardsOf, wishesOf } from '../../../renderer/setup/display-cards.ts'
import { SCREEN, UPRIGHT } from '../../helpers/setup-page.ts'

const both = [UPRIGHT, SCREEN]
const on = (cards: ReturnType<typeof cardsOf>) => cards.filter((card) => card.on).map(({ key }) => key)

describe('cards', () => {
  test('stand from left to right', () => {
    expect(cardsOf([], both).map(({ key }) => key)).toEqual(['1', '2'])
  })
  test.each([
    ['primary', ['1']],
    ['all', ['1', '2']],
    ['2', ['2']],
    ['DP-2', ['2']],
  ])('%s is on where it is meant', (display, keys) => expect(on(cardsOf([{ display }], both))).toEqual(keys))
  test('twins take the wishes of their name from left to right', () => {
    const twins = [SCREEN, { ...UPRIGHT, id: '7', label: 'TV' }, { ...UPRIGHT, id: '7', label: 'TV', x: 3_000 }]
    const wishes = [
      { display: 'tv', tills: [1] },
      { display: 'TV', tills: [2] },
    ]
    const cards = cardsOf(wishes, twins)
    expect(cards.map(({ key, on: shows, tills }) => [key, shows, tills])).toEqual([
      ['1', false, ''],
      ['7', true, '1'],
      ['7#2', true, '2'],
    ])
    expect(wishesOf(cards)).toEqual([
      { display: '7', tills: [1] },
      { display: '7', tills: [2] },
    ])
  })
  test('a display that is not connected keeps its card', () => {
    const cards = cardsOf([{ display: 'TV', name: 'Hall' }], [SCREEN])
    expect(cards.map(({ screen, display, on: shows }) => [screen?.id, display, shows])).toEqual([
      ['1', 'primary', false],
      [undefined, 'TV', true],
    ])
  })
})

describe('wishes', () => {
  test.each([
    [[{ display: 'primary' }]],
    [[{ display: 'all' }]],
    [
      [
        { display: 'primary', name: 'Front' },
        { display: 'DP-2', tills: [1, 2, 3, 7] },
      ],
    ],
    [[{ display: 'DP-2', store: 'pharmacy' }]],
    [[{ display: 'primary' }, { display: 'TV' }]],
  ])('%j come back as they were', (wishes) => expect(wishesOf(cardsOf(wishes, both))).toEqual(wishes))

  test('a display is named so that the next PC understands it: its label, or its id where two have the same', () => {
    expect(wishesOf(cardsOf([{ display: '2' }], both))).toEqual([{ display: 'DP-2' }])
    const twins = [SCREEN, { ...UPRIGHT, label: 'HDMI-1' }]
    expect(wishesOf(cardsOf([{ display: '2' }], twins))).toEqual([{ display: '2' }])
    expect(wishesOf(cardsOf([{ display: '2' }], [SCREEN, { ...UPRIGHT, label: '' }]))).toEqual([{ display: '2' }])
  })

  test('one display that is all there are is the main one, not all', () => {
    expect(wishesOf(cardsOf([{ display: 'all' }], [SCREEN]))).toEqual([{ display: 'primary' }])
  })

  test('a name of blanks is none', () => {
    const [card, ...others] = cardsOf([{ display: 'primary' }], [SCREEN])
    expect(wishesOf(card ? [{ ...card, name: '  ' }, ...others] : [])).toEqual([{ display: 'primary' }])
  })
})
