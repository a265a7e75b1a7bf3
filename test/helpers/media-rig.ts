/**
 * The screen's page with `media-page.ts` as its program, built into a folder of its own and served with the product's
 * own answers for pictures and videos.
 *
 *     const rig = await MediaRig.start({ folder })
 *     const page = await rig.open(browser, { query: '?speed=50' })
 *
 * How to extend: another answer of the server is another `case` in `#answer`.
 */
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import type { MediaSettings } from '../../platform/kiosk-settings.ts'
import { MediaLibrary } from '../../platform/media/library.ts'
import { sendMedia } from '../../platform/media/serve.ts'
import { systemClock } from '../../platform/system-clock.ts'

const TYPES: { readonly [ending: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

export type OpenOptions = {
  readonly width?: number
  readonly height?: number
  readonly query?: string
  readonly reducedMotion?: 'reduce' | 'no-preference'
  readonly contrast?: 'more' | 'no-preference'
  readonly forcedColors?: 'active' | 'none'
}

export class MediaRig {
  readonly library: MediaLibrary
  /** Of files that cannot be shown, as the library reported them. */
  readonly reported: string[]
  readonly #pages: string
  readonly #server: Server

  private constructor(pages: string, library: MediaLibrary, reported: string[]) {
    this.#pages = pages
    this.library = library
    this.reported = reported
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }

  static async start(media: MediaSettings, logo?: string): Promise<MediaRig> {
    const reported: string[] = []
    const library = await MediaLibrary.open({
      media,
      logo,
      base: resolve('.'),
      clock: systemClock,
      report: ({ name, problem }) => reported.push(`${name} ${problem}`),
    })
    const rig = new MediaRig(await builtPages(), library, reported)
    rig.#server.listen(0, '127.0.0.1')
    await once(rig.#server, 'listening')
    return rig
  }

  /** The screen, waiting, with all its fonts; its pictures and videos are not yet given to it. */
  async open(browser: Browser, options: OpenOptions = {}): Promise<Page> {
    const { width = 1280, height = 720, query = '', ...features } = options
    const page = await (await browser.newContext({ viewport: { width, height }, ...features })).newPage()
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    await page.goto(`http://127.0.0.1:${address.port}/${query}`)
    await page.waitForFunction(() => 'stand' in window && document.fonts.status === 'loaded')
    return page
  }

  /** The library's list, given to the page. */
  async give(page: Page): Promise<void> {
    await page.evaluate((media) => window.stand.media(media), this.library.media())
  }

  async stop(): Promise<void> {
    this.library.close()
    this.#server.closeAllConnections()
    await new Promise((closed) => this.#server.close(closed))
    await rm(this.#pages, { recursive: true, force: true })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://rig')
    const method = request.method ?? 'GET'
    const id = /^\/media\/(.*)$/u.exec(pathname)?.[1]
    if (id !== undefined) return sendMedia(await this.library.openMedia(id, request.headers.range), method, response)
    if (pathname === '/logo') return sendMedia(await this.library.openLogo(), method, response)
    const path = pathname === '/' ? 'screen/index.html' : pathname.slice(1)
    const body = await readFile(join(this.#pages, path)).catch(() => null)
    response.writeHead(body ? 200 : 404, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' })
    response.end(body)
  }
}

async function builtPages(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'cashierq-pages-'))
  await build({
    configFile: false,
    root: resolve('renderer'),
    logLevel: 'error',
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: { input: { screen: resolve('renderer/screen/index.html') } },
    },
    plugins: [
      {
        name: 'the test is the program of the page',
        transformIndexHtml: {
          order: 'pre',
          handler: (html) => html.replace('./main.ts', '../../test/helpers/media-page.ts'),
        },
      },
    ],
  })
  return outDir
}
