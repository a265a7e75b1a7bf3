/** SVG built node by node: the page's Content-Security-Policy allows no markup with styles, and needs none. */
const SVG = 'http://www.w3.org/2000/svg'

export type Attributes = { readonly [name: string]: string | number }

export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  children: readonly Node[] = [],
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS(SVG, tag)
  setAttributes(element, attributes)
  element.append(...children)
  return element
}

/** Writes only what differs: an attribute written again costs style and layout work. */
export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    const text = String(value)
    if (element.getAttribute(name) !== text) element.setAttribute(name, text)
  }
}
