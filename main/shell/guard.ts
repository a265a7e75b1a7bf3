/** What no page of the kiosk may do, whoever made it: every session and every page of the program goes through here. */
import type { LogLines } from '../../platform/logger.ts'
import { KIOSK_ORIGIN } from '../../protocol/kiosk-origin.ts'
import { app, type Session, type WebContents } from '../electron.ts'
import { mayFetch, mayGo, originOf } from './policy.ts'

/** A page that keeps asking must not fill the disk. */
const LOGGED = 100

/** For the session all pages live in. `relay`: origins of the relay, once they are known. */
export function guardSession(pages: Session, relay: () => readonly string[], lines: LogLines): void {
  grantNothing(pages)
  let refused = 0
  // Besides the page's own policy: a request to anywhere else ends here, whatever made it.
  pages.webRequest.onBeforeRequest(({ url }, answer) => {
    const allowed = url.startsWith('data:') || url.startsWith('blob:') || mayFetch(url, [KIOSK_ORIGIN, ...relay()])
    if (!allowed && refused++ < LOGGED) {
      lines.warn({ origin: originOf(url) ?? 'none' }, 'a page wanted something from elsewhere: refused')
    }
    answer({ cancel: !allowed })
  })
}

/** Every page and every session that will ever be made, also by what nobody has thought of. */
export function guardAllContents(): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents))
  app.on('session-created', grantNothing)
}

function grantNothing(pages: Session): void {
  pages.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  pages.setPermissionCheckHandler(() => false)
  pages.setDevicePermissionHandler(() => false)
  pages.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  pages.on('will-download', (event) => event.preventDefault())
}

function guardContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => {
    if (!mayGo(contents.getURL(), event.url, event.isMainFrame)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  // A peer connection by UDP is seen by no policy and no filter.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  contents.on('select-bluetooth-device', (event) => event.preventDefault())
  // Pinching a screen that customers can reach must not make its numeral leave it.
  contents.on('did-finish-load', () => {
    contents.setZoomFactor(1)
    contents.setVisualZoomLevelLimits(1, 1).catch(() => undefined)
  })
}
