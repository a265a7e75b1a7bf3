/** Panels of one kind as a source, whichever library knows them. */
import { isPanel } from '../../models/panel-models.ts'
import { HidSource } from '../hid/hid-source.ts'
import type { SourceAddress, SourceKind, SourceTools } from '../source.ts'
import type { PanelHub, PanelKind } from './panel.ts'
import { PanelBox } from './panel-box.ts'

export type PanelTools = SourceTools & {
  readonly hub?: PanelHub
  /** How often panels are looked for, ms. */
  readonly poll?: number
}

/** `=FIRSTTILL` is the till of the first key; the others follow in the store's order. */
export function panelSourceKind(panels: PanelKind): SourceKind {
  const form = `${panels.kind}:auto[=FIRSTTILL] or ${panels.kind}:SERIAL[=FIRSTTILL]`
  return {
    form,
    check: ({ address }) => (address === '' ? `it must be ${form}` : undefined),
    open: (address, tools) => openPanelSource(panels, address, tools),
  }
}

export function openPanelSource(panels: PanelKind, { address, cashier }: SourceAddress, tools: PanelTools): HidSource {
  const { hub = panels.hub, clock, tap, poll } = tools
  return new HidSource({
    kind: panels.kind,
    address,
    tools,
    list: () => hub.list(),
    member: (info) => {
      if (!isPanel(panels.ids, info) || (address !== 'auto' && address !== info.serial)) return undefined
      const more = { ...(cashier !== undefined && { firstTill: cashier }), ...(tap && { tap }) }
      return (given) => new PanelBox({ ...given, clock, view: panels.view, panel: (path) => hub.open(path), ...more })
    },
    ...(poll !== undefined && { poll }),
  })
}
