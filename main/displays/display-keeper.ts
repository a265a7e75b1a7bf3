/** Keeps the windows where the settings wish them while displays come, go, turn and change their size. */
import type { DisplayWish } from '../../platform/kiosk-settings.ts'
import type { LogLines } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'
import { type Change, changes, type OpenWindow } from './changes.ts'
import { type Bounds, type Display, isDark } from './display.ts'
import { type Plan, type PlannedWindow, planWindows } from './plan.ts'

export interface Displays {
  all(): readonly Display[]
  /** Something about the displays has changed; the answer ends it. */
  onChange(listener: () => void): () => void
}

export interface Windows {
  open(window: PlannedWindow): void
  move(key: string, bounds: Bounds): void
  /** Whether this window's page says the calls, too. */
  sound(key: string, sounds: boolean): void
  close(key: string): void
  /** Where the window is; undefined: there is none any more. */
  bounds(key: string): Bounds | undefined
}

/** One plug is several events, and while they come the displays are half of the old and half of the new. */
export const QUIET = 200
/** A desktop lays its windows out anew only after it has heard of a change, and may put ours elsewhere. */
export const LOOK_AGAIN = 2_000

export type KeeperParts = {
  readonly displays: Displays
  readonly windows: Windows
  readonly wishes: readonly DisplayWish[]
  readonly clock: Clock
  readonly log: LogLines
}

export class DisplayKeeper {
  readonly #parts: KeeperParts
  /** Keys of the windows that were opened and not closed, and whether each says the calls. */
  readonly #open = new Map<string, boolean>()
  #told = ''
  #cancel: () => void = () => {}
  #unfollow: () => void = () => {}

  constructor(parts: KeeperParts) {
    this.#parts = parts
  }

  start(): void {
    this.#unfollow = this.#parts.displays.onChange(() => this.#plan(QUIET, () => this.#changed()))
    this.#changed()
  }

  /** The windows stay as they are. */
  stop(): void {
    this.#unfollow()
    this.#cancel()
  }

  #changed(): void {
    this.#settle()
    this.#plan(LOOK_AGAIN, () => this.#settle())
  }

  #settle(): void {
    const { displays, wishes } = this.#parts
    const connected = displays.all()
    const open = this.#truth()
    // Nobody sees the windows now. Those that are open stay as they are, and are there at once when a TV wakes up.
    if (isDark(connected) && open.length > 0) return
    const plan = planWindows(connected, wishes)
    this.#tell(plan, connected)
    for (const change of changes(open, plan.windows)) this.#make(change)
  }

  #truth(): OpenWindow[] {
    return [...this.#open].flatMap(([key, sounds]) => {
      const bounds = this.#parts.windows.bounds(key)
      return bounds ? [{ key, bounds, sounds }] : []
    })
  }

  #make(change: Change): void {
    const { windows } = this.#parts
    switch (change.kind) {
      case 'open':
        windows.open(change.window)
        this.#open.set(change.window.key, change.window.sounds)
        return
      case 'move':
        windows.move(change.key, change.bounds)
        return
      case 'sound':
        windows.sound(change.key, change.sounds)
        this.#open.set(change.key, change.sounds)
        return
      case 'close':
        windows.close(change.key)
        this.#open.delete(change.key)
    }
  }

  /** Once for each new state of affairs: whoever looks for a dark TV finds here what it should be called. */
  #tell({ windows, unmet }: Plan, connected: readonly Display[]): void {
    const facts = {
      windows: windows.map(({ wish, display }) => ({ wish, on: display.label || String(display.id) })),
      unmet,
      connected: connected.map(({ id, label, bounds, primary }) => ({ id: String(id), label, bounds, primary })),
    }
    const told = JSON.stringify(facts)
    if (told === this.#told) return
    this.#told = told
    if (unmet.length > 0) this.#parts.log.warn(facts, 'a display that the settings name is not there, or named twice')
    else this.#parts.log.info(facts, 'displays')
  }

  #plan(delay: number, task: () => void): void {
    this.#cancel()
    this.#cancel = this.#parts.clock.after(delay, task)
  }
}
