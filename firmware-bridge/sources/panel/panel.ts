/**
 * A panel of keys, each a till's: the shape behind which Stream Decks and X-keys are read.
 *
 * Its device says two bytes for each edge, the key and 1 for down or 0 for up, and takes chunks of the key and what it
 * is to show. So a panel is recorded, replayed and queued like any other device, and its library stays in one file.
 */

import type { Till } from '../../../protocol/settings.ts'
import type { Desks } from '../../desks.ts'
import type { PanelIds } from '../../models/panel-models.ts'
import type { Device, DeviceEars } from '../device/device.ts'
import type { HidInfo } from '../hid/hid-info.ts'
import type { KeyEdge } from '../hid/report-heard.ts'

export type PanelKey = {
  /** The key's number on the wire, 0 to 255. */
  readonly index: number
  /** Of its picture, pixels; 0: it shows none. */
  readonly width: number
  readonly height: number
}

export type Panel = {
  readonly device: Device
  readonly model: string
  readonly firmware?: string
  /** In the order of the tills. */
  readonly keys: readonly PanelKey[]
}

export type OpenPanel = (ears: DeviceEars) => Promise<Panel>

/** The panels of a machine, as their library finds and opens them. */
export type PanelHub = {
  /** Rejects with `library_missing`. */
  list(): Promise<readonly HidInfo[]>
  open(path: string): OpenPanel
}

/** What a key shows now. */
export type KeyView = {
  /** Two views with the same sign look the same. */
  readonly sign: string
  /** What is told to the panel after the key's number. */
  readonly draw: () => Uint8Array
  /** When it changes by time alone, ms; null: never. */
  readonly until: number | null
}

export type PanelKind = {
  readonly kind: string
  readonly ids: PanelIds
  readonly hub: PanelHub
  /** `till` undefined: the key is no till's. Undefined: the key can show nothing. */
  view(key: PanelKey, till: Till | undefined, desks: Desks, now: number): KeyView | undefined
}

export function panelEdge({ button, edge }: KeyEdge): Buffer {
  return Buffer.of(button, edge === 'down' ? 1 : 0)
}

export function readPanelEdge(chunk: Uint8Array): KeyEdge | undefined {
  const [button, down] = chunk
  if (chunk.length !== 2 || button === undefined) return undefined
  return { button, edge: down === 1 ? 'down' : 'up' }
}
