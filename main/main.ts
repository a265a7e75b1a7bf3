/**
 * The kiosk's Electron process: one window that shows the relay's screen, from which nothing leads anywhere else.
 * The only file that imports `electron`; what needs no Electron is beside it and tested without.
 */
import { app, BrowserWindow, Menu, powerSaveBlocker, type Session, screen, session, type WebContents } from 'electron'
import { reason, systemCode } from '../platform/failure.ts'
import { systemClock } from '../platform/system-clock.ts'
import { parseArguments } from './arguments.ts'
import { type Display, DisplayLoop } from './display-loop.ts'
import { mayGoTo } from './navigation.ts'
import { BACKGROUND, waitingPage } from './waiting-page.ts'

const CANNOT_RUN = 1
const BAD_USAGE = 2
/** No `persist:`: kept in memory, so that no stale page outlives an update and no flash card wears out. */
const PARTITION = 'kiosk'
/** A relay that does not answer within this time, ms, is not there. */
const PROBE_MS = 5_000
/** Chromium's net::ERR_ABORTED. */
const ABORTED = -3

function forbid(pages: Session): void {
  pages.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  pages.setPermissionCheckHandler(() => false)
  pages.setDevicePermissionHandler(() => false)
  pages.on('will-download', (event) => event.preventDefault())
}

function keepWithin(relay: URL, contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => {
    if (!mayGoTo(relay, event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!mayGoTo(relay, event.url)) event.preventDefault()
  })
}

function openWindow(windowed: boolean, pages: Session): BrowserWindow {
  // Kiosk mode alone asks the window manager for the full screen; a bare X server has none.
  const place = windowed
    ? { width: 1280, height: 720 }
    : { ...screen.getPrimaryDisplay().bounds, frame: false, kiosk: true }
  return new BrowserWindow({
    ...place,
    title: 'CashierQ',
    backgroundColor: BACKGROUND,
    autoHideMenuBar: true,
    webPreferences: {
      session: pages,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: false,
      spellcheck: false,
      backgroundThrottling: false,
      // Nobody touches the screen of a kiosk before its first chime.
      autoplayPolicy: 'no-user-gesture-required',
    },
  })
}

async function answers(pages: Session, relay: URL): Promise<boolean> {
  try {
    const response = await pages.fetch(relay.href, { signal: AbortSignal.timeout(PROBE_MS) })
    await response.body?.cancel()
    return response.ok
  } catch {
    // Refused, timed out, no network: all mean "not there", and the loop asks again.
    return false
  }
}

/**
 * Whether `url` was loaded. "Aborted" is no failure: another navigation has taken over, the page's own or ours. The
 * promise is the only one to tell of a refused redirect (the log-in page of a network in between): `did-fail-load`
 * stays silent.
 */
async function load(contents: WebContents, url: string): Promise<boolean> {
  try {
    await contents.loadURL(url)
    return true
  } catch (error) {
    return systemCode(error) === 'ERR_ABORTED'
  }
}

function keepShowing(relay: URL, waiting: string, contents: WebContents): DisplayLoop {
  const display: Display = {
    relayAnswers: () => answers(contents.session, relay),
    showRelay: () => load(contents, relay.href),
    showWaiting() {
      // Loading the same page again would flicker once a retry.
      if (contents.getURL() !== waiting || contents.isCrashed()) void load(contents, waiting)
    },
  }
  const loop = new DisplayLoop(display, systemClock, Math.random)
  contents.on('did-navigate', (_event, url, status) => {
    if (!mayGoTo(relay, url)) return
    if (status >= 400) loop.failed()
    else loop.loaded()
  })
  // The page's own reloads have no promise to tell that they failed.
  contents.on('did-fail-load', (_event, code, _text, url, isMainFrame) => {
    if (isMainFrame && code !== ABORTED && mayGoTo(relay, url)) loop.failed()
  })
  contents.on('render-process-gone', () => loop.failed())
  return loop
}

function hideCursor(contents: WebContents): void {
  contents.on('dom-ready', () => {
    // Rejects only when the page has gone meanwhile, and then the next one gets its own.
    contents.insertCSS('html, html * { cursor: none !important }', { cssOrigin: 'user' }).catch(() => undefined)
  })
}

async function run(relay: URL, language: string, windowed: boolean): Promise<void> {
  Menu.setApplicationMenu(null)
  await app.whenReady()
  powerSaveBlocker.start('prevent-display-sleep')
  const pages = session.fromPartition(PARTITION)
  forbid(pages)
  const { webContents } = openWindow(windowed, pages)
  keepWithin(relay, webContents)
  if (!windowed) hideCursor(webContents)
  await keepShowing(relay, waitingPage(language), webContents).start()
}

function stop(text: string, code: number): void {
  process.stderr.write(`cashierq kiosk: ${text}\n`)
  app.exit(code)
}

const given = parseArguments(process.argv)
if (given.kind === 'bad') {
  stop(given.reason, BAD_USAGE)
} else {
  app.on('window-all-closed', () => app.quit())
  run(given.relay, given.language, given.windowed).catch((error: unknown) => stop(reason(error), CANNOT_RUN))
}
