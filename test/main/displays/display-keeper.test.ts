/** The windows of a shop while plugs are pulled, TVs sleep and a desktop has ideas of its own. */
import { describe, expect, it } from 'vitest'
import type { Bounds, Display } from '../../../main/displays/display.ts'
import { DisplayKeeper, type Displays, LOOK_AGAIN, QUIET, type Windows } from '../../../main/displays/display-keeper.ts'
import type { PlannedWindow } from '../../../main/displays/plan.ts'
import type { DisplayWish } from '../../../platform/kiosk-settings.ts'
import { SILENT } from '../../../platform/logger.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { display } from './some-displays.ts'

const door = display({ id: 7, label: 'DOOR TV', x: 0, primary: true })
const hall = display({ id: 8, label: 'HALL TV', x: 1_920 })
/** What Electron tells where nothing is connected. */
const nothing = display({ id: 0, label: '', x: 0, width: 3_840, height: 1_080, primary: true })

class Desktop implements Displays, Windows {
  readonly made: string[] = []
  readonly warnings: string[] = []
  readonly places = new Map<string, Bounds>()
  readonly #listeners = new Set<() => void>()
  #displays: readonly Display[] = []

  constructor(...displays: Display[]) {
    this.#displays = displays
  }

  get followers(): number {
    return this.#listeners.size
  }

