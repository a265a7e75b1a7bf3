/** Windows that are no customers' screen: the simulated buttons, the set-up page, a display's name on the display. */
import type { Clock } from '../../protocol/clock.ts'
import { BrowserWindow, type Session, screen } from '../electron.ts'
import { nameSign } from './name-sign.ts'
import { loadPage, openWindow, pageAddress } from './page-window.ts'

const SIGN_MS = 3_000

export function openButtons(session: Session): BrowserWindow {
  const place = { kind: 'on-top', width: 520, height: 760 } as const
  const window = openWindow({ page: 'buttons', session, title: 'CashierQ buttons', place })
  keepLoaded(window, pageAddress({ page: 'buttons' }))
  return window
}

export function openSetup(session: Session): BrowserWindow {
  const { workAreaSize } = screen.getPrimaryDisplay()
  const place = {
    kind: 'on-top',
    width: Math.min(1440, workAreaSize.width),
    height: Math.min(960, workAreaSize.height),
  } as const
  const window = openWindow({ page: 'setup', session, title: 'CashierQ set-up', place })
  keepLoaded(window, pageAddress({ page: 'setup' }))
  return window
}

/** A person sits in front of it: a crash shows the page anew, and that is all it needs. */
function keepLoaded(window: BrowserWindow, address: string): void {
  const { webContents } = window
  webContents.on('render-process-gone', () => {
    if (!window.isDestroyed()) void loadPage(webContents, address)
  })
  void loadPage(webContents, address)
}

/** Each display says its name for a moment. */
export function showNames(clock: Clock): void {
  for (const display of screen.getAllDisplays()) {
    const sign = new BrowserWindow({
      ...display.bounds,
      frame: false,
      alwaysOnTop: true,
      skipTaskbar: true,
      focusable: false,
      backgroundColor: '#0b0d10',
      webPreferences: { sandbox: true, contextIsolation: true, javascript: false },
    })
    void loadPage(sign.webContents, nameSign(display.label || String(display.id)))
    clock.after(SIGN_MS, () => sign.destroy())
  }
}
