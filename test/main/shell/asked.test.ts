/** Requests of pages to their own scheme, honest and crooked. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { whatIsAsked } from '../../../main/shell/asked.ts'
import type { BuiltFiles } from '../../../main/shell/built-files.ts'
import { createScheme } from '../../../main/shell/scheme.ts'

const NOTHING = { kind: 'nothing' }
const get = (address: string) => whatIsAsked('GET', address)

describe('an honest request', () => {
  test.each([
    ['app://kiosk/screen/', { kind: 'file', path: '/screen/index.html' }],
    ['app://kiosk/screen/?display=1', { kind: 'file', path: '/screen/index.html' }],
    ['app://kiosk/assets/screen-x1.js', { kind: 'file', path: '/assets/screen-x1.js' }],
    ['app://kiosk/screen.json?display=2', { kind: 'setup', display: '2' }],
    ['app://kiosk/screen.json', { kind: 'setup', display: '' }],
    ['app://kiosk/logo?v=abc', { kind: 'logo' }],
    ['app://kiosk/media/3f-A_0', { kind: 'media', id: '3f-A_0' }],
    ['app://kiosk/healthz', { kind: 'relay', path: '/healthz' }],
  ])('%s', (address, asked) => {
    expect(get(address)).toEqual(asked)
  })

  test('a press is posted', () => {
    expect(whatIsAsked('POST', 'app://kiosk/cashier_action')).toEqual({ kind: 'relay', path: '/cashier_action' })
  })
})

describe('nothing is answered', () => {
  test.each(['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'get', 'CONNECT', ''])('to the method "%s"', (method) => {
    for (const path of ['/screen/', '/screen.json', '/media/a', '/logo', '/healthz', '/cashier_action']) {
      expect(whatIsAsked(method, `app://kiosk${path}`)).toEqual(NOTHING)
    }
  })

  test.each(['/screen/', '/screen.json', '/logo', '/media/a', '/healthz', '/', '/cashier_action/', '//cashier_action'])(
    'to a POST to %s',
    (path) => {
      expect(whatIsAsked('POST', `app://kiosk${path}`)).toEqual(NOTHING)
    },
  )

  test('to a GET of what takes presses', () => {
    expect(get('app://kiosk/cashier_action')).not.toMatchObject({ kind: 'relay' })
  })

  test.each([
    'app://kiosk.evil/screen/',
    'app://evil/screen/',
    'app://evil@kiosk.evil/screen/',
    'app://ann@kiosk/screen/',
    'app://:secret@kiosk/screen/',
    'app://kiosk:80/screen/',
    'app://kiosk%2e/screen/',
    'app://kiosk./screen/',
    'app:///screen/',
    'app:/kiosk/screen/',
    'app:kiosk/screen/',
    'apps://kiosk/screen/',
    'file://kiosk/screen/',
    'http://kiosk/screen/',
    'https://app://kiosk/screen/',
    'javascript:app://kiosk/screen/',
    'app://kiosk\\@evil/screen/',
    '/screen/',
    '',
    'not an address',
  ])('at the address "%s"', (address) => {
    expect(get(address)).toEqual(NOTHING)
  })
})

describe('what names no single thing', () => {
  test.each([
    '/media/',
    '/media/../screen.json/x',
    '/media/a+b',
    '/media/ä',
    '/media/a/b',
    '/media/a%2fb',
    '/media/%61',
    '/media/a\\b',
    '/media/.',
    `/media/${'a'.repeat(81)}`,
    '/media/a%0a',
    '/healthz/',
    '/healthz%20',
    '/HEALTHZ',
    '/readyz',
    '/metrics',
    '/screen.json/',
    '/logo/',
  ])('%j is at most the name of a file that nobody has', (path) => {
    expect(['file', 'nothing']).toContain(get(`app://kiosk${path}`).kind)
  })

  test('the query never leads anywhere: only `display` of it is read, once', () => {
    expect(get('app://kiosk/healthz?path=/metrics#/metrics')).toEqual({ kind: 'relay', path: '/healthz' })
    expect(get('app://kiosk/screen.json?display=1&display=2')).toEqual({ kind: 'setup', display: '1' })
    expect(get('app://kiosk/screen.json?__proto__=1&display[]=2')).toEqual({ kind: 'setup', display: '' })
  })

  test('a path of a megabyte is an answer like another', () => {
    expect(get(`app://kiosk/${'../'.repeat(350_000)}etc/passwd`)).toEqual({ kind: 'file', path: '/etc/passwd' })
    expect(get(`app://kiosk/media/${'a'.repeat(1_000_000)}`).kind).toBe('file')
  })
})

/** Every file that is read is noted, so that the property below cannot pass by looking at texts alone. */
function noted(paths: readonly string[]): { readonly files: BuiltFiles; readonly read: string[] } {
  const read: string[] = []
  const entry = (path: string) => ({
    type: 'text/plain',
    read: async () => {
      read.push(path)
      return new TextEncoder().encode(path)
    },
  })
  return { files: new Map(paths.map((path) => [path, entry(path)])), read }
}

test('whatever the address, only listed files are read, and each only under its own name', async () => {
  const listed = ['/screen/index.html', '/assets/a.js', '/buttons/index.html']
  const piece = fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%2E.',
    '%252e%252e',
    '%2f',
    '\\',
    '%5c',
    '/',
    '//',
    '%00',
    '\0',
    'screen',
    'screen/',
    'index.html',
    'assets/a.js',
    'a.js',
    '?',
    '#',
    'etc/passwd',
    'C:',
    'dist/main.js',
    '__proto__',
    'constructor',
    '\u202e',
    ' ',
    '%',
    '@kiosk',
    ';',
  )
  const start = fc.constantFrom(
    'app://kiosk',
    'app://kiosk/',
    'app://kiosk.evil/',
    'app://',
    'file:///',
    'APP://kiosk/',
  )
  const address = fc.tuple(start, fc.array(piece, { maxLength: 8 })).map(([head, pieces]) => head + pieces.join(''))
  await fc.assert(
    fc.asyncProperty(fc.oneof(address, fc.webUrl(), fc.string()), async (text) => {
      const asked = whatIsAsked('GET', text)
      if (asked.kind !== 'file') return
      const { files, read } = noted(listed)
      const scheme = createScheme({
        files,
        relay: () => undefined,
        setup: async () => undefined,
        media: async () => undefined,
        logo: async () => undefined,
        forward: async () => Promise.reject(new Error('not to the relay')),
      })
      // A Request cannot be made of every text; whoever makes one has the address in this form.
      const answer = await scheme(new Request(new URL(text)))
      expect(answer.status === 200).toBe(listed.includes(asked.path))
      expect(read).toEqual(answer.status === 200 ? [asked.path] : [])
    }),
    { numRuns: 2_000 },
  )
})
