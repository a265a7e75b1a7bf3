/** Elgato Stream Decks: each key is a till's, and shows its sign and what became of its press. */
import type { Till } from '../../../protocol/settings.ts'
import type { Desks } from '../../desks.ts'
import { STREAM_DECKS } from '../../models/panel-models.ts'
import type { KeyView, PanelKey, PanelKind } from './panel.ts'
import { panelSourceKind } from './panel-source.ts'
import { STREAM_DECK_HUB } from './streamdeck-device.ts'
import { drawKey, keyFace } from './streamdeck-key.ts'

export const STREAM_DECK_PANELS: PanelKind = {
  kind: 'streamdeck',
  ids: STREAM_DECKS,
  hub: STREAM_DECK_HUB,
  view: keyView,
}

export const streamdeckKind = panelSourceKind(STREAM_DECK_PANELS)

/** Pictures stand still: a key tells by its form, and a wall of blinking pictures tells nobody anything. */
function keyView(key: PanelKey, till: Till | undefined, desks: Desks): KeyView | undefined {
  if (key.width === 0) return undefined
  const face = till && keyFace(desks, till)
  return { sign: JSON.stringify(face ?? null), draw: () => drawKey(key, face), until: null }
}
