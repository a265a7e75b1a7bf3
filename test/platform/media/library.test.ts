import { copyFile, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join, resolve } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MediaLibrary } from '../../../platform/media/library.ts'
import { asWebResponse, sendMedia } from '../../../platform/media/serve.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { tempDirs } from '../../helpers/temp-dir.ts'

/** Only ends a test that never gets what it waits for. */
const SOON = { timeout: 20_000 }

const folder = tempDirs()
const recorded = (name: string) => resolve('test/recordings/media', name)
const open: MediaLibrary[] = []
afterEach(() => {
  for (const library of open.splice(0)) library.close()
})

async function libraryOf(dir: string, logo?: string) {
  const clock = new FakeTimersClock()
  const reported: string[] = []
  const media = { folder: '.', seconds: 10, hours: [], onCall: 'shrink' as const }
  const library = await MediaLibrary.open({
    media,
    logo,
    base: dir,
    clock,
    report: ({ name, problem }) => reported.push(`${name} ${problem}`),
  })
  open.push(library)
  /** Half a minute passes, and the folder is looked at again. */
  const later = (ms = 30_000) => {
    clock.advance(ms)
    return vi.waitFor(() => expect(clock.pending).toBe(1), SOON)
  }
  const names = () => library.media().items.map(({ name }) => name)
  const ids = () => library.media().items.map(({ src }) => src.slice('media/'.length))
  return { library, clock, reported, later, names, ids }
}

async function shop(...names: string[]): Promise<string> {
  const dir = await folder()
  for (const name of names) await copyFile(recorded(name), join(dir, name))
  return dir
}

describe('while the screen runs', () => {
  it('a file that is copied in is found without a restart, and one that is taken out goes', async () => {
    const dir = await shop('still.png')
    const { later, names } = await libraryOf(dir)
    await copyFile(recorded('still.jpg'), join(dir, 'still.jpg'))
    await rm(join(dir, 'still.png'))
    expect(names()).toEqual(['still.png'])
    await later()
    expect(names()).toEqual(['still.jpg'])
  })

  it('a file that still grows is taken when it is whole, three seconds later', async () => {
    const dir = await shop('still.png')
    const { clock, later, names } = await libraryOf(dir)
    await copyFile(recorded('still.jpg'), join(dir, 'still.jpg'))
    const justNow = new Date(clock.now() + 29_000)
    await utimes(join(dir, 'still.jpg'), justNow, justNow)
    await later()
    expect(names()).toEqual(['still.png'])
    await later(3_000)
    expect(names()).toEqual(['still.jpg', 'still.png'])
  })

  it('a file with new content has a new address', async () => {
    const dir = await shop('still.png')
    const { later, ids } = await libraryOf(dir)
    const [before] = ids()
    await copyFile(recorded('still.webp'), join(dir, 'still.png'))
    await later()
    expect(ids()).toHaveLength(1)
    expect(ids()[0]).not.toBe(before)
  })

  it('each bad file is reported once, and again when it is bad in another way', async () => {
    const dir = await shop('still.png')
    await writeFile(join(dir, 'bad.jpg'), '')
    const { later, reported } = await libraryOf(dir)
    await later()
    expect(reported).toEqual(['bad.jpg is empty'])
    await writeFile(join(dir, 'bad.jpg'), 'text')
    await later()
    expect(reported).toHaveLength(2)
  })

  it('says what a call does to it', async () => {
    expect((await libraryOf(await shop())).library.media().onCall).toBe('shrink')
  })

  it('closed, it looks no more', async () => {
    const { library, clock } = await libraryOf(await shop('still.png'))
    library.close()
    expect(clock.pending).toBe(0)
  })
})

