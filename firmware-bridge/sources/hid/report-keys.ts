/**
 * The reports of a plain HID button: no numbers, only what is down. Pure.
 *
 * The first report after opening is where it starts from, so a button that was held or is stuck calls nobody; most such
 * buttons report only when they change, and then the first press after plugging in goes unheard.
 */
import { bitIsSet, edgesOf, quiet, type ReportStep } from './report-heard.ts'

export type KeyLayout =
  /** Button i is bit i, counted from bit 0 of `byte` on. */
  | { readonly kind: 'bits'; readonly byte: number; readonly buttons: number }
  /** One button, which is down while `byte` is not zero. */
  | { readonly kind: 'nonzero'; readonly byte: number }

/** As many as the buttons of a bitmap can be. */
const MOST_KEYS = 32

/** `down`: all that is down. `held`: what was heard going down of it. */
export type KeyReports =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'known'; readonly down: number; readonly held: number }

export const FRESH_KEYS: KeyReports = { kind: 'fresh' }

export function hearKeyReport(layout: KeyLayout, state: KeyReports, report: Uint8Array): ReportStep<KeyReports> {
  const down = keysDown(layout, report)
  if (down === undefined) return { state, heard: quiet('noise') }
  if (state.kind === 'fresh') return { state: { kind: 'known', down, held: 0 }, heard: { ...quiet('first'), down } }
  if (down === state.down) return { state, heard: quiet('repeated') }
  const pressed = down & ~state.down
  const released = state.held & ~down
  const edges = [...edgesOf(released, 'up'), ...edgesOf(pressed, 'down')]
  const held = (state.held | pressed) & down
  return { state: { kind: 'known', down, held }, heard: { ...quiet('change'), edges, down } }
}

/** The bitmap of what is down, or undefined if the report is too short to say. */
function keysDown(layout: KeyLayout, report: Uint8Array): number | undefined {
  if (layout.kind === 'nonzero') {
    const value = report[layout.byte]
    return value === undefined ? undefined : Math.min(value, 1)
  }
  let down = 0
  for (let button = 0; button < Math.min(layout.buttons, MOST_KEYS); button++) {
    const byte = report[layout.byte + (button >>> 3)]
    if (byte === undefined) return undefined
    if (bitIsSet(byte, button & 7)) down |= 1 << button
  }
  return down
}
