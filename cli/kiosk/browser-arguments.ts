/** What a browser of the Chromium family is told so that it is a screen and nothing else. */
const QUIET = [
  '--no-first-run',
  '--no-default-browser-check',
  '--noerrdialogs',
  '--disable-session-crashed-bubble',
  '--disable-infobars',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=Translate,MediaRouter',
  // Nobody touches the screen of a kiosk before its first chime.
  '--autoplay-policy=no-user-gesture-required',
  // The kiosk's window may be judged covered while the display sleeps.
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
]

/**
 * `profile` is a folder of the kiosk's own: with the user's own profile Chromium would hand the address to a window
 * that is already open, and end. `extra` is passed on unchanged and comes late: of a repeated switch the last counts.
 */
export function browserArguments(url: string, profile: string, extra: readonly string[]): string[] {
  return ['--kiosk', `--app=${url}`, `--user-data-dir=${profile}`, ...QUIET, ...extra]
}
