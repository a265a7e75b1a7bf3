/** The page's fixed elements, each found once by its `data-part`. */
import { svg } from '../look/svg.ts'

export function part<E extends Element>(root: ParentNode, name: string, kind: new () => E): E {
  const found = root.querySelector(`[data-part="${name}"]`)
  if (!(found instanceof kind)) throw new Error(`the page has no part "${name}"`)
  return found
}

/** Writes a text only if it differs: each write costs a layout, and a screen reader may read it again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/** Writes a style only if it differs: a custom property written again makes the browser look at the whole page again. */
export function setStyle({ style }: HTMLElement, name: string, value: string): void {
  if (style.getPropertyValue(name) !== value) style.setProperty(name, value)
}

/** Before a store gives its own: people in line, the first of them called. */
export function ownMark(): SVGSVGElement {
  const dot = (x: number, opacity: number) => svg('circle', { cx: x, cy: 12, r: 5, opacity })
  const shapes = [dot(6, 0.35), dot(20, 0.6), dot(34, 1), svg('path', { d: 'M48 2H68V22H48Z' })]
  return svg('svg', { viewBox: '0 0 70 24', fill: 'currentColor', 'aria-hidden': 'true' }, shapes)
}

/** "Watch": an open eye. */
export function eye(): SVGSVGElement {
  const stroke = { fill: 'none', stroke: 'currentColor', 'stroke-width': 9, 'stroke-linejoin': 'round' }
  const lid = svg('path', { d: 'M6 50C26 20 50 12 70 12S114 20 134 50C114 80 90 88 70 88S26 80 6 50Z', ...stroke })
  const iris = svg('circle', { cx: 70, cy: 50, r: 19, fill: 'currentColor' })
  return svg('svg', { viewBox: '0 0 140 100', 'aria-hidden': 'true' }, [lid, iris])
}

/** "The connection is away": a line with a gap. */
export function awayMark(): SVGSVGElement {
  const ends = svg('path', { d: 'M4 12H15M25 12H36', stroke: 'currentColor', 'stroke-width': 4, fill: 'none' })
  const dots = [4, 36].map((x) => svg('circle', { cx: x, cy: 12, r: 4, fill: 'currentColor' }))
  return svg('svg', { viewBox: '0 0 40 24', 'aria-hidden': 'true' }, [ends, ...dots])
}

/** A loudspeaker with a stroke through it. */
export function mutedMark(): SVGSVGElement {
  const box = svg('path', { d: 'M3 9H8L14 4V20L8 15H3Z', fill: 'currentColor' })
  const cross = svg('path', { d: 'M17.5 9L23 15M23 9L17.5 15', stroke: 'currentColor', 'stroke-width': 2.2 })
  return svg('svg', { viewBox: '0 0 26 24', 'aria-hidden': 'true' }, [box, cross])
}
