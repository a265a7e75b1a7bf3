/**
 * The set-up page as the kiosk serves it, in a real browser, with a main process that only remembers what it was asked.
 *
 * How to extend: a test gives the facts that differ (`facts({ first: false })`) and what the host answers; what the
 * page asked is in `calls`. `CASHIERQ_PAGES` names another folder of built pages.
 */
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { extname, join, normalize } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import * as v from 'valibot'
import { contentPolicy, pageKind } from '../../main/shell/policy.ts'
import { KIOSK_ORIGIN } from '../../protocol/kiosk-origin.ts'
import { DEFAULT_SCREEN } from '../../protocol/screen-setup.ts'
import { defaultTill } from '../../protocol/settings.ts'
import { type Saved, SetupDraft, type SetupFacts, type SetupScreen, type Tried } from '../../protocol/setup.ts'

export const PAGES = process.env['CASHIERQ_PAGES'] ?? 'dist/renderer'

const TYPES: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.pack': 'application/octet-stream',
}

export type SetupServer = { readonly origin: string; close(): Promise<void> }

/** The built pages under the kiosk's own Content-Security-Policy. */
export async function startSetupServer(): Promise<SetupServer> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://kiosk')
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname
    try {
      const content = await readFile(join(PAGES, normalize(path)))
      response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream')
      if (path.endsWith('.html')) {
        response.setHeader('content-security-policy', contentPolicy(pageKind(`${KIOSK_ORIGIN}${path}`), undefined))
      }
      response.end(content)
    } catch {
      // Nothing there: the page asked for what it should not.
      response.writeHead(404).end()
    }
  })
  const port = await listen(server)
  return { origin: `http://127.0.0.1:${port}`, close: () => new Promise((done) => server.close(() => done())) }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('no port'))
      else resolve(address.port)
    })
  })
}

export function draft(more: Partial<SetupDraft> = {}): SetupDraft {
  return {
    line: { kind: 'own' },
    store: 'main',
    screenName: 'screen',
    languages: ['en'],
    announceLanguages: [],
    tills: [1, 2, 3, 4, 5, 6].map(defaultTill),
    chime: true,
    voice: true,
    volume: DEFAULT_SCREEN.volume,
    displays: [{ display: 'primary' }],
    theme: 'dark',
    pin: { kind: 'none' },
    diagonalInches: 43,
    readingMetres: 10,
    ...more,
  }
}

export const SCREEN: SetupScreen = { id: '1', label: 'HDMI-1', x: 0, y: 0, width: 1920, height: 1080, primary: true }
export const UPRIGHT: SetupScreen = {
  id: '2',
  label: 'DP-2',
  x: 1920,
  y: -420,
  width: 1080,
  height: 1920,
  primary: false,
}

export function facts(more: Partial<SetupFacts> = {}): SetupFacts {
  return {
    file: '/home/kiosk/.config/cashierq/cashierq.json',
    first: true,
    problems: [],
    draft: draft(),
    pinSet: false,
    screens: [SCREEN],
    holdMs: 3_000,
    floorMs: 2_000,
    ...more,
  }
}

export type HostAnswers = { readonly saved?: Saved; readonly tried?: Tried }
export type Call = { readonly verb: string; readonly given?: unknown }

export type SetupPage = {
  readonly page: Page
  /** What the page said that it must not: uncaught errors, refused loads. */
  readonly errors: readonly string[]
  calls(): Promise<Call[]>
  /** The draft of the last save. */
  savedDraft(): Promise<SetupDraft>
}

declare global {
  interface Window {
    setupCalls: Call[]
  }
}

export type OpenSetup = {
  readonly facts?: SetupFacts
  readonly answers?: HostAnswers
  readonly context?: BrowserContextOptions
}

export async function openSetup(browser: Browser, origin: string, options: OpenSetup = {}): Promise<SetupPage> {
  const { facts: told = facts(), answers = {}, context: wish = {} } = options
  const context = await browser.newContext({
    viewport: { width: 1920, height: 1080 },
    reducedMotion: 'reduce',
    ...wish,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  await page.addInitScript(pretendHost, { told, answers })
  await page.goto(`${origin}/setup/`)
  await page.waitForSelector('[data-part="page"][data-state="ready"]')
  const calls = () => page.evaluate(() => window.setupCalls)
  return {
    page,
    errors,
    calls,
    async savedDraft() {
      return v.parse(SetupDraft, (await calls()).findLast(({ verb }) => verb === 'save')?.given)
    },
  }
}

/** Runs in the page before anything else, in place of the preload. */
function pretendHost({ told, answers }: { readonly told: SetupFacts; readonly answers: HostAnswers }): void {
  window.setupCalls = []
  const note = (verb: string, given?: unknown) => {
    window.setupCalls.push(given === undefined ? { verb } : { verb, given })
  }
  Object.defineProperty(window, 'cashierqSetup', {
    value: {
      load: async () => told,
      save: async (given: unknown) => {
        note('save', given)
        return answers.saved ?? { kind: 'saved' }
      },
      tryRelay: async (given: unknown) => {
        note('try-relay', given)
        return answers.tried ?? { kind: 'reached', roundTripMs: 1.4 }
      },
      identify: async () => note('identify'),
      finish: async () => note('finish'),
    },
  })
}
