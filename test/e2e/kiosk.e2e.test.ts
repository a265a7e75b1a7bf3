/** The kiosk for real: Electron and, where it is missing, Chromium, on a display without a monitor. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Kiosk, launchKiosk } from '../../cli/kiosk/kiosk.ts'
import { thisMachine } from '../../cli/kiosk/machine.ts'
import { SILENT } from '../../platform/logger.ts'
import { electronRuntime } from '../../scripts/electron-runtime.mjs'
import { type ScreenServer, startScreenServer } from '../helpers/screen-server.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

const APP = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const SOON = { timeout: 30_000, interval: 50 }

let display: Xvfb
let electron: string

beforeAll(async () => {
  const runtime = await electronRuntime()
  // Not a skip: a test run without Electron has not tested the kiosk.
  if ('missing' in runtime) throw new Error(`no Electron to test with: ${runtime.why}`)
  electron = runtime.path
  display = await startXvfb()
}, 400_000)

afterAll(async () => {
  await display?.stop()
})

type Opened = { readonly app: ElectronApplication; readonly page: Page }

async function openKiosk(origin: string, ...more: string[]): Promise<Opened> {
  const app = await _electron.launch({
    executablePath: electron,
    args: ['--no-sandbox', APP, `--relay=${origin}/`, ...more],
    env: Object.fromEntries(Object.entries(display.env).flatMap(([name, value]) => (value ? [[name, value]] : []))),
  })
  return { app, page: await app.firstWindow() }
}

describe('the Electron window on a relay’s page', () => {
  let relay: ScreenServer
  let elsewhere: ScreenServer
  let app: ElectronApplication
  let page: Page

  beforeAll(async () => {
    relay = await startScreenServer()
    elsewhere = await startScreenServer()
    const opened = await openKiosk(relay.origin)
    app = opened.app
    page = opened.page
    await page.waitForSelector('[data-view=wait]')
  })

  afterAll(async () => {
    await app?.close()
    await relay.close()
    await elsewhere.close()
  })

  /** A round trip through the browser: what the page tried before it has been decided. */
  async function settle(): Promise<void> {
    const before = relay.requests.length
    await page.evaluate(() => fetch('/settled').then(() => undefined))
    expect(relay.requests.slice(before)).toContain('/settled')
  }

  it('fills the whole screen', async () => {
    expect(page.url()).toBe(`${relay.origin}/`)
    const size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight, x: screenX, y: screenY }))
    expect(size).toMatchObject({ x: 0, y: 0 })
    // Without a window manager Chromium keeps a window one pixel smaller than the screen.
    expect(size.width).toBeGreaterThanOrEqual(display.width - 1)
    expect(size.height).toBeGreaterThanOrEqual(display.height - 1)
    const kiosk = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((each) => each.isKiosk()))
    expect(kiosk).toEqual([true])
  })

  it('hides the cursor and has no menu', async () => {
    await vi.waitFor(async () => {
      expect(await page.evaluate(() => getComputedStyle(document.body).cursor)).toBe('none')
    }, SOON)
    expect(await app.evaluate(({ Menu }) => Menu.getApplicationMenu())).toBeNull()
  })

  it('keeps the display awake', async () => {
    expect(await app.evaluate(({ powerSaveBlocker }) => powerSaveBlocker.isStarted(0))).toBe(true)
  })

  it('lets the chime sound before anybody has touched the screen', async () => {
    await page.waitForSelector('[data-audio=running]')
  })

  it('gives the page no Node and no Electron', async () => {
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'global', 'Buffer', 'electron'].filter((name) => name in globalThis),
    )
    expect(found).toEqual([])
  })

  it('grants no permission', async () => {
    const states = await page.evaluate(async () => {
      const names: PermissionName[] = ['geolocation', 'notifications', 'camera', 'microphone']
      const found = await Promise.all(names.map((name) => navigator.permissions.query({ name })))
      return found.map(({ state }) => state)
    })
    expect(states).toEqual(['denied', 'denied', 'denied', 'denied'])
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
  })

  it('downloads nothing', async () => {
    const outcome = await app.evaluate(({ BrowserWindow }) => {
      const pages = BrowserWindow.getAllWindows()[0]?.webContents.session
      return new Promise<string>((resolve) => {
        // The kiosk's own listener comes first and has decided by the time this one asks.
        pages?.once('will-download', (event) => resolve(event.defaultPrevented ? 'refused' : 'accepted'))
        pages?.downloadURL('data:application/octet-stream,x')
      })
    })
    expect(outcome).toBe('refused')
  })

  it('opens no second window', async () => {
    expect(await page.evaluate(() => window.open('/other') === null)).toBe(true)
    expect(await page.evaluate(() => window.open('about:blank', '_blank', 'popup') === null)).toBe(true)
    expect(app.windows()).toHaveLength(1)
  })

  it('follows no link to another server', async () => {
    await page.evaluate((to) => location.assign(to), `${elsewhere.origin}/`)
    await settle()
    expect(page.url()).toBe(`${relay.origin}/`)
    expect(elsewhere.requests).toEqual([])
  })

  it('does not follow the relay’s own redirect to another server', async () => {
    relay.redirects.set('/away', `${elsewhere.origin}/`)
    await page.evaluate(() => location.assign('/away'))
    await vi.waitFor(() => expect(relay.requests).toContain('/away'), SOON)
    await settle()
    expect(page.url()).toBe(`${relay.origin}/`)
    expect(elsewhere.requests).toEqual([])
  })

  it('frames nothing from another server', async () => {
    await page.evaluate((to) => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      frame.contentWindow?.location.assign(to)
    }, `${elsewhere.origin}/`)
    await settle()
    expect(elsewhere.requests).toEqual([])
  })

  it('may move within the relay', async () => {
    await page.evaluate(() => location.assign('/cashier_buttons'))
    await page.waitForURL(`${relay.origin}/cashier_buttons`)
  })
})