describe('what a page gets for an id', () => {
  it('is the file, with its type by content, not to be guessed at, kept by the page', async () => {
    const { library, ids } = await libraryOf(await shop('still.png'))
    const response = asWebResponse(await library.openMedia(ids()[0] ?? '', null), 'GET')
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toEqual({
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=86400, immutable',
      'content-length': '1330',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
    })
    expect(Buffer.from(await response.arrayBuffer())).toEqual(await readFile(recorded('still.png')))
  })

  it('is a part of a video, where a part is asked for', async () => {
    const { library, ids } = await libraryOf(await shop('moving.webm'))
    const response = asWebResponse(await library.openMedia(ids()[0] ?? '', 'bytes=4-7'), 'GET')
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe('bytes 4-7/2671')
    expect(response.headers.get('content-length')).toBe('4')
    expect(Buffer.from(await response.arrayBuffer())).toEqual((await readFile(recorded('moving.webm'))).subarray(4, 8))
  })

  it('is refused where the part lies behind the end', async () => {
    const { library, ids } = await libraryOf(await shop('moving.webm'))
    const answer = await library.openMedia(ids()[0] ?? '', 'bytes=9999-')
    expect(answer).toMatchObject({ status: 416, headers: { 'Content-Range': 'bytes */2671' }, stream: null })
  })

  it.each(['', '..', '../still.png', '/etc/passwd', 'still.png', '%2e%2e%2fstill.png', '__proto__', 'constructor'])(
    'is nothing for "%s": an id is not a path',
    async (id) => {
      const { library } = await libraryOf(await shop('still.png'))
      expect((await library.openMedia(id, null)).status).toBe(404)
    },
  )

  it('is nothing once the file is gone, another, or a link', async () => {
    const dir = await shop('still.png')
    const { library, ids } = await libraryOf(dir)
    const [id = ''] = ids()
    const path = join(dir, 'still.png')
    await rename(path, join(dir, 'moved.png'))
    expect((await library.openMedia(id, null)).status).toBe(404)
    await symlink(join(dir, 'moved.png'), path)
    expect((await library.openMedia(id, null)).status).toBe(404)
    await rm(path)
    await writeFile(path, 'something else')
    expect((await library.openMedia(id, null)).status).toBe(404)
  })

  it('is only the headers for HEAD', async () => {
    const { library, ids } = await libraryOf(await shop('still.png'))
    const answer = await library.openMedia(ids()[0] ?? '', null)
    const response = asWebResponse(answer, 'HEAD')
    expect(response.headers.get('content-length')).toBe('1330')
    expect(await response.text()).toBe('')
    expect(answer.stream?.destroyed).toBe(true)
  })

  it('closes the file when the page goes away in the middle', async () => {
    const { library, ids } = await libraryOf(await shop('moving.mp4'))
    const answer = await library.openMedia(ids()[0] ?? '', null)
    await asWebResponse(answer, 'GET').body?.cancel()
    expect(answer.stream?.destroyed).toBe(true)
  })
})

describe('over the relay’s own server', () => {
  let server: Server | undefined
  afterEach(() => server?.close())

  it('comes whole and in parts', async () => {
    const { library, ids } = await libraryOf(await shop('moving.mp4'))
    server = createServer((request, response) => {
      void library
        .openMedia(request.url?.slice(1) ?? '', request.headers.range)
        .then((answer) => sendMedia(answer, request.method ?? '', response))
    })
    const port = await new Promise<number>((resolvePort) => {
      server?.listen(0, '127.0.0.1', () => {
        const address = server?.address()
        resolvePort(typeof address === 'object' && address ? address.port : 0)
      })
    })
    const url = `http://127.0.0.1:${port}/${ids()[0]}`
    const whole = await readFile(recorded('moving.mp4'))
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(whole)
    const end = await fetch(url, { headers: { range: 'bytes=-5' } })
    expect([end.status, Buffer.from(await end.arrayBuffer())]).toEqual([206, whole.subarray(-5)])
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe(String(whole.length))
    expect((await fetch(`${url}x`)).status).toBe(404)
  })
})

describe('the shop’s mark', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'

  it('is served with its type and may run nothing', async () => {
    const dir = await shop()
    await writeFile(join(dir, 'mark.txt'), svg)
    const { library } = await libraryOf(dir, 'mark.txt')
    expect(library.logo()).toMatch(/^logo\?v=[\w-]{22}$/u)
    const response = asWebResponse(await library.openLogo(), 'GET')
    expect(response.headers.get('content-type')).toBe('image/svg+xml')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await response.text()).toBe(svg)
  })

  it('has a new address when it is another', async () => {
    const dir = await shop()
    await writeFile(join(dir, 'mark.svg'), svg)
    const { library, later } = await libraryOf(dir, 'mark.svg')
    const before = library.logo()
    await copyFile(recorded('still.png'), join(dir, 'mark.svg'))
    await later()
    expect(library.logo()).not.toBe(before)
  })

  it('that is a video, too large or missing is reported, and there is none', async () => {
    const dir = await shop('moving.mp4')
    await writeFile(join(dir, 'large.svg'), svg.padEnd(5 * 1024 * 1024 + 1))
    for (const [logo, problem] of [
      ['moving.mp4', 'moving.mp4 is no SVG, PNG, JPEG or WebP'],
      ['large.svg', 'large.svg is too large for a mark: at most 5 MB'],
      ['gone.svg', 'gone.svg is not there'],
    ]) {
      const { library, reported } = await libraryOf(dir, logo)
      expect(reported).toEqual([problem])
      expect(library.logo()).toBeUndefined()
      expect((await library.openLogo()).status).toBe(404)
    }
  })
})
