/** One window of the kiosk and the page in it. */
import { fileURLToPath } from 'node:url'
import { systemCode } from '../../platform/failure.ts'
import { KIOSK_ORIGIN } from '../../protocol/kiosk-origin.ts'
import { BrowserWindow, type BrowserWindowConstructorOptions, type Session, type WebContents } from '../electron.ts'
import type { PageKind } from '../shell/policy.ts'

/** Also the page's own ground: no white flash before its first picture. */
const BACKGROUND = '#0b0d10'

export type Bounds = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

export type WindowOptions = {
  readonly page: Exclude<PageKind, 'preview'>
  /** What the page asks its setup with. */
  readonly query?: string
  readonly session: Session
  readonly title: string
  readonly place:
    | { readonly kind: 'whole-display'; readonly bounds: Bounds }
    | { readonly kind: 'window'; readonly width: number; readonly height: number }
    | { readonly kind: 'on-top'; readonly width: number; readonly height: number }
}

const preload = (name: string) => fileURLToPath(new URL(`../preload/${name}.cjs`, import.meta.url))

export function openWindow(options: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...placed(options.place),
    title: options.title,
    backgroundColor: BACKGROUND,
    autoHideMenuBar: true,
    webPreferences: {
      session: options.session,
      preload: preload(options.page === 'setup' ? 'setup' : 'screen'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      devTools: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      disableDialogs: true,
      backgroundThrottling: false,
      // Nobody touches the screen of a kiosk before its first chime.
      autoplayPolicy: 'no-user-gesture-required',
    },
  })
  window.setMenuBarVisibility(false)
  if (options.place.kind === 'on-top') window.setAlwaysOnTop(true, 'floating')
  if (options.place.kind === 'whole-display') hideCursor(window.webContents)
  return window
}

/** Kiosk mode alone asks the window manager for the full screen; a bare X server has none, hence the bounds. */
function placed(place: WindowOptions['place']): BrowserWindowConstructorOptions {
  if (place.kind === 'whole-display') return { ...covering(place.bounds), frame: false, kiosk: true, skipTaskbar: true }
  return { width: place.width, height: place.height }
}

/** Without a window manager a window of exactly a display's size comes out a pixel too small: one row more covers it. */
export function covering(bounds: Bounds): Bounds {
  return process.platform === 'linux' ? { ...bounds, height: bounds.height + 1 } : bounds
}

export function pageAddress({ page, query }: Pick<WindowOptions, 'page' | 'query'>): string {
  return `${KIOSK_ORIGIN}/${page}/${query === undefined ? '' : `?${query}`}`
}

export type Loaded = { readonly kind: 'loaded' } | { readonly kind: 'failed'; readonly reason: string }

/** "Aborted" is no failure: another load has taken over. */
export async function loadPage(contents: WebContents, address: string): Promise<Loaded> {
  try {
    await contents.loadURL(address)
    return { kind: 'loaded' }
  } catch (error) {
    const code = systemCode(error) ?? String(error)
    return code === 'ERR_ABORTED' ? { kind: 'loaded' } : { kind: 'failed', reason: code }
  }
}

/** Staff who type their PIN see where they point. */
const NO_CURSOR = 'html:not([data-staff]), html:not([data-staff]) * { cursor: none !important }'

function hideCursor(contents: WebContents): void {
  contents.on('dom-ready', () => {
    // Rejects only when the page has gone meanwhile, and then the next one gets its own.
    contents.insertCSS(NO_CURSOR, { cssOrigin: 'user' }).catch(() => undefined)
  })
}
