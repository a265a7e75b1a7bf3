/** The kiosk: pages and what they are told, windows on displays, the door for pages, and what keeps it all up. */
import { dirname, resolve } from 'node:path'
import type { LogLines } from '../platform/logger.ts'
import { MediaLibrary } from '../platform/media/library.ts'
import { screenSetup } from '../platform/screen-setup.ts'
import type { Settings } from '../platform/settings-schema.ts'
import { systemClock } from '../platform/system-clock.ts'
import type { ScreenSetup } from '../protocol/screen-setup.ts'
import { DisplayKeeper } from './displays/display-keeper.ts'
import { ofOneLine } from './displays/plan.ts'
import { systemDisplays } from './displays/system-displays.ts'
import { app, powerSaveBlocker } from './electron.ts'
import { handlers } from './handlers.ts'
import type { Health } from './health.ts'
import { openDoor } from './ipc/door.ts'
import { electronIpc } from './ipc/electron-ipc.ts'
import { pageSession } from './page-session.ts'
import type { Program } from './program.ts'
import type { RelayPlace } from './relay-place.ts'
import { inTurn } from './setup/in-turn.ts'
import { saveToken } from './setup/save-token.ts'
import { TokenKeeper } from './token-keeper.ts'
import { followChildren } from './watch/follow-children.ts'
import { rememberGpuOff } from './watch/gpu-choice.ts'
import { parseQuietHours } from './watch/quiet-hours.ts'
import { replacementOf } from './watch/replaced.ts'
import { openButtons, openSetup } from './window/helper-windows.ts'
import { Screens } from './window/screens.ts'

export type KioskOptions = {
  readonly show: 'screens' | 'buttons' | 'setup'
  readonly settings: Settings
  /** Where the settings are written by the set-up page; the folder that relative paths in them begin at. */
  readonly settingsFile: string
  /** Folder of the built pages. */
  readonly pages: string
  readonly relay: RelayPlace
  readonly windowed: boolean
  /** For a window with a store of its own, where the relay has a secret. */
  readonly tokenOf: (store: string) => Promise<string | undefined>
  readonly program: Program
  readonly health: Health
  readonly lines: LogLines
}

/** Electron must be ready. */
export async function runKiosk(options: KioskOptions): Promise<void> {
  const { settings, settingsFile, lines, relay, show, health } = options
  const library = await MediaLibrary.open({
    media: settings.media,
    logo: settings.logo,
    base: dirname(resolve(settingsFile)),
    clock: systemClock,
    report: (problem) => lines.warn(problem, 'this cannot be shown'),
  })
  const settingsTurn = inTurn()
  const told = (display: string) => toldTo(display, options, library, screens, tokens)
  const session = await pageSession({ pages: options.pages, relay, library, lines, setup: told })
  const screens = new Screens({
    windowed: options.windowed,
    session,
    log: lines,
    screenName: settings.screenName,
    relaunch: (why) => restart(why, options),
    memoryMb: settings.memoryMb,
    quietHours: parseQuietHours(settings.quietHours),
    isReplaced: replacementOf(process.execPath),
    mayClose: () => settings.pin === undefined,
    onAllClosed: () => app.quit(),
  })
  const tokens = new TokenKeeper({
    store: settings.store,
    windows: screens,
    save: (paired) => settingsTurn(() => saveToken(paired, settingsFile)),
    lines,
  })
  openDoor(electronIpc, handlers({ ...options, settingsTurn, tokens, screens, session }), lines)
  app.on('window-all-closed', () => {
    // Screens have their own say: with a PIN none of them is closed by what happens on it.
    if (show !== 'screens') app.quit()
  })
  app.on('before-quit', () => screens.letGo())
  if (show === 'buttons') return void openButtons(session)
  if (show === 'setup') return void openSetup(session)
  powerSaveBlocker.start('prevent-display-sleep')
  followChildren(lines, (why, gpu) => {
    if (gpu === 'off') rememberGpuOff(app.getPath('userData'), systemClock.now(), lines)
    restart(why, options)
  })
  const displays = systemDisplays()
  const keeper = new DisplayKeeper({
    displays,
    windows: screens,
    wishes: ofOneLine(settings.displays, settings.store),
    clock: systemClock,
    log: lines,
  })
  keeper.start()
  options.program.beforeEnd(() => keeper.stop())
  health.isWell = () => screens.areAlive()
  health.manager.ready(`${settings.screenName}: the screen is open`)
}

async function toldTo(
  display: string,
  options: KioskOptions,
  library: MediaLibrary,
  screens: Screens,
  tokens: TokenKeeper,
): Promise<ScreenSetup | undefined> {
  const { settings, show } = options
  const shown = { media: library.media(), logo: library.logo() }
  const share = show === 'screens' ? screens.share(display) : { sounds: false }
  if (share === undefined) return undefined
  const given = await relayFor(share.store, options)
  const paired = tokens.of(share.store)
  const token = paired?.token ?? given.token
  const relay = { origin: given.origin, ...(token === undefined ? {} : { token }) }
  const setup = screenSetup(settings, shown, relay, paired ? { ...share, store: paired.store } : share)
  return { ...setup, chime: setup.chime && share.sounds, voice: setup.voice && share.sounds }
}

async function relayFor(store: string | undefined, { relay, settings, tokenOf }: KioskOptions) {
  const { origin, token } = await relay.get()
  return { origin, token: store === undefined || store === settings.store ? token : await tokenOf(store) }
}

function restart(why: string, { lines, program }: KioskOptions): void {
  lines.error({ why }, 'the kiosk starts again')
  program.startAgain()
}
