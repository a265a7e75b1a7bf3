import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkSettings } from '../../platform/check-settings.ts'
import { readSettings } from '../../platform/read-settings.ts'
import { defaultTill } from '../../protocol/settings.ts'
import { tempDirs } from '../helpers/temp-dir.ts'

const tempDir = tempDirs()

test('an empty file is all defaults', () => {
  expect(checkSettings({})).toEqual({ settings: readSettings({}, {}, undefined), problems: [] })
})

test('each wrong setting is named with its reason, and has its default instead; the others stand', () => {
  const { settings, problems } = checkSettings({ holdMs: 1, volume: 'loud', screenName: 'Door', theme: 'pink' })
  expect(problems.map(({ setting }) => setting)).toEqual(['holdMs', 'volume', 'theme'])
  expect(problems[0]?.reason).toBe('must be at least 2000 ms')
  expect(settings).toMatchObject({ holdMs: 3_000, theme: 'dark', screenName: 'Door' })
})

test('a wrong part of a setting is named with its place', () => {
  const { problems } = checkSettings({ tills: [{ ...defaultTill(1), arrow: 'down' }] })
  expect(problems[0]?.reason).toMatch(/^0\.arrow: /u)
})

test('a name that nobody knows is a problem, for a start would stop at it', () => {
  expect(checkSettings({ constructor: 1, colour: 'red' }).problems).toEqual([
    { setting: 'constructor', reason: 'there is no such setting' },
    { setting: 'colour', reason: 'there is no such setting' },
  ])
})

test.each([
  ['floorMs', { holdMs: 2_000, floorMs: 3_000 }],
  ['tills', { tills: [defaultTill(1), defaultTill(1)] }],
  ['tills', { tills: [{ ...defaultTill(1), colour: '#e69f00' }] }],
  ['colours', { colours: { ground: '#777777', text: '#ffffff' } }],
  ['announceLanguages', { announceLanguages: ['xx'] }],
  ['languages', { languages: ['en', 'xx'] }],
])('what does not go together is told under %s', (setting, file) => {
  expect(checkSettings(file).problems.map((problem) => problem.setting)).toEqual([setting])
})

test('text stands for a value as it does at a start', () => {
  expect(checkSettings({ chime: 'off', languages: 'en, de' })).toMatchObject({
    problems: [],
    settings: { chime: false, languages: ['en', 'de'] },
  })
})

test('whatever passes here is what a start reads', async () => {
  const path = join(await tempDir(), 'cashierq.json')
  const file = { store: 'north', volume: [{ from: '07:00', volume: 0.5 }], pin: '1234', displays: [{ display: 'all' }] }
  writeFileSync(path, JSON.stringify(file))
  expect(checkSettings(JSON.parse(readFileSync(path, 'utf8'))).settings).toEqual(readSettings({}, {}, path))
})
