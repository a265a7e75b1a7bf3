/** What a browser's screen is told at a real relay: its setup, its pictures and videos, the store's mark. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkSettings } from '../../platform/check-settings.ts'
import { SILENT } from '../../platform/logger.ts'
import { MediaLibrary } from '../../platform/media/library.ts'
import { screenSetup } from '../../platform/screen-setup.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { DEFAULT_SCREEN, ScreenSetup } from '../../protocol/screen-setup.ts'
import { openEmbeddedLog } from '../../relay/log/embedded.ts'
import { singleLog } from '../../relay/log/single.ts'
import { type Relay, startRelay } from '../../relay/relay.ts'
import { type Rig, startRig } from '../helpers/relay-rig.ts'

/** 1 by 1 pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>alert(1)</script></svg>'

const NAMES = Array.from({ length: 20 }, (_, i) => `${String.fromCharCode(97 + i)}.png`)

let folder: string
let relay: Relay
let library: MediaLibrary
let close: () => Promise<void>

/** A relay with pictures, as `cashierq up` wires it. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cashierq-screen-'))
  await mkdir(join(folder, 'pictures'))
  // Several, so that an id with any letter that an id can have is among them.
  for (const name of NAMES) await writeFile(join(folder, 'pictures', name), PNG)
  await writeFile(join(folder, 'secret.png'), PNG)
  await writeFile(join(folder, 'mark.svg'), SVG)
  const { settings } = checkSettings({
    screenName: 'door',
    theme: 'light',
    secret: 'a secret of a store',
    pin: '47114711',
  })
  library = await MediaLibrary.open({
    media: { folder: 'pictures', seconds: 10, hours: [], onCall: 'shrink' },
    logo: 'mark.svg',
    base: folder,
    clock: systemClock,
    report: () => undefined,
  })
  const log = await openEmbeddedLog({ dir: join(folder, 'log'), store: 'main', clock: systemClock })
  relay = await startRelay({
    host: '127.0.0.1',
    port: 0,
    logs: singleLog(log),
    store: 'main',
    presses: { submit: () => Promise.reject(new Error('no press in this test')), probe: () => Promise.resolve() },
    screen: {
      setup: () => screenSetup(settings, { media: library.media(), logo: library.logo() }),
      openMedia: (id, range) => library.openMedia(id, range),
      openLogo: () => library.openLogo(),
    },
    pages: resolve('dist/renderer'),
    clock: systemClock,
    lines: SILENT,
    origins: [],
  })
  close = async () => {
    await relay.close()
    await log.close()
    library.close()
    await rm(folder, { recursive: true, force: true })
  }
})
afterAll(() => close())

const ask = (path: string, init: RequestInit = {}) => fetch(`${relay.address}${path}`, init)

async function told(): Promise<ScreenSetup> {
  return v.parse(ScreenSetup, await (await ask('/screen.json')).json())
}

async function picture(): Promise<string> {
  const [item] = (await told()).media.items
  if (item === undefined) throw new Error('there is no picture')
  return item.src
}

describe('GET /screen.json', () => {
  test('tells how this screen looks and what it shows', async () => {
    expect(await told()).toMatchObject({
      name: 'door',
      theme: 'light',
      media: { onCall: 'shrink', items: NAMES.map((name) => ({ name, kind: 'picture', seconds: 10 })) },
    })
  })

  test('is asked for anew each time, and guessed at by nobody', async () => {
    const { headers } = await ask('/screen.json')
    expect([headers.get('cache-control'), headers.get('content-type')]).toEqual([
      'no-store',
      'application/json; charset=utf-8',
    ])
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  test('tells no secret, no PIN and no path of the machine', async () => {
    const text = await (await ask('/screen.json')).text()
    for (const word of ['a secret of a store', '4711', folder, 'token']) expect(text).not.toContain(word)
  })

  test('says the same whatever the query', async () => {
    expect(await (await ask('/screen.json?display=5&store=x')).json()).toEqual(await told())
  })

  test('has no body at HEAD, and no other method', async () => {
    expect(await (await ask('/screen.json', { method: 'HEAD' })).text()).toBe('')
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await ask('/screen.json', { method })).status).toBe(405)
  })
})

describe('GET /media/ID', () => {
  test('is the whole picture, of each that the page is told of', async () => {
    const { items } = (await told()).media
    const statuses = await Promise.all(items.map(async ({ src }) => (await ask(src)).status))
    expect(statuses).toEqual(NAMES.map(() => 200))
    const response = await ask(await picture())
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG)
  })

  test.each([
    ['bytes=0-3', 206, 0, 4],
    ['bytes=10-', 206, 10, PNG.length],
    ['bytes=-5', 206, PNG.length - 5, PNG.length],
    ['bytes=0-999999', 206, 0, PNG.length],
    ['words=0-1', 200, 0, PNG.length],
  ])('%s is that part of it', async (range, status, start, end) => {
    const response = await ask(await picture(), { headers: { Range: range } })
    expect(response.status).toBe(status)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG.subarray(start, end))
    if (status === 206) {
      expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${PNG.length}`)
      expect(response.headers.get('content-length')).toBe(String(end - start))
    }
  })

  test('outside of it is 416 with its length', async () => {
    const response = await ask(await picture(), { headers: { Range: `bytes=${PNG.length}-` } })
    expect([response.status, response.headers.get('content-range')]).toEqual([416, `bytes */${PNG.length}`])
  })

  test('at HEAD is its length and nothing more', async () => {
    const response = await ask(await picture(), { method: 'HEAD' })
    expect([response.headers.get('content-length'), await response.text()]).toEqual([String(PNG.length), ''])
  })

  test.each([
    '/media/',
    '/media/unknown',
    '/media/a.png',
    '/media/..%2fsecret.png',
    '/media/%2e%2e/secret.png',
    '/media/../secret.png',
    '/media/..\\secret.png',
    '/media/%00',
    '/media/__proto__',
    '/media/constructor',
    `/media/${'a'.repeat(5_000)}`,
  ])('%s is nothing', async (path) => {
    expect((await ask(path)).status).toBe(404)
  })

  test('cannot be run, whatever is in it', async () => {
    for (const path of [await picture(), '/logo', '/media/unknown']) {
      const { headers } = await ask(path)
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/u)
      expect(headers.get('content-security-policy')).not.toContain('script-src')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })
})

describe('GET /logo', () => {
  test('is the mark, under the address that the page is told', async () => {
    const { logo = '' } = await told()
    const response = await ask(logo)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
    expect(await response.text()).toBe(SVG)
  })
})

describe('a relay that has nothing of a screen', () => {
  let plain: Rig
  beforeAll(async () => {
    plain = await startRig({ secret: 'a secret of a test' })
  })
  afterAll(() => plain.close())

  test('tells a plain one, without a token: the page must be up before anybody is let in', async () => {
    const response = await fetch(`${plain.address}/screen.json`)
    expect([response.status, await response.json()]).toEqual([200, DEFAULT_SCREEN])
  })

  test.each(['/logo', '/media/a'])('has no %s', async (path) => {
    expect((await fetch(`${plain.address}${path}`)).status).toBe(404)
  })
})
