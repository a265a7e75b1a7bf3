/**
 * A panel on the table of a test: keys that are pressed, pictures and lights that are looked at.
 *
 * How to extend: `plug` another one with another serial number; `desks.say` tells what became of a till's press.
 */
import { onTestFinished } from 'vitest'
import type { Desks } from '../../../firmware-bridge/desks.ts'
import type { HidInfo } from '../../../firmware-bridge/sources/hid/hid-info.ts'
import type { OpenPanel, PanelHub, PanelKey, PanelKind } from '../../../firmware-bridge/sources/panel/panel.ts'
import { panelEdge } from '../../../firmware-bridge/sources/panel/panel.ts'
import { openPanelSource } from '../../../firmware-bridge/sources/panel/panel-source.ts'
import type { Lamp } from '../../../protocol/box/lamp.ts'
import type { Desk } from '../../../protocol/desk.ts'
import { defaultTill, type Till } from '../../../protocol/settings.ts'
import { listen } from '../../helpers/bridge-kit.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { HandDesks, HandHost } from '../../helpers/hand-host.ts'
import { HandHub, hands, type PluggedDevice } from './hid-table.ts'

/** Desks of a store with these tills, whose answers the test gives. */
export class PanelDesks implements Desks {
  readonly #tills: readonly Till[]
  readonly #lamps = new HandDesks()
  readonly #desks = new Map<number, Desk>()

  constructor(tills: readonly Till[]) {
    this.#tills = tills
  }

  get listeners(): number {
    return this.#lamps.listeners
  }

  /** What has become of the till's press. */
  say(cashier: number, desk: Desk): void {
    this.#desks.set(cashier, desk)
    this.#lamps.show(cashier, this.lamp(cashier))
  }

  show(cashier: number, lamp: Lamp): void {
    this.#lamps.show(cashier, lamp)
  }

  wantHelp(cashier: number): void {
    this.#lamps.wantHelp(cashier)
  }

  lamp(cashier: number): Lamp {
    return this.#lamps.lamp(cashier)
  }

  desk(cashier: number): Desk {
    return this.#desks.get(cashier) ?? { kind: 'idle' }
  }

  isClosed(cashier: number): boolean {
    return this.#lamps.isClosed(cashier)
  }

  wantsHelp(cashier: number): boolean {
    return this.#lamps.wantsHelp(cashier)
  }

  tills(): readonly Till[] {
    return this.#tills
  }

  onChange(listener: () => void): () => void {
    return this.#lamps.onChange(listener)
  }
}

class HandPanels implements PanelHub {
  readonly hub = new HandHub()
  readonly #keys: readonly PanelKey[]

  constructor(keys: readonly PanelKey[]) {
    this.#keys = keys
  }

  get looked(): number {
    return this.hub.looked
  }

  list(): Promise<readonly HidInfo[]> {
    return this.hub.list()
  }

  open(path: string): OpenPanel {
    return async (ears) => ({
      device: await this.hub.open(path)(ears),
      model: 'Panel of a test',
      firmware: '1.2',
      keys: this.#keys,
    })
  }
}

export type PanelTable = { readonly tills?: readonly number[]; readonly cashier?: number; readonly address?: string }

/** A source of such panels, and what a test does with it. Stopped when the test is over. */
export function panelTable(panels: PanelKind, info: HidInfo, keys: readonly PanelKey[], more: PanelTable = {}) {
  const clock = new FakeTimersClock()
  const hub = new HandPanels(keys)
  const { tills = [1, 2, 3, 4, 5, 6, 7, 8], cashier, address = 'auto' } = more
  const desks = new PanelDesks(tills.map(defaultTill))
  const host = new HandHost()
  const { lines } = listen()
  const where = { address, ...(cashier !== undefined && { cashier }) }
  const source = openPanelSource(panels, where, { clock, lines, hub })
  onTestFinished(() => source.stop())
  const plug = (changed: Partial<HidInfo> = {}) => hub.hub.plug({ ...info, ...changed })
  const start = () => source.start({ submit: host.submit, tillOf: (box) => host.tillOf(box), desks })
  return { clock, hub: hub.hub, desks, host, source, plug, start, ...hands(source, clock, hub) }
}

export function keyDown(panel: PluggedDevice, button: number): void {
  panel.say(panelEdge({ button, edge: 'down' }))
}

export function keyUp(panel: PluggedDevice, button: number): void {
  panel.say(panelEdge({ button, edge: 'up' }))
}

export function pressKey(panel: PluggedDevice, button: number): void {
  keyDown(panel, button)
  keyUp(panel, button)
}

/** What was told to each key, the newest. */
export function told(panel: PluggedDevice): Map<number, string> {
  return new Map(panel.written.map((hex) => [Number.parseInt(hex.slice(0, 2), 16), hex.slice(2)]))
}
