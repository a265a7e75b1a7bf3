/** From the settings to the form and back, and what is wrong in it. */
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { defaultTill } from '../../../protocol/settings.ts'
import { SetupDraft } from '../../../protocol/setup.ts'
import { problemsOf } from '../../../renderer/setup/check.ts'
import { decimal, draftOf, type Form, formOf, tillForm } from '../../../renderer/setup/form.ts'
import { draft, facts, SCREEN, UPRIGHT } from '../../helpers/setup-page.ts'

const form = (more: Partial<Form> = {}): Form => ({ ...formOf(facts()), ...more })
const wrong = (more: Partial<Form>) => [...problemsOf(form(more))]
const till = (more: Partial<Form['tills'][number]>) => ({ ...tillForm(defaultTill(1), 0), ...more })

describe('a draft', () => {
  test.each([
    [draft()],
    [draft({ line: { kind: 'central', relay: 'http://10.0.0.5:8000', token: 'x'.repeat(20) } })],
    [draft({ colours: { ground: '#10233f', text: '#ffffff' }, logo: 'a.svg', theme: 'light' })],
    [draft({ tills: [{ ...defaultTill(4), label: 'B2' }], diagonalInches: 31.5, pin: { kind: 'keep' } })],
    [draft({ displays: [{ display: 'primary' }, { display: 'DP-2', tills: [1, 2] }] })],
  ])('comes back from the form as it was (%#)', (given) => {
    const there = formOf(facts({ draft: given, screens: [SCREEN, UPRIGHT] }))
    expect(problemsOf(there)).toEqual(new Map())
    expect(draftOf(there)).toEqual(given)
  })

  test('of a form without problems is one that the main process takes', () => {
    const filled = form({ pin: 'new', digits: '4711', again: '4711', screenName: '  Door  ', metres: '7,5' })
    expect(problemsOf(filled)).toEqual(new Map())
    expect(v.parse(SetupDraft, draftOf(filled))).toMatchObject({
      screenName: 'Door',
      readingMetres: 7.5,
      pin: { kind: 'new', digits: '4711' },
    })
  })

  test.each([
    ['one of two', [till({ number: '' }), { ...till({}), key: 1 }]],
    ['the only one', [till({ colour: '#0f4' })]],
  ])('of a screen of a central relay is taken although a till is half typed that nobody sees: %s', (_, tills) => {
    const central = form({ line: 'central', relay: 'http://10.0.0.5:8000', tills })
    expect(problemsOf(central)).toEqual(new Map())
    expect(v.safeParse(SetupDraft, draftOf(central)).issues).toBeUndefined()
  })

  test('has its volumes in the order of the day', () => {
    const volume = [
      { key: 0, from: '20:00', percent: 30 },
      { key: 1, from: '07:00', percent: 100 },
    ]
    expect(draftOf(form({ volume })).volume.map(({ from }) => from)).toEqual(['07:00', '20:00'])
  })
})

describe('beside its field stands', () => {
  test.each<[string, Partial<Form>, string, RegExp]>([
    ['an address without http', { line: 'central', relay: '10.0.0.5:8000' }, 'relay', /http:\/\//u],
    ['a token that is too short', { line: 'central', relay: 'http://a', token: 'abc' }, 'token', /16/u],
    ['a store that is a path', { store: '../x' }, 'store', /letters/u],
    ['a screen without a name', { screenName: ' ' }, 'screenName', /name/u],
    ['no language', { languages: [] }, 'languages', /one language/u],
    ['seven announcements', { announceLanguages: 'abcdefg'.split('') }, 'announceLanguages', /Six/u],
    ['a till 0', { tills: [till({ number: '0' })] }, 'till-0-number', /1 to 99/u],
    ['a till without a number', { tills: [till({ number: '' })] }, 'till-0-number', /1 to 99/u],
    ['a till twice', { tills: [till({}), till({ key: 1 })] }, 'till-1-number', /another till 1/u],
    ['a long sign', { tills: [till({ label: 'LEFT1' })] }, 'till-0-label', /Four/u],
    ['half a colour', { tills: [till({ colour: '#0f4' })] }, 'till-0-colour', /six/u],
    ['a pale till', { tills: [till({ colour: '#e69f00' })] }, 'till-0-colour', /has 2\.2:1; it must have 7:1/u],
    ['own colours under 7:1', { ownColours: true, ground: '#777777' }, 'text', /has 4\.4:1; it must have 7:1/u],
    ['a ground that is none', { ownColours: true, ground: 'blue' }, 'ground', /six/u],
    ['a time that is none', { volume: [{ key: 3, from: '', percent: 1 }] }, 'volume-3', /08:30/u],
    ['a short PIN', { pin: 'new', digits: '123', again: '123' }, 'digits', /4 to 12/u],
    ['a PIN typed differently', { pin: 'new', digits: '1234', again: '1243' }, 'again', /not the same/u],
    ['a diagonal of words', { diagonal: 'large' }, 'diagonal', /inches/u],
    ['a line of 51 m', { metres: '51' }, 'metres', /metres/u],
  ])('%s', (_, more, field, said) => {
    expect(wrong(more)).toEqual([[field, expect.stringMatching(said)]])
  })

  test('no display that shows the line', () => {
    expect(wrong({ displays: form().displays.map((card) => ({ ...card, on: false })) })[0]?.[0]).toBe('displays')
  })

  test('some tills, but none named', () => {
    const displays = form().displays.map((card) => ({ ...card, some: true, tills: '' }))
    expect(wrong({ displays })[0]?.[0]).toBe('display-1-tills')
  })
})

test('what is not asked for is not checked', () => {
  expect(wrong({ relay: 'x', token: 'x', ground: 'blue', digits: '1' })).toEqual([])
  expect(wrong({ line: 'central', relay: 'http://a', tills: [till({ number: '' })] })).toEqual([])
})

test.each([
  ['7,5', 7.5],
  [' 43 ', 43],
  ['4e1', Number.NaN],
  ['', Number.NaN],
  ['-3', Number.NaN],
])('%j is %d', (text, wanted) => expect(decimal(text)).toBe(wanted))
