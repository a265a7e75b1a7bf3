/** X-keys: each key is a till's, and its backlight is the till's lamp. */
import { isLit, nextLightChange } from '../../../protocol/box/lamp.ts'
import type { Till } from '../../../protocol/settings.ts'
import type { Desks } from '../../desks.ts'
import { X_KEYS } from '../../models/panel-models.ts'
import type { KeyView, PanelKey, PanelKind } from './panel.ts'
import { panelSourceKind } from './panel-source.ts'
import { X_KEYS_HUB } from './xkeys-device.ts'

export const X_KEYS_PANELS: PanelKind = { kind: 'xkeys', ids: X_KEYS, hub: X_KEYS_HUB, view: keyView }

export const xkeysKind = panelSourceKind(X_KEYS_PANELS)

const DARK = 0
const LIT = 1
const WARNING = 2

/** A panel can flash its keys by itself, but all at one speed; so the bridge tells each flash of the lamp. */
function keyView(_: PanelKey, till: Till | undefined, desks: Desks, now: number): KeyView {
  const lamp = till ? desks.lamp(till.number) : 'off'
  const bright = lamp === 'double' ? WARNING : LIT
  const light = isLit(lamp, now) ? bright : DARK
  return { sign: String(light), draw: () => Uint8Array.of(light), until: nextLightChange(lamp, now) }
}
