import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readSettings } from '../../platform/read-settings.ts'
import { defaultTill } from '../../protocol/settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cashierq-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function file(content: unknown): string {
  const path = join(folder, 'cashierq.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

describe('where a setting comes from', () => {
  test('the default, if nobody says anything', () => {
    expect(readSettings({}, {}, file({}))).toMatchObject({
      host: '127.0.0.1',
      port: 8000,
      store: 'main',
      holdMs: 3_000,
      language: 'en',
      redisUrl: undefined,
    })
  })

  test('the file, before it the environment, before it a flag', () => {
    const path = file({ port: 1, store: 'file', holdMs: 4_000 })
    const settings = readSettings({ port: '3' }, { CASHIERQ_PORT: '2', CASHIERQ_STORE: 'environment' }, path)
    expect(settings).toMatchObject({ port: 3, store: 'environment', holdMs: 4_000 })
  })

  test('an empty variable says nothing', () => {
    expect(readSettings({}, { CASHIERQ_PORT: '', REDIS_URL: '' }, file({}))).toMatchObject({ port: 8000 })
  })

  test('lists stand in a variable with commas between', () => {
    const { origins, languages } = readSettings(
      {},
      { CASHIERQ_ORIGINS: 'https://a.example, https://b.example', CASHIERQ_LANGUAGES: 'en,fr' },
      file({}),
    )
    expect([origins, languages]).toEqual([
      ['https://a.example', 'https://b.example'],
      ['en', 'fr'],
    ])
  })
})

test('which box is which till stands in the file alone', () => {
  const boxes = { 'box:A1': 3, 'at:pci-0000:00:14.0-usb-0:2': 12 }
  expect(readSettings({}, {}, file({ boxes })).boxes).toEqual(boxes)
  expect(readSettings({}, {}, file({})).boxes).toEqual({})
})

describe('a wrong setting is refused with its name and the reason', () => {
  const till = defaultTill(1)
  const cases: readonly (readonly [
    string,
    Parameters<typeof readSettings>[0],
    Record<string, string>,
    unknown,
    RegExp,
  ])[] = [
    ['a port that is too high', { port: '65536' }, {}, {}, /^--port: must be at most 65535/u],
    ['a port that is no number', {}, { CASHIERQ_PORT: 'http' }, {}, /^CASHIERQ_PORT: /u],
    ['a hold that is too short', {}, { CASHIERQ_HOLD_MS: '1999' }, {}, /^CASHIERQ_HOLD_MS: must be at least 2000 ms/u],
    ['a hold that is too long', {}, {}, { holdMs: 15_001 }, /^"holdMs" in cashierq\.json: must be at most 15000 ms/u],
    ['a floor above the hold', {}, { CASHIERQ_FLOOR_MS: '4000' }, {}, /^floorMs is 4000, but a call is held for 3000/u],
    ['a store that is a path', { store: '../x' }, {}, {}, /^--store: /u],
    ['a Redis address that is none', {}, { REDIS_URL: 'localhost' }, {}, /^REDIS_URL: must be a URL/u],
    ['a language that is no tag', {}, { CASHIERQ_LANG: 'english!' }, {}, /^CASHIERQ_LANG: /u],
    ['a language nobody speaks', {}, { CASHIERQ_LANG: 'xx' }, {}, /^language: there is no language "xx"/u],
    ['a secret that is too short', {}, { CASHIERQ_SECRET: 'short' }, {}, /^CASHIERQ_SECRET: must have at least 8/u],
    ['an origin with a path', {}, { CASHIERQ_ORIGINS: 'https://a.example/x' }, {}, /^CASHIERQ_ORIGINS \(0\): /u],
    ['a pattern that is none', { 'plain-pattern': '(' }, {}, {}, /^--plain-pattern: must be a regular expression/u],
    [
      'a box of a till that cannot be',
      {},
      {},
      { boxes: { 'box:A1': 100 } },
      /^"boxes" in cashierq\.json \(box:A1\): /u,
    ],
    ['boxes that are a list', {}, {}, { boxes: [3] }, /^"boxes" in cashierq\.json: must be an object/u],
    ['a name nobody knows', {}, {}, { colour: 'red' }, /^"colour" in .*: there is no such setting/u],
    ['a file that is no JSON', {}, {}, '{', /is not JSON/u],
    ['a file that is a list', {}, {}, [1], /must hold one JSON object/u],
    ['a till that is there twice', {}, {}, { tills: [till, till] }, /^tills: till 1 is there twice/u],
    ['a till of a pale colour', {}, {}, { tills: [{ ...till, colour: '#e69f00' }] }, /white on #e69f00 has 2\.\d:1/u],
    [
      'a till without an arrow',
      {},
      {},
      { tills: [{ ...till, arrow: 'down' }] },
      /^"tills" in cashierq\.json \(0\.arrow\): /u,
    ],
  ]
  test.each(cases)('%s', (_, flags, environment, content, message) => {
    const path = file(content)
    expect(() => readSettings(flags, environment, path)).toThrow(message)
    expect(() => readSettings(flags, environment, path)).toThrow(expect.objectContaining({ code: 'bad_setting' }))
  })

  test('a file that was asked for and is not there', () => {
    expect(() => readSettings({}, {}, join(folder, 'other.json'))).toThrow(/cannot read .*other\.json/u)
  })
})