  plug(...displays: Display[]): void {
    this.#displays = displays
    for (const listener of this.#listeners) listener()
  }

  all(): readonly Display[] {
    return this.#displays
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  open({ key, bounds, sounds }: PlannedWindow): void {
    this.made.push(`open ${key} at ${bounds.x}${sounds ? '' : ', silent'}`)
    this.places.set(key, bounds)
  }

  move(key: string, bounds: Bounds): void {
    this.made.push(`move ${key} to ${bounds.x}`)
    this.places.set(key, bounds)
  }

  sound(key: string, sounds: boolean): void {
    this.made.push(`${sounds ? 'sound' : 'silence'} ${key}`)
  }

  close(key: string): void {
    this.made.push(`close ${key}`)
    this.places.delete(key)
  }

  bounds(key: string): Bounds | undefined {
    return this.places.get(key)
  }

  /** What has been done since this was asked last. */
  done(): string[] {
    return this.made.splice(0)
  }
}

function keep(desktop: Desktop, ...wishes: (string | DisplayWish)[]) {
  const clock = new FakeTimersClock()
  const keeper = new DisplayKeeper({
    displays: desktop,
    windows: desktop,
    wishes: wishes.map((wish) => (typeof wish === 'string' ? { display: wish } : wish)),
    clock,
    log: { ...SILENT, warn: (_fields, text) => desktop.warnings.push(text) },
  })
  keeper.start()
  return { clock, keeper }
}

describe('the keeper of the displays', () => {
  it('opens the windows at the start, without waiting', () => {
    const desktop = new Desktop(door, hall)
    keep(desktop, 'primary', 'HALL TV')
    expect(desktop.done()).toEqual(['open 0 at 0', 'open 1 at 1920, silent'])
  })

  it('opens a window when its display comes, and closes it when it goes', () => {
    const desktop = new Desktop(door)
    const { clock } = keep(desktop, { display: 'primary', tills: [1] }, { display: 'HALL TV', tills: [2] })
    expect(desktop.done()).toEqual(['open 0 at 0'])
    desktop.plug(door, hall)
    clock.advance(QUIET)
    expect(desktop.done()).toEqual(['open 1 at 1920'])
    desktop.plug(door)
    clock.advance(QUIET)
    expect(desktop.done()).toEqual(['close 1'])
  })

  it('waits until a change is complete', () => {
    const desktop = new Desktop(door, hall)
    const { clock } = keep(desktop, 'primary', 'HALL TV')
    desktop.done()
    desktop.plug(door)
    clock.advance(QUIET - 1)
    desktop.plug(door, display({ id: 8, label: 'HALL TV', x: 1_280 }))
    clock.advance(QUIET - 1)
    expect(desktop.done()).toEqual([])
    clock.advance(1)
    expect(desktop.done()).toEqual(['move 1 to 1280'])
  })

  it('moves a window to a display that has turned', () => {
    const desktop = new Desktop(door)
    const { clock } = keep(desktop, 'DOOR TV')
    desktop.done()
    const turned = display({ id: 7, label: 'DOOR TV', x: 0, width: 1_080, height: 1_920, primary: true })
    desktop.plug(turned)
    clock.advance(QUIET)
    expect(desktop.done()).toEqual(['move 0 to 0'])
    expect(desktop.bounds('0')).toEqual(turned.bounds)
  })

  it('brings a window back that the desktop has moved a moment after a change', () => {
    const desktop = new Desktop(door, hall)
    const { clock } = keep(desktop, 'primary', 'HALL TV')
    desktop.done()
    desktop.plug(door, hall)
    clock.advance(QUIET)
    desktop.places.set('1', door.bounds)
    clock.advance(LOOK_AGAIN)
    expect(desktop.done()).toEqual(['move 1 to 1920'])
  })

  it('opens a window again that somebody has closed', () => {
    const desktop = new Desktop(door)
    const { clock } = keep(desktop, 'primary')
    desktop.done()
    desktop.places.delete('0')
    clock.advance(LOOK_AGAIN)
    expect(desktop.done()).toEqual(['open 0 at 0'])
  })

  it('lets another window say the calls when the first one is gone', () => {
    const desktop = new Desktop(door, hall)
    const { clock } = keep(desktop, 'DOOR TV', 'HALL TV')
    desktop.done()
    desktop.plug({ ...hall, primary: true })
    clock.advance(QUIET)
    expect(desktop.done()).toEqual(['sound 1', 'close 0'])
    desktop.plug(door, hall)
    clock.advance(QUIET)
    expect(desktop.done()).toEqual(['open 0 at 0', 'silence 1'])
    clock.advance(LOOK_AGAIN)
    expect(desktop.done()).toEqual([])
  })

  it.each(['primary', 'all', 'DOOR TV'])('leaves the picture alone while the only TV sleeps: %s', (wish) => {
    const desktop = new Desktop(door)
    const { clock } = keep(desktop, wish)
    desktop.done()
    desktop.plug(nothing)
    clock.advance(QUIET + LOOK_AGAIN)
    desktop.plug(door)
    clock.advance(QUIET + LOOK_AGAIN)
    expect(desktop.done()).toEqual([])
  })

  it('is ready at the start before any TV is switched on', () => {
    const desktop = new Desktop(nothing)
    const { clock } = keep(desktop, 'DOOR TV')
    expect(desktop.done()).toEqual(['open 0 at 0'])
    desktop.plug(door)
    clock.advance(QUIET)
    expect(desktop.done()).toEqual(['move 0 to 0'])
    expect(desktop.bounds('0')).toEqual(door.bounds)
  })

  it('keeps the one window of the shop when its display gives way to another', () => {
    const desktop = new Desktop(door)
    const { clock } = keep(desktop, 'DOOR TV')
    desktop.done()
    desktop.plug({ ...hall, primary: true })
    clock.advance(QUIET)
    expect(desktop.done()).toEqual(['move 0 to 1920'])
  })

  it('says once which display is missing', () => {
    const desktop = new Desktop(door)
    const { clock } = keep(desktop, 'primary', 'HALL TV')
    desktop.plug(door)
    clock.advance(QUIET + LOOK_AGAIN)
    expect(desktop.warnings).toHaveLength(1)
  })

  it('leaves nothing behind when it ends', () => {
    const desktop = new Desktop(door)
    const { clock, keeper } = keep(desktop, 'primary')
    desktop.plug(door)
    keeper.stop()
    expect([desktop.followers, clock.pending]).toEqual([0, 0])
  })
})
