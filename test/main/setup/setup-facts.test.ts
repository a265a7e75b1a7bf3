/** What the set-up page is told at its start. */
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { setupFacts, setupScreens } from '../../../main/setup/setup-facts.ts'
import { DEFAULT_SCREEN } from '../../../protocol/screen-setup.ts'
import { defaultTill } from '../../../protocol/settings.ts'
import { SetupFacts } from '../../../protocol/setup.ts'

const PATH = '/home/kiosk/cashierq.json'
const from = (file: unknown) => setupFacts(PATH, typeof file === 'string' ? file : JSON.stringify(file), [])

test('without a file: everything is as it would be, and nothing is a problem', () => {
  const facts = setupFacts(PATH, undefined, [])
  expect(facts).toMatchObject({ file: PATH, first: true, problems: [], pinSet: false, holdMs: 3_000, floorMs: 2_000 })
  expect(facts.draft).toMatchObject({
    line: { kind: 'own' },
    languages: ['en'],
    displays: [{ display: 'primary' }],
    volume: DEFAULT_SCREEN.volume,
    pin: { kind: 'none' },
  })
  expect(facts.draft.tills).toHaveLength(12)
})

test('the page can read every answer', () => {
  for (const facts of [setupFacts(PATH, undefined, []), from('{'), from({ relay: 'http://a:1', tills: [] })]) {
    expect(v.parse(SetupFacts, JSON.parse(JSON.stringify(facts)))).toEqual(facts)
  }
})

test('with a file: the draft is what is set', () => {
  const tills = [{ ...defaultTill(4), label: 'B2' }]
  const file = { relay: 'http://10.0.0.5:8000', token: 'x'.repeat(20), language: 'de', tills, theme: 'light' }
  expect(from(file)).toMatchObject({
    first: false,
    draft: {
      line: { kind: 'central', relay: file.relay, token: file.token },
      languages: ['de'],
      tills,
      theme: 'light',
    },
  })
})

test('a PIN that is set is kept, and never told', () => {
  const facts = from({ pin: '4711' })
  expect(facts).toMatchObject({ pinSet: true, draft: { pin: { kind: 'keep' } } })
  expect(JSON.stringify(facts)).not.toContain('4711')
})

test('a bad value is told and has its default; the others are kept', () => {
  const facts = from({ theme: 'pink', screenName: 'Door' })
  expect(facts.problems).toEqual([expect.stringMatching(/^theme: /u)])
  expect(facts.draft).toMatchObject({ theme: 'dark', screenName: 'Door' })
})

test.each(['{', '[1]', '"text"', 'null'])('a file that holds %s is told to be broken', (text) => {
  const { problems, first } = from(text)
  expect(problems).toEqual([expect.stringMatching(/^cashierq\.json cannot be read: /u)])
  expect(first).toBe(false)
})

test('displays are told as they stand', () => {
  const bounds = { x: -1080, y: 0, width: 1080, height: 1920 }
  expect(setupScreens([{ id: 7, label: 'DP-2', bounds }], 8)).toEqual([
    { id: '7', label: 'DP-2', ...bounds, primary: false },
  ])
  expect(setupScreens([{ id: 7, label: '', bounds }], 7)[0]?.primary).toBe(true)
})

test('of two displays with one id the primary one is told by its place', () => {
  const [left, right] = [
    { x: 0, y: 0, width: 1, height: 1 },
    { x: 1, y: 0, width: 1, height: 1 },
  ]
  const twins = [left, right].map((bounds) => ({ id: 7, label: 'TV', bounds }))
  expect(setupScreens(twins, { id: 7, bounds: right }).map(({ primary }) => primary)).toEqual([false, true])
})
