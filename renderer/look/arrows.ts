/** Arrows to the tills, in a square from -50 to 50; as thick as the numeral's strokes. */
import type { Arrow } from '../../protocol/settings.ts'
import { svg } from './svg.ts'

export type Direction = Exclude<Arrow, 'none'>

export const ARROW_PATHS: { readonly [direction in Direction]: string } = {
  right: 'M-48 -12H2L-17 -31L0 -48L48 0L0 48L-17 31L2 12H-48Z',
  left: 'M48 -12H-2L17 -31L0 -48L-48 0L0 48L17 31L-2 12H48Z',
  up: 'M-12 48V-2L-31 17L-48 0L0 -48L48 0L31 17L12 -2V48Z',
}

/** The arrow as a picture of its own, in the colour of the text around it; nothing where the till has none. */
export function arrowIcon(arrow: Arrow): SVGSVGElement | undefined {
  if (arrow === 'none') return undefined
  const path = svg('path', { d: ARROW_PATHS[arrow], fill: 'currentColor' })
  return svg('svg', { viewBox: '-50 -50 100 100', 'aria-hidden': 'true', 'data-arrow': arrow }, [path])
}
