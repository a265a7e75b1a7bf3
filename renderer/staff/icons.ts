/** The pad's icons: strokes in a square from -50 to 50, as on the buttons. They mean the same in every language. */
import { svg } from '../look/svg.ts'
import type { LeaveHow } from './door.ts'

export const ICONS: { readonly [name in LeaveHow | 'back' | 'close' | 'erase' | 'enter' | 'lock']: string } = {
  // A screen.
  back: 'M-38 -30H38V22H-38ZM-16 40H16M0 22V40',
  // Sliders.
  setup: 'M-38 -22H-4M20 -22H38M-38 22H-20M4 22H38M8 -34A12 12 0 1 1 7.9 -34ZM-8 10A12 12 0 1 1 -8.1 10Z',
  // Round and round.
  reload: 'M34 -6A34 34 0 1 0 28 20M36 -36V-6H6',
  // The sign on every switch.
  quit: 'M0 -42V-4M-22 -28A36 36 0 1 0 22 -28',
  close: 'M-26 -26L26 26M26 -26L-26 26',
  erase: 'M-44 0L-18 -30H42V30H-18ZM-4 -12L20 12M20 -12L-4 12',
  enter: 'M-32 2L-9 25L34 -22',
  lock: 'M-28 -4H28V36H-28ZM-18 -4V-18A18 18 0 0 1 18 -18V-4',
}

export function icon(name: keyof typeof ICONS): SVGSVGElement {
  const line = svg('path', {
    d: ICONS[name],
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 8.5,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  })
  return svg('svg', { viewBox: '-50 -50 100 100', 'aria-hidden': 'true' }, [line])
}
