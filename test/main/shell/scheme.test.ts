/** What the kiosk's own scheme answers, and with which headers. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { type BuiltFiles, listBuiltFiles } from '../../../main/shell/built-files.ts'
import { createScheme, type SchemeParts } from '../../../main/shell/scheme.ts'
import { DEFAULT_SCREEN } from '../../../protocol/screen-setup.ts'
import { tempDirs } from '../../helpers/temp-dir.ts'

const text = (content: string) => async () => new TextEncoder().encode(content)
const FILES: BuiltFiles = new Map([
  ['/screen/index.html', { type: 'text/html; charset=utf-8', read: text('<p>screen') }],
  ['/assets/a.js', { type: 'text/javascript; charset=utf-8', read: text('a()') }],
])

const PARTS: SchemeParts = {
  files: FILES,
  relay: () => 'ws://127.0.0.1:8000',
  setup: async (display) => (display === '1' ? DEFAULT_SCREEN : undefined),
  media: async (id) => (id === 'a' ? new Response('picture', { headers: { 'Content-Type': 'image/png' } }) : undefined),
  logo: async () => undefined,
  forward: async () => new Response('{}', { headers: { 'Content-Type': 'application/json' } }),
}

function ask(path: string, changes: Partial<SchemeParts> = {}, init: RequestInit = {}): Promise<Response> {
  return createScheme({ ...PARTS, ...changes })(new Request(`app://kiosk${path}`, init))
}

describe('every answer', () => {
  const answers: readonly (readonly [string, () => Promise<Response>, number])[] = [
    ['a page', () => ask('/screen/'), 200],
    ['a file', () => ask('/assets/a.js'), 200],
    ['a file that is none', () => ask('/assets/b.js'), 404],
    ['a method that is none', () => ask('/screen/', {}, { method: 'DELETE' }), 404],
    ['a setup', () => ask('/screen.json?display=1'), 200],
    ['a setup of no window', () => ask('/screen.json?display=9'), 404],
    ['a picture', () => ask('/media/a'), 200],
    ['a picture that is gone', () => ask('/media/b'), 404],
    ['a mark that nobody has', () => ask('/logo'), 404],
    ["the relay's word", () => ask('/healthz'), 200],
    ["the relay's silence", () => ask('/healthz', { forward: async () => new Response('', { status: 502 }) }), 502],
  ]
  test.each(answers)('%s is hardened', async (_, answer, status) => {
    const response = await answer()
    expect(response.status).toBe(status)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(/^default-src 'none';/u),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'content-type': expect.stringMatching(/^\w+\/\w+/u),
    })
  })

  test('a part of a video keeps its status and its headers', async () => {
    const headers = { 'Content-Type': 'video/mp4', 'Content-Range': 'bytes 0-1/9', 'Content-Length': '2' }
    const response = await ask('/media/a', { media: async () => new Response('vi', { status: 206, headers }) })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe('bytes 0-1/9')
    expect(await response.text()).toBe('vi')
  })

  test("a picture's own, stricter policy stays", async () => {
    const strict = "default-src 'none'; style-src 'unsafe-inline'"
    const media = async () => new Response('<svg/>', { headers: { 'Content-Security-Policy': strict } })
    expect((await ask('/media/a', { media })).headers.get('content-security-policy')).toBe(strict)
  })

  test('what the relay sends along is gone, its cookies above all', async () => {
    const forward = async () => new Response('{}', { headers: { 'Content-Type': 'application/json' } })
    expect((await ask('/healthz', { forward })).headers.get('set-cookie')).toBeNull()
  })
})

describe('a page', () => {
  test('may talk to the relay as it is known when the page is loaded', async () => {
    const csp = async (relay: string | undefined) =>
      (await ask('/screen/', { relay: () => relay })).headers.get('content-security-policy')
    expect(await csp('wss://shop.example')).toContain("connect-src 'self' wss://shop.example;")
    expect(await csp(undefined)).toContain("connect-src 'self';")
  })

  test('is told its setup anew each time', async () => {
    const response = await ask('/screen.json?display=1')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual(DEFAULT_SCREEN)
  })

  test('whose file cannot be read fails to load, so that it is loaded again: it is not an empty page', async () => {
    const files = new Map([['/screen/index.html', { type: 'text/html', read: () => Promise.reject(new Error('EIO')) }]])
    await expect(ask('/screen/', { files })).rejects.toThrow('EIO')
  })

  test('gives its range to the pictures', async () => {
    const ranges: (string | null)[] = []
    const media = async (_: string, range: string | null) => {
      ranges.push(range)
      return undefined
    }
    await ask('/media/a', { media }, { headers: { Range: 'bytes=0-1' } })
    await ask('/media/a', { media })
    expect(ranges).toEqual(['bytes=0-1', null])
  })
})

describe('the list of built files', () => {
  const tempDir = tempDirs()
  let folder: string
  beforeEach(async () => {
    folder = await tempDir()
    await mkdir(join(folder, 'screen'))
    await writeFile(join(folder, 'screen', 'index.html'), '<p>')
  })

  test('has each file with its type', async () => {
    await mkdir(join(folder, 'assets'))
    await writeFile(join(folder, 'assets', 'a.woff2'), 'font')
    await writeFile(join(folder, 'assets', 'a.strange'), '?')
    const files = listBuiltFiles(folder)
    expect(Object.fromEntries([...files].map(([path, { type }]) => [path, type]))).toEqual({
      '/screen/index.html': 'text/html; charset=utf-8',
      '/assets/a.woff2': 'font/woff2',
      '/assets/a.strange': 'application/octet-stream',
    })
    expect(new TextDecoder().decode(await files.get('/assets/a.woff2')?.read())).toBe('font')
  })

  test('follows no link out of the folder', async () => {
    const outside = await tempDir()
    await writeFile(join(outside, 'secret.txt'), 'secret')
    await symlink(join(outside, 'secret.txt'), join(folder, 'secret.txt'))
    await symlink(outside, join(folder, 'way-out'))
    expect([...listBuiltFiles(folder).keys()]).toEqual(['/screen/index.html'])
  })

  test('has what was there at the start and nothing that came later', async () => {
    const files = listBuiltFiles(folder)
    await writeFile(join(folder, 'late.js'), 'late()')
    expect((await ask('/late.js', { files })).status).toBe(404)
  })

  test('without the screen is an error that says what to do', async () => {
    expect(() => listBuiltFiles(join(folder, 'screen'))).toThrow(
      expect.objectContaining({ code: 'pages_missing', message: expect.stringContaining('npm run build') }),
    )
  })
})
