/** One customers' screen on one display: its window, its page, and who keeps the page up. */
import type { LogLines } from '../../platform/logger.ts'
import { app, type BrowserWindow, type Input, type Session, type WebContents } from '../electron.ts'
import type { Beat } from '../ipc/verbs.ts'
import { pageKind } from '../shell/policy.ts'
import { PageKeeper } from '../watch/page-keeper.ts'
import { localTime, type QuietHours } from '../watch/quiet-hours.ts'
import { steadyClock } from '../watch/steady-clock.ts'
import { Upkeep } from '../watch/upkeep.ts'
import { type Bounds, covering, type Loaded, loadPage, openWindow, pageAddress } from './page-window.ts'

export type ScreenWindowOptions = {
  /** What its page asks its setup with; the same for as long as the window is wanted. */
  readonly key: string
  readonly name: string
  readonly bounds: Bounds
  /** An ordinary window, for trying things out. */
  readonly windowed: boolean
  readonly session: Session
  readonly log: LogLines
  readonly relaunch: (why: string) => void
  /** A page that takes more, MB, is started anew. */
  readonly memoryMb: number
  readonly quietHours: QuietHours
  /** Whether an update has put another program in place of this one. */
  readonly isReplaced: () => boolean
  /** Whether a person may close it like any window. */
  readonly mayClose: () => boolean
  readonly onClosed: () => void
}

export class ScreenWindow {
  readonly #options: ScreenWindowOptions
  readonly keeper: PageKeeper
  readonly #upkeep: Upkeep
  #window: BrowserWindow
  #bounds: Bounds
  #lastBeat: Beat = { view: 'offline', offset: 0 }
  #wanted = true

  constructor(options: ScreenWindowOptions) {
    this.#options = options
    this.#bounds = options.bounds
    this.#window = this.#open()
    this.keeper = PageKeeper.start({
      name: options.name,
      clock: steadyClock,
      random: Math.random,
      log: options.log,
      relaunch: options.relaunch,
      page: {
        load: () => this.#load(),
        crash: () => this.#window.isDestroyed() || this.#contents().forcefullyCrashRenderer(),
        renew: () => this.#renew(),
      },
    })
    this.#upkeep = this.#startUpkeep()
  }

  get name(): string {
    return this.#options.name
  }

  /** Whether this is its page, by Electron's id. */
  isPage(page: number): boolean {
    return !this.#window.isDestroyed() && this.#contents().id === page
  }

  beat(beat: Beat): void {
    if (this.#lastBeat.view === 'offline' && beat.view !== 'offline') this.#tellTrue()
    this.#lastBeat = beat
    this.keeper.beat()
    this.#upkeep.beat(beat.view)
  }

  askStaff(): void {
    this.#contents().send('staff-asked')
  }

  move(bounds: Bounds): void {
    this.#bounds = bounds
    if (this.#options.windowed) return
    // In kiosk mode a window keeps to its display.
    this.#window.setKiosk(false)
    this.#window.setBounds(covering(bounds))
    this.#window.setKiosk(true)
  }

  /** Where it really is: a desktop may have put it elsewhere. */
  bounds(): Bounds | undefined {
    if (this.#window.isDestroyed()) return undefined
    return this.#options.windowed ? this.#bounds : this.#window.getBounds()
  }

  close(): void {
    this.letGo()
    this.#window.destroy()
  }

  /** Whatever happens to it from now on is meant to. */
  letGo(): void {
    this.#wanted = false
    this.keeper.stop()
    this.#upkeep.stop()
  }

  /** From the start of the program for the first time: what a technician waits for, and what is measured. */
  #tellTrue(): void {
    const sinceStart = Math.round(performance.now())
    this.#options.log.info({ screen: this.name, sinceStart }, 'the screen shows what is true')
  }

  #startUpkeep(): Upkeep {
    const { log, memoryMb, quietHours, isReplaced, relaunch } = this.#options
    return new Upkeep({
      clock: steadyClock,
      log,
      memoryMb,
      quietHours,
      localTime: () => localTime(new Date()),
      usedMb: () => usedMb(this.#contents().getOSProcessId()),
      wish: (what, why) => (isReplaced() ? relaunch('the program was updated') : this.keeper.wish(what, why)),
    })
  }

  #contents(): WebContents {
    return this.#window.webContents
  }

  /** A page that closes itself is not asked whether it may; only a person is. */
  #closed(): void {
    if (this.#options.mayClose()) this.#options.onClosed()
    else this.keeper.gone({ reason: 'its window was closed', exitCode: 0 })
  }

  #load(): Promise<Loaded> {
    if (this.#window.isDestroyed()) this.#window = this.#open()
    return loadPage(this.#contents(), pageAddress({ page: 'screen', query: `display=${this.#options.key}` }))
  }

  #renew(): void {
    const old = this.#window
    this.#window = this.#open()
    if (!old.isDestroyed()) old.destroy()
  }

  #open(): BrowserWindow {
    const { session, name, windowed } = this.#options
    const place = windowed
      ? ({ kind: 'window', width: 1280, height: 720 } as const)
      : ({ kind: 'whole-display', bounds: this.#bounds } as const)
    const window = openWindow({ page: 'screen', session, title: `CashierQ ${name}`, place })
    this.#watch(window)
    return window
  }

  /** What an old window still tells is of no interest. */
  #watch(window: BrowserWindow): void {
    const { webContents } = window
    const own = () => this.#wanted && window === this.#window
    webContents.on('render-process-gone', (_event, details) => {
      if (own()) this.keeper.gone(details)
    })
    webContents.on('unresponsive', () => {
      if (own()) this.keeper.unresponsive()
    })
    // Chromium shows about:blank without asking anybody.
    webContents.on('did-navigate', (_event, url) => {
      if (own() && pageKind(url) !== 'screen') this.keeper.wish('load', 'the page has gone elsewhere')
    })
    webContents.on('before-input-event', (event, input) => {
      if (!isStaffGesture(input)) return
      event.preventDefault()
      if (own()) this.askStaff()
    })
    window.on('close', (event) => {
      if (own() && !this.#options.mayClose()) event.preventDefault()
    })
    window.on('closed', () => {
      if (own()) this.#closed()
    })
  }
}

/** The working set of a process, MB. */
function usedMb(pid: number): number | undefined {
  const kilobytes = app.getAppMetrics().find((metric) => metric.pid === pid)?.memory.workingSetSize
  return kilobytes === undefined ? undefined : kilobytes / 1_024
}

/** Ctrl+Alt+Shift+Q: nobody leans on these by accident. */
function isStaffGesture({ type, control, alt, shift, code }: Input): boolean {
  return type === 'keyDown' && control && alt && shift && code === 'KeyQ'
}
