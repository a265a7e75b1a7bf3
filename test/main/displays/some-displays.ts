/** Displays as a test needs them: what it does not say is a plain full HD display. */
import type { Display } from '../../../main/displays/display.ts'

type Said = { readonly id: number; readonly label: string; readonly x: number } & {
  readonly primary?: boolean
  readonly width?: number
  readonly height?: number
}

export function display({ id, label, x, primary = false, width = 1_920, height = 1_080 }: Said): Display {
  return { id, label, primary, bounds: { x, y: 0, width, height }, rotation: 0, internal: false, scaleFactor: 1 }
}
