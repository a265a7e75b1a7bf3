/** The tills' shapes, each about as heavy to the eye as the others, in a square from -50 to 50. */
import type { Shape } from '../../protocol/settings.ts'
import { svg } from './svg.ts'

/** Path data. The corners are sharp on purpose: at a distance they are what tells a square from a circle. */
export const SHAPE_PATHS: { readonly [shape in Shape]: string } = {
  circle: 'M-45 0A45 45 0 1 1 45 0A45 45 0 1 1 -45 0Z',
  square: 'M-40 -40H40V40H-40Z',
  triangle: 'M0 -46L50 41H-50Z',
  diamond: 'M0 -50L50 0L0 50L-50 0Z',
  star: polygon(5, 50, 23, 3),
  hexagon: polygon(6, 48),
}

/** Where a label sits best inside the shape: its middle, and the height of digits that still fit. */
export const SHAPE_LABELS: { readonly [shape in Shape]: { readonly y: number; readonly height: number } } = {
  circle: { y: 0, height: 44 },
  square: { y: 0, height: 44 },
  triangle: { y: 15, height: 34 },
  diamond: { y: 0, height: 38 },
  star: { y: 4, height: 26 },
  hexagon: { y: 0, height: 44 },
}

/** The shape as a picture of its own, in the colour of the text around it. */
export function shapeIcon(shape: Shape): SVGSVGElement {
  const path = svg('path', { d: SHAPE_PATHS[shape], fill: 'currentColor' })
  return svg('svg', { viewBox: '-50 -50 100 100', 'aria-hidden': 'true', 'data-shape': shape }, [path])
}

/** A regular polygon with a corner on top; with `inner` a star. `down` moves it to its optical middle. */
function polygon(corners: number, outer: number, inner = outer, down = 0): string {
  const steps = inner === outer ? corners : corners * 2
  const points = Array.from({ length: steps }, (_, step) => {
    const radius = inner !== outer && step % 2 === 1 ? inner : outer
    const angle = (2 * Math.PI * step) / steps - Math.PI / 2
    return `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle) + down).toFixed(2)}`
  })
  return `M${points.join('L')}Z`
}
