/** What has to be said to Electron before it is ready: later it is not heard. */
import { systemClock } from '../platform/system-clock.ts'
import { KIOSK_SCHEME } from '../protocol/kiosk-origin.ts'
import { app, Menu, protocol } from './electron.ts'
import { guardAllContents } from './shell/guard.ts'
import { gpuIsOff } from './watch/gpu-choice.ts'

/** A covered or sleeping screen goes on counting, and nobody pinches or swipes its page away. */
const SWITCHES = [
  ['disable-background-timer-throttling'],
  ['disable-renderer-backgrounding'],
  ['disable-backgrounding-occluded-windows'],
  ['disable-pinch'],
  // Its dialogs are windows of the desktop's own, over the screen.
  ['disable-blink-features', 'FileSystemAccess,FileSystemAccessLocal'],
  ['overscroll-history-navigation', '0'],
  ['autoplay-policy', 'no-user-gesture-required'],
  // Nothing of value is in the profile, and a locked keyring would put its dialog over the screen.
  ['password-store', 'basic'],
  ['use-mock-keychain'],
  // Nothing of Chromium's own has anybody to talk to.
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['no-pings'],
] as const

export function beforeReady(): void {
  // As root neither Electron nor Chromium runs with a sandbox; whoever switched it off has said so.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  for (const [name, value] of SWITCHES) app.commandLine.appendSwitch(name, value)
  // Chromium hides a broken graphics chip from itself, but not after four crashes.
  if (gpuIsOff(app.getPath('userData'), systemClock.now())) app.disableHardwareAcceleration()
  protocol.registerSchemesAsPrivileged([
    { scheme: KIOSK_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ])
  Menu.setApplicationMenu(null)
  guardAllContents()
}
