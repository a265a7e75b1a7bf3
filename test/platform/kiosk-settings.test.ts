/** The settings of a screen: what each may be, from the file, the environment and the command line. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { checkSettings } from '../../platform/check-settings.ts'
import { KIOSK_SETTINGS, type KioskSettingName } from '../../platform/kiosk-settings.ts'
import { KIOSK_ROWS } from '../../platform/kiosk-settings-rows.ts'
import { readSettings } from '../../platform/read-settings.ts'
import { DEFAULT_SCREEN } from '../../protocol/screen-setup.ts'
import { tempDirs } from '../helpers/temp-dir.ts'

const NAMES = Object.keys(KIOSK_SETTINGS).filter((name): name is KioskSettingName => name in KIOSK_SETTINGS)

/** Taken and refused, at the edges. */
const CASES: { readonly [Name in KioskSettingName]: readonly [good: readonly unknown[], bad: readonly unknown[]] } = {
  relay: [
    ['http://127.0.0.1:8000', 'https://shop.example', 'http://[::1]:8000'],
    ['shop:8000', 'ws://shop', 'file:///etc/passwd', 'javascript:alert(1)', '//shop', ' ', 'HTTP', 8000],
  ],
  token: [['x'.repeat(16)], ['x'.repeat(15), '', 16]],
  screenName: [
    ['x', 'x'.repeat(60), 'Empfang links'],
    ['', 'x'.repeat(61), 1],
  ],
  displays: [
    [
      [{ display: 'primary' }],
      [{ display: 'HDMI-2', name: 'door', tills: [1, 99], store: 'b2' }],
      Array.from({ length: 16 }, () => ({ display: 'all' })),
    ],
    [
      [],
      {},
      ['primary'],
      [{}],
      [{ display: '' }],
      [{ display: 'x'.repeat(101) }],
      [{ display: 'all', tills: [] }],
      [{ display: 'all', tills: [0] }],
      [{ display: 'all', tills: [100] }],
      [{ display: 'all', tills: ['1'] }],
      [{ display: 'all', store: '../x' }],
      [{ display: 'all', more: 1 }],
      Array.from({ length: 17 }, () => ({ display: 'all' })),
    ],
  ],
  announceLanguages: [
    [[], ['fr', 'zh-Hant']],
    [['english!'], 'fr', Array.from({ length: 7 }, () => 'fr')],
  ],
  chime: [
    [true, false],
    ['yes', 1, null],
  ],
  voice: [
    [true, false],
    ['yes', 0, ''],
  ],
  volume: [
    [
      [{ from: '00:00', volume: 0 }],
      [
        { from: '23:59', volume: 1 },
        { from: '08:00', volume: 0.5 },
      ],
    ],
    [
      [],
      0.5,
      [{ from: '24:00', volume: 1 }],
      [{ from: '8:00', volume: 1 }],
      [{ from: '08:00', volume: 1.01 }],
      [{ from: '08:00', volume: -0.01 }],
      [{ from: '08:00', volume: Number.NaN }],
      [{ from: '08:00' }],
      Array.from({ length: 25 }, () => ({ from: '08:00', volume: 1 })),
    ],
  ],
  theme: [
    ['dark', 'light', 'contrast'],
    ['Dark', 'blue', ''],
  ],
  colours: [
    [{ ground: '#10233f', text: '#ffffff' }],
    [
      { ground: '#10233f' },
      { ground: '#10233F', text: '#ffffff' },
      { ground: '#123', text: '#ffffff' },
      { ground: 'red;', text: '#ffffff' },
    ],
  ],
  logo: [
    ['mark.svg', '/srv/mark.png'],
    ['', 1],
  ],
  media: [
    [
      {},
      { folder: 'pictures' },
      { files: ['a.png', { file: 'b.mp4', seconds: 2, hours: [{ days: ['mon'], from: '08:00', to: '20:00' }] }] },
      { folder: 'x', seconds: 3_600, onCall: 'shrink' },
    ],
    [
      { folder: '' },
      { seconds: 1.9 },
      { seconds: 3_601 },
      { onCall: 'dance' },
      { files: [1] },
      { files: [{ file: 'a', more: 1 }] },
      { hours: [{ days: [], from: '08:00', to: '20:00' }] },
      { hours: [{ days: ['monday'], from: '08:00', to: '20:00' }] },
      { more: 1 },
      { files: Array.from({ length: 501 }, () => 'a') },
      'pictures',
    ],
  ],
  pin: [
    ['1234', '123456789012', `scrypt:${'a'.repeat(16)}:${'-_'.repeat(16)}`],
    [
      '123',
      '1234567890123',
      '12a4',
      ' 1234',
      '1234\n',
      'scrypt:short:key',
      `scrypt:${'a'.repeat(16)}:${'b'.repeat(32)} `,
      1234,
    ],
  ],
  quietHours: [
    ['03:00-05:00', '23:00-01:00', '00:00-23:59'],
    ['3-5', '03:00', '03:00-24:00', '03:60-05:00', '03:00–05:00', ' 03:00-05:00', '03:00-05:00\n'],
  ],
  memoryMb: [
    [200, 700, 16_000],
    [199, 16_001, 700.5, Number.NaN, '700'],
  ],
  diagonalInches: [
    [5, 200, 43.5],
    [4.9, 200.1, '43', Number.POSITIVE_INFINITY],
  ],
  readingMetres: [
    [0.5, 50],
    [0.4, 50.1, Number.NaN],
  ],
}

