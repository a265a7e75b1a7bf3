/** What one window's page is told, out of the settings, the library and where the relay is. */
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { checkSettings } from '../../platform/check-settings.ts'
import { type RelayAt, screenSetup, socketUrl, type WindowShare } from '../../platform/screen-setup.ts'
import type { Settings } from '../../platform/settings-schema.ts'
import { type Media, ScreenSetup } from '../../protocol/screen-setup.ts'

const NOTHING: Media = { items: [], onCall: 'hide' }
const RELAY: RelayAt = { origin: 'http://127.0.0.1:8000', token: 't' }

function settings(file: { readonly [name: string]: unknown } = {}): Settings {
  const checked = checkSettings(file)
  expect(checked.problems).toEqual([])
  return checked.settings
}

function setup(file: { readonly [name: string]: unknown } = {}, relay?: RelayAt, share?: WindowShare): ScreenSetup {
  return screenSetup(settings(file), { media: NOTHING, logo: undefined }, relay, share)
}

describe('the page of the kiosk', () => {
  test('is told where its relay is, which line of people it shows, and what lets it in', () => {
    expect(setup({ store: 'b2' }, RELAY)).toMatchObject({ socket: 'ws://127.0.0.1:8000/ws', store: 'b2', token: 't' })
  })

  test('is told no token where there is none', () => {
    expect(setup({}, { origin: 'http://a' })).not.toHaveProperty('token')
  })

  test('has what its window has of its own before what holds for all', () => {
    const file = { store: 'main', screenName: 'all' }
    expect(setup(file, RELAY, { name: 'door', store: 'b2', tills: [3, 4] })).toMatchObject({
      name: 'door',
      store: 'b2',
      zone: [3, 4],
    })
    expect(setup(file, RELAY, {})).toMatchObject({ name: 'all', store: 'main', zone: [] })
  })
})

describe('the page of a relay', () => {
  test('is told neither socket nor store nor token: it knows where it came from', () => {
    const told = setup({ store: 'b2', token: 'x'.repeat(16), secret: 'a secret of a store' })
    for (const name of ['socket', 'store', 'token']) expect(told).not.toHaveProperty(name)
  })
})

test.each([
  [
    'everything',
    { colours: { ground: '#10233f', text: '#ffffff' }, announceLanguages: ['fr', 'ar'], theme: 'contrast' },
    RELAY,
  ],
  ['next to nothing', {}, undefined],
])('what a page is told is what its schema takes: %s', (_, file, relay) => {
  const told = setup(file, relay)
  expect(v.parse(ScreenSetup, JSON.parse(JSON.stringify(told)))).toEqual(told)
})

test('no page is told what is for the program alone', () => {
  const secret = 'secret-of-the-store'
  const file = {
    secret,
    pin: '47114711',
    redisUrl: 'redis://:secret-of-the-store@127.0.0.1',
    logo: '/home/ann/logo.svg',
  }
  const text = JSON.stringify(setup(file, RELAY))
  for (const word of [secret, '47114711', 'redis', '/home/ann']) expect(text).not.toContain(word)
})

test('its own list is given, never the one in the settings: a page that changes it changes nothing', () => {
  const tills = [1, 2]
  const told = setup({}, RELAY, { tills })
  told.zone.push(3)
  expect(tills).toEqual([1, 2])
})

test('pictures and the mark are named from the root: the same page lies at different depths', () => {
  const item = { src: 'media/ab-1', name: 'a.png', kind: 'picture' as const, seconds: 10, hours: [] }
  const told = screenSetup(settings(), { media: { items: [item], onCall: 'shrink' }, logo: 'logo?v=1' })
  expect(told.media).toEqual({ items: [{ ...item, src: '/media/ab-1' }], onCall: 'shrink' })
  expect(told.logo).toBe('/logo?v=1')
  for (const page of ['app://kiosk/screen/', 'http://shop:8000/']) {
    expect(new URL(told.logo ?? '', page).pathname).toBe('/logo')
  }
})

describe('the socket of a relay', () => {
  test.each([
    ['http://127.0.0.1:8000', 'ws://127.0.0.1:8000/ws'],
    ['https://shop.example', 'wss://shop.example/ws'],
    ['https://shop.example:8443', 'wss://shop.example:8443/ws'],
    ['http://[::1]:8000', 'ws://[::1]:8000/ws'],
    ['http://shop.example:80', 'ws://shop.example/ws'],
    ['http://shop.example:8000/some/path?query#hash', 'ws://shop.example:8000/ws'],
  ])('%s: %s', (origin, socket) => {
    expect(socketUrl(origin)).toBe(socket)
  })
})
