/** Small pictures in a square from -50 to 50, drawn with strokes: the lamp's signs and the actions' icons. */
import { svg } from '../look/svg.ts'
import type { KeyState } from './key-state.ts'
import type { Mode } from './mode.ts'

const CHECK = 'M-30 2L-8 24L32 -22'
const CROSS = 'M-25 -25L25 25M25 -25L-25 25'

/** Signs of the lamp. None: the lamp itself says it (off, lit), or a number stands there. */
export const LAMP_SIGNS: { readonly [kind in KeyState['kind']]: string } = {
  idle: '',
  sending: 'M-27 0H-26M0 0H1M26 0H27',
  journaled: '',
  waiting: '',
  shown: 'M-32 -26H32V16H-32ZM-14 32H14',
  called: CHECK,
  closed: 'M-30 0H30',
  failed: 'M0 -32V8M0 31V32',
  kept: 'M-13 -24V24M13 -24V24',
  away: CROSS,
}

export const MODE_ICONS: { readonly [mode in Mode]: string } = {
  call: 'M0 34V-30M-26 -6L0 -32L26 -6',
  recall: 'M30 -8A32 32 0 1 0 26 20M32 -36V-8H4',
  cancel: CROSS,
  done: CHECK,
  turn: 'M0 -38V0M-24 -24A35 35 0 1 0 24 -24',
  help: 'M-18 -16A19 19 0 1 1 8 3C1 7 0 10 0 17M0 36V37',
}

export function strokeIcon(path: string): SVGSVGElement {
  const line = svg('path', {
    d: path,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 11,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  })
  return svg('svg', { viewBox: '-50 -50 100 100', 'aria-hidden': 'true' }, [line])
}
