/** All customers' screens of this machine: one window for each that is planned, found by its key. */
import type { WindowShare } from '../../platform/screen-setup.ts'
import type { Windows } from '../displays/display-keeper.ts'
import type { PlannedWindow } from '../displays/plan.ts'
import type { Beat } from '../ipc/verbs.ts'
import type { Bounds } from './page-window.ts'
import { ScreenWindow, type ScreenWindowOptions } from './screen-window.ts'

/** What all windows have in common. */
export type ScreensOptions = Omit<ScreenWindowOptions, 'key' | 'name' | 'bounds' | 'onClosed'> & {
  readonly screenName: string
  /** A person has closed the last window. */
  readonly onAllClosed: () => void
}

/** Longer than a page takes to be put right: only what does not come back is systemd's, ms. */
const ALIVE = 25_000

type Open = { readonly window: ScreenWindow; readonly planned: PlannedWindow; readonly sounds: boolean }

export class Screens implements Windows {
  readonly #options: ScreensOptions
  readonly #open = new Map<string, Open>()

  constructor(options: ScreensOptions) {
    this.#options = options
  }

  open(planned: PlannedWindow): void {
    const { key, bounds } = planned
    const name = planned.name ?? this.#options.screenName
    const window = new ScreenWindow({ ...this.#options, key, name, bounds, onClosed: () => this.#closed(key) })
    this.#open.set(key, { window, planned, sounds: planned.sounds })
  }

  move(key: string, bounds: Bounds): void {
    this.#open.get(key)?.window.move(bounds)
  }

  /** A page is told at its start whether it speaks. */
  sound(key: string, sounds: boolean): void {
    const open = this.#open.get(key)
    if (!open) return
    this.#open.set(key, { ...open, sounds })
    open.window.keeper.wish('load', 'the sound has come or gone with a display')
  }

  close(key: string): void {
    this.#open.get(key)?.window.close()
    this.#open.delete(key)
  }

  bounds(key: string): Bounds | undefined {
    return this.#open.get(key)?.window.bounds()
  }

  /** What the page of this window has of its own; undefined: there is no such window. */
  share(key: string): (WindowShare & { readonly sounds: boolean }) | undefined {
    const open = this.#open.get(key)
    if (!open) return undefined
    const { name, tills, store } = open.planned
    return {
      sounds: open.sounds,
      tills: [...tills],
      ...(name === undefined ? {} : { name }),
      ...(store === undefined ? {} : { store }),
    }
  }

  /** The store that the settings wish for the window of this page, where it is one of its own. */
  storeOf(page: number): string | undefined {
    return [...this.#open.values()].find(({ window }) => window.isPage(page))?.planned.store
  }

  /** Of the windows whose wish is the same to `isSame`, all but the one of `page`. */
  reloadOthers(page: number, isSame: (store: string | undefined) => boolean, why: string): void {
    for (const { window, planned } of this.#open.values()) {
      if (isSame(planned.store) && !window.isPage(page)) window.keeper.wish('load', why)
    }
  }

  all(): ScreenWindow[] {
    return [...this.#open.values()].map(({ window }) => window)
  }

  /** By Electron's id of its page. */
  ofPage(page: number): ScreenWindow | undefined {
    return this.all().find((window) => window.isPage(page))
  }

  beat(page: number, beat: Beat): void {
    this.ofPage(page)?.beat(beat)
  }

  /** Whether every page draws; one that has just been loaded is given time. */
  areAlive(): boolean {
    return this.all().every((window) => window.keeper.beatenWithin(ALIVE))
  }

  /** The program ends: what goes now is not brought back. */
  letGo(): void {
    for (const window of this.all()) window.letGo()
  }

  #closed(key: string): void {
    this.#open.delete(key)
    if (this.#open.size === 0) this.#options.onAllClosed()
  }
}
