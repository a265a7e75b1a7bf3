/**
 * One panel as the bridge sees it: its i-th key is the i-th till of the store, and shows what became of its press.
 *
 * A panel outlives the openings of its device; each opening begins with dark keys and nothing held.
 */
import type { GestureAction } from '../../../protocol/box/gesture.ts'
import type { Clock } from '../../../protocol/clock.ts'
import type { Till } from '../../../protocol/settings.ts'
import { PANEL_KEY } from '../../models/panel-models.ts'
import { STUCK_AFTER } from '../box/box-health.ts'
import type { Device, OpenDevice } from '../device/device.ts'
import { WriteQueue } from '../device/write-queue.ts'
import type { FleetLife } from '../hid/hid-fleet.ts'
import { HidHands } from '../hid/hid-hands.ts'
import type { HidMember } from '../hid/hid-source.ts'
import {
  type BoxReport,
  NO_BOX_COUNTS,
  NO_COUNTS,
  type SourceCounts,
  type SourceHost,
  type SourceTools,
} from '../source.ts'
import { type OpenPanel, type Panel, type PanelKind, readPanelEdge } from './panel.ts'
import { PanelFaces } from './panel-faces.ts'

export type PanelBoxOptions = {
  readonly clock: Clock
  readonly host: SourceHost
  readonly view: PanelKind['view']
  readonly names: readonly string[]
  readonly panel: (path: string) => OpenPanel
  readonly tap?: SourceTools['tap']
  /** The till of the first key; absent: the store's first. */
  readonly firstTill?: number
}

type Opening = {
  readonly panel: Panel
  readonly queue: WriteQueue
  readonly faces: PanelFaces
  /** Each key's own: to its hands it is the only button, so two tills pressed together are two presses. */
  readonly hands: Map<number, HidHands>
}

export class PanelBox implements HidMember {
  readonly #options: PanelBoxOptions
  readonly #downSince = new Map<number, number>()
  #opening: Opening | undefined
  #edges = 0
  #presses = 0
  #openings = 0
  #about: Pick<BoxReport, 'model' | 'firmware'> = {}

  constructor(options: PanelBoxOptions) {
    this.#options = options
  }

  async open(path: string, gone: (reason: string) => void): Promise<FleetLife> {
    const { names, tap, panel: panelAt } = this.#options
    let panel: Panel | undefined
    const openPanel: OpenDevice = async (ears) => {
      panel = await panelAt(path)(ears)
      return panel.device
    }
    const open = tap?.(names[0] ?? path, openPanel) ?? openPanel
    const device = await open({ data: (chunk) => this.#take(chunk), gone })
    if (panel) this.#begin(panel, device, gone)
    return {
      close: () => {
        this.close()
        return device.close()
      },
    }
  }

  close(): void {
    const opening = this.#opening
    if (!opening) return
    this.#opening = undefined
    this.#downSince.clear()
    for (const hands of opening.hands.values()) hands.letGo()
    opening.faces.stop()
    opening.queue.end()
  }

  counts(): SourceCounts {
    const reopened = Math.max(0, this.#openings - 1)
    return { ...NO_COUNTS, lines: this.#edges, presses: this.#presses, reopened }
  }

  report(): Omit<BoxReport, 'device' | 'status'> {
    const { names, clock } = this.#options
    const now = clock.now()
    return {
      ...this.#about,
      names,
      stuck: [...this.#downSince].filter(([, since]) => now - since >= STUCK_AFTER).map(([key]) => key),
      counts: { ...NO_BOX_COUNTS, frames: this.#edges, presses: this.#presses },
    }
  }

  /** `device`: the panel's own, or a recorder before it. */
  #begin(panel: Panel, device: Device, gone: (reason: string) => void): void {
    const { clock, host, view } = this.#options
    const queue = new WriteQueue({ device, clock, gone })
    const faces = new PanelFaces({
      clock,
      desks: host.desks,
      view,
      keys: panel.keys,
      tillOf: ({ index }) => this.#tillOf(panel, index),
      put: ({ index }, chunk) => queue.put(`key ${index}`, chunk),
    })
    this.#opening = { panel, queue, faces, hands: new Map() }
    this.#openings++
    this.#about = { model: panel.model, ...(panel.firmware !== undefined && { firmware: panel.firmware }) }
    faces.start()
  }

  #take(chunk: Uint8Array): void {
    const felt = readPanelEdge(chunk)
    if (!this.#opening || !felt) return
    this.#edges++
    if (felt.edge === 'up') this.#downSince.delete(felt.button)
    else this.#downSince.set(felt.button, this.#options.clock.now())
    this.#handsOf(this.#opening, felt.button).feel({ button: 0, edge: felt.edge })
  }

  #handsOf({ hands, panel }: Opening, index: number): HidHands {
    const known = hands.get(index)
    if (known) return known
    const press = (action: GestureAction) => this.#press(this.#tillOf(panel, index), action)
    const fresh = new HidHands({ clock: this.#options.clock, map: PANEL_KEY, press })
    hands.set(index, fresh)
    return fresh
  }

  #press(till: Till | undefined, action: GestureAction): void {
    if (!till) return
    this.#presses++
    void this.#options.host.submit({ action, cashier: till.number })
  }

  #tillOf({ keys }: Panel, index: number): Till | undefined {
    const { host, firstTill } = this.#options
    const tills = host.desks.tills()
    const first = firstTill === undefined ? 0 : tills.findIndex(({ number }) => number === firstTill)
    const key = keys.findIndex((one) => one.index === index)
    return first === -1 || key === -1 ? undefined : tills[first + key]
  }
}
