/** Which ports are the shop's button boxes: a computer has keyboards, scanners and printers too. Pure. */
import { hidModelOf } from '../../firmware-bridge/models/hid-models.ts'
import { isPanel, PANELS } from '../../firmware-bridge/models/panel-models.ts'
import { serialModelOf } from '../../firmware-bridge/models/serial-models.ts'
import { deviceOf } from './boxes.ts'
import type { Port } from './facts/ports.ts'
import type { Facts } from './facts.ts'

/**
 * `ours`: its ids are a box's alone, the settings name it, or the bridge reads it; what is wrong with it is wrong with
 * the shop. `maybe`: it may be a box or something else, so what is said about it is a note at most.
 */
export type Relevance = 'ours' | 'maybe' | 'other'

export function relevanceOf(port: Port, { wanted, bridge }: Facts): Relevance {
  const names = [port.node, port.byId, port.byPath]
  if (wanted.sources.some(({ path, node }) => names.includes(path) || port.node === node)) return 'ours'
  const read = bridge.kind === 'reports' ? bridge.report.sources.flatMap(({ boxes }) => boxes) : []
  if (read.some(({ device }) => names.includes(deviceOf({ device })))) return 'ours'
  const model = modelOf(port)
  if (model?.certain) return 'ours'
  return model || port.kind === 'serial' ? 'maybe' : 'other'
}

export type PortModel = { readonly name: string; readonly certain: boolean }

export function modelOf({ kind, ids, usb, title }: Port): PortModel | undefined {
  const [vendor, product] = (ids ?? '').split(':')
  if (!vendor || !product) return undefined
  if (kind === 'hid') return hidModel(vendor, product, usb?.title ?? title)
  const model = serialModelOf({ vendor, product })
  return model && { name: model.name, certain: model.use === 'auto' }
}

/** A panel may as well be some other program's: only a source of the settings makes it a box. */
function hidModel(vendor: string, product: string, title: string): PortModel | undefined {
  const device = { vendorId: Number.parseInt(vendor, 16), productId: Number.parseInt(product, 16) }
  const model = hidModelOf({ ...device, product: title, usages: [] })
  if (model) return { name: model.title, certain: true }
  const panel = PANELS.find((known) => isPanel(known, device))
  return panel && { name: panel.title, certain: false }
}

/** The ports that a check is about, each with how bad it is at most. */
export function portsOf(facts: Facts): { readonly port: Port; readonly relevance: 'ours' | 'maybe' }[] {
  if (facts.local.kind !== 'linux') return []
  return facts.local.ports.flatMap((port) => {
    const relevance = relevanceOf(port, facts)
    return relevance === 'other' ? [] : [{ port, relevance }]
  })
}