describe.each(NAMES)('%s', (name) => {
  const [good, bad] = CASES[name]
  test.each(good.map((value) => [value]))('may be %j', (value) => {
    expect(v.safeParse(KIOSK_SETTINGS[name], value)).toMatchObject({ success: true })
  })
  test.each(bad.map((value) => [value]))('may not be %j', (value) => {
    expect(v.safeParse(KIOSK_SETTINGS[name], value)).toMatchObject({ success: false })
  })
  test('has a row, whose fallback it takes', () => {
    expect(v.safeParse(KIOSK_SETTINGS[name], KIOSK_ROWS[name].fallback).success).toBe(
      KIOSK_ROWS[name].fallback !== undefined || ['relay', 'token', 'colours', 'logo', 'media', 'pin'].includes(name),
    )
  })
})

test('what is a secret has no flag: flags show in process lists', () => {
  expect([KIOSK_ROWS.token.flag, KIOSK_ROWS.pin.flag, KIOSK_ROWS.pin.env]).toEqual([undefined, undefined, undefined])
})

test('a screen that nobody has set up is the one that a page shows that is told nothing', () => {
  const { settings } = checkSettings({})
  expect(settings).toMatchObject({
    screenName: DEFAULT_SCREEN.name,
    chime: DEFAULT_SCREEN.chime,
    voice: DEFAULT_SCREEN.voice,
    volume: DEFAULT_SCREEN.volume,
    theme: DEFAULT_SCREEN.theme,
    announceLanguages: DEFAULT_SCREEN.announceLanguages,
  })
})

describe('as text, in a flag or a variable', () => {
  const tempDir = tempDirs()
  /** A file of its own: one that lies in the working folder must not matter. */
  async function read(flags: { readonly [flag: string]: string }, environment = {}) {
    const file = join(await tempDir(), 'cashierq.json')
    writeFileSync(file, '{}')
    return readSettings(flags, environment, file)
  }

  test('on and off, numbers, lists and steps of volume', async () => {
    const flags = {
      chime: 'off',
      voice: 'on',
      'memory-mb': '900',
      'diagonal-inches': '55.5',
      'reading-metres': '4',
      'announce-languages': 'fr, ar',
      volume: '08:00=1, 20:00=0.25',
    }
    expect(await read(flags)).toMatchObject({
      chime: false,
      voice: true,
      memoryMb: 900,
      diagonalInches: 55.5,
      readingMetres: 4,
      announceLanguages: ['fr', 'ar'],
      volume: [
        { from: '08:00', volume: 1 },
        { from: '20:00', volume: 0.25 },
      ],
    })
  })

  test('of the environment as well', async () => {
    const token = 'x'.repeat(20)
    expect(await read({}, { CASHIERQ_RELAY: 'http://a', CASHIERQ_TOKEN: token })).toMatchObject({
      relay: 'http://a',
      token,
    })
  })

  test.each([
    [{ chime: 'yes' }, /^--chime: must be on or off/u],
    [{ volume: '0.5' }, /^--volume \(0\.from\): must be a time/u],
    [{ volume: '08:00=loud' }, /^--volume \(0\.volume\): /u],
    [{ volume: '08:00=1,' }, /^--volume \(1\.from\): /u],
    [{ 'memory-mb': '1e3' }, /^--memory-mb: /u],
    [{ relay: 'shop:8000' }, /^--relay: must begin with http/u],
    [{ relay: 'shop' }, /^--relay: must be an address such as/u],
    [{ 'announce-languages': 'xx' }, /there is no language "xx"/u],
  ])('%j is refused with its name', async (flags, message) => {
    await expect(read(flags)).rejects.toThrow(message)
  })
})

describe("a store's own colours", () => {
  test('under 7:1 are refused with the figure', () => {
    const { problems } = checkSettings({ colours: { ground: '#777777', text: '#ffffff' } })
    expect(problems).toEqual([
      { setting: 'colours', reason: 'colours: #ffffff on #777777 has 4.4:1, it must have 7:1' },
    ])
  })

  test('of 7:1 and more are taken', () => {
    expect(checkSettings({ colours: { ground: '#595959', text: '#ffffff' } }).problems).toEqual([])
  })
})
