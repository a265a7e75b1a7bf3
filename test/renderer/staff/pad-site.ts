/**
 * The pad's page, built once and given to Chromium under the kiosk's own strict Content-Security-Policy.
 *
 * How to extend: `openPad` takes the language and what `unlock` answers, one after the other; `heard` tells what the
 * page asked for.
 */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page, Route } from 'playwright-core'
import { build } from 'vite'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const ORIGIN = 'http://kiosk.test'
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'"
const TYPES: { readonly [end: string]: string } = { js: 'text/javascript', css: 'text/css', woff2: 'font/woff2' }

export type PadSite = { readonly folder: string; readonly style: string; remove(): Promise<void> }

export async function buildPadSite(): Promise<PadSite> {
  const folder = join(ROOT, 'node_modules/.cache/cashierq-test', `pad-${process.pid}`)
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: join(ROOT, 'test/renderer/staff/pad.page.ts'),
        output: { entryFileNames: 'pad.js', assetFileNames: 'assets/[name]-[hash][extname]' },
      },
    },
  })
  const style = (await readdir(join(folder, 'assets'))).find((file) => file.endsWith('.css'))
  if (style === undefined) throw new Error('the pad has no style')
  return { folder, style: `/assets/${style}`, remove: () => rm(folder, { recursive: true, force: true }) }
}

export type PadOptions = {
  readonly width?: number
  readonly height?: number
  readonly language?: string
  readonly answers?: readonly unknown[]
}

/** One page for all tests, its clock stopped: only `page.clock.runFor` turns it. */
export async function openPage(browser: Browser, site: PadSite): Promise<Page> {
  const page = await browser.newPage()
  await page.clock.install({ time: 0 })
  await page.route(`${ORIGIN}/**`, (route) => answer(route, site))
  await page.goto(`${ORIGIN}/`)
  await page.clock.pauseAt(60_000)
  return page
}

export async function openPad(page: Page, options: PadOptions = {}): Promise<void> {
  const { width = 1_920, height = 1_080, language = 'en', answers = [{ kind: 'wrong', left: 3 }] } = options
  await page.setViewportSize({ width, height })
  await page.goto(`${ORIGIN}/?language=${language}`)
  await page.waitForFunction(() => 'askStaff' in window)
  await page.evaluate((given) => void window.answers.splice(0, 9, ...given), [...answers])
}

export function heard(page: Page): Promise<string[]> {
  return page.evaluate(() => window.heard)
}

function answer(route: Route, { folder, style }: PadSite): Promise<void> {
  const { pathname: path, searchParams } = new URL(route.request().url())
  const language = searchParams.get('language') ?? 'en'
  const headers = { 'Content-Security-Policy': CSP }
  if (path !== '/') {
    const contentType = TYPES[path.replace(/^.*\./u, '')]
    if (contentType === undefined) return route.fulfill({ status: 404 })
    return route.fulfill({ path: join(folder, path), headers, contentType })
  }
  const direction = ['ar', 'he'].includes(language) ? 'rtl' : 'ltr'
  const body = `<!doctype html><html lang="${language}" dir="${direction}"><meta charset="utf-8">
    <meta name="viewport" content="width=device-width"><link rel="stylesheet" href="${style}">
    <body><script type="module" src="/pad.js"></script></body></html>`
  return route.fulfill({ body, headers, contentType: 'text/html' })
}