describe('the Electron window in trouble', () => {
  let relay: ScreenServer
  let opened: Opened | undefined

  beforeEach(async () => {
    relay = await startScreenServer()
  })

  afterEach(async () => {
    await opened?.app.close()
    opened = undefined
    await relay.close()
  })

  async function open(...more: string[]): Promise<Opened> {
    opened = await openKiosk(relay.origin, ...more)
    return opened
  }

  it('waits calmly for a relay that is not there yet, then shows it', async () => {
    await relay.close()
    const { page } = await open()
    await page.waitForSelector('[data-view=offline]')
    expect(await page.textContent('body')).toContain('Please watch the cashiers')
    relay = await startScreenServer(relay.port)
    await page.waitForSelector('[data-view=wait]')
    expect(page.url()).toBe(`${relay.origin}/`)
  })

  it('does not show the error of a relay that answers badly', async () => {
    relay.status = 503
    const { page } = await open()
    await page.waitForSelector('[data-view=offline]')
    relay.status = 200
    await page.waitForSelector('[data-view=wait]')
  })

  it('waits while something in between redirects it elsewhere, as a log-in page of a network does', async () => {
    const portal = await startScreenServer()
    relay.redirects.set('/', `${portal.origin}/login`)
    const { page } = await open()
    await page.waitForSelector('[data-view=offline]')
    relay.redirects.clear()
    await page.waitForSelector('[data-view=wait]')
    expect(page.url()).toBe(`${relay.origin}/`)
    await portal.close()
  })

  it('comes back after its page has crashed', async () => {
    const { app, page } = await open()
    await page.waitForSelector('[data-view=wait]')
    const before = relay.requests.length
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
    await vi.waitFor(async () => {
      const titles = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((w) => w.getTitle()))
      expect(titles).toEqual(['Screen'])
      // One request asks whether the relay is there, the next is the page.
      expect(relay.requests.length).toBeGreaterThanOrEqual(before + 2)
    }, SOON)
  })

  it('shows the waiting page when its page cannot be loaded again', async () => {
    const { page } = await open()
    await page.waitForSelector('[data-view=wait]')
    await relay.close()
    await page.evaluate(() => setTimeout(() => location.reload()))
    await page.waitForSelector('[data-view=offline]')
    relay = await startScreenServer(relay.port)
    await page.waitForSelector('[data-view=wait]')
  })

  it('opens an ordinary window when asked', async () => {
    const { page } = await open('--windowed')
    await page.waitForSelector('[data-view=wait]')
    expect(await page.evaluate(() => innerWidth)).toBeLessThan(display.width - 1)
  })

  it('refuses to start without an address that can be shown', async () => {
    const args = ['--no-sandbox', APP, '--relay=file:///etc/passwd']
    const child = spawn(electron, args, { env: display.env, stdio: 'ignore' })
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(2)
  })
})

describe('launchKiosk', () => {
  let relay: ScreenServer
  let kiosk: Kiosk | undefined

  beforeEach(async () => {
    relay = await startScreenServer()
  })

  afterEach(async () => {
    await kiosk?.close()
    kiosk = undefined
    await relay.close()
  })

  async function launch(electronFolder: string): Promise<Kiosk> {
    const env = { ...display.env, ELECTRON_OVERRIDE_DIST_PATH: electronFolder }
    const options = { url: `${relay.origin}/`, electronArgs: ['--no-sandbox'], log: SILENT }
    const launched = await launchKiosk(options, { ...thisMachine(), env })
    if (launched.kind === 'none') throw new Error(launched.reason)
    kiosk = launched
    return launched
  }

  it('opens the screen in Electron', async () => {
    const { kind } = await launch(dirname(electron))
    expect(kind).toBe('electron')
    await vi.waitFor(() => expect(relay.requests).toContain('/'), SOON)
  })

  it('opens it in an installed browser where there is no Electron', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'cashierq-no-electron-'))
    const { kind } = await launch(empty)
    expect(kind).toBe('browser')
    await vi.waitFor(() => expect(relay.requests).toContain('/'), SOON)
    await rm(empty, { recursive: true })
  })

  it('closes the window and tells that it has gone', async () => {
    const { exited, close } = await launch(dirname(electron))
    await close()
    expect(await exited).toEqual({ code: 0, signal: null })
  })
})
