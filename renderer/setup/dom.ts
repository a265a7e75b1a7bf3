/** Elements built node by node: the page's Content-Security-Policy allows no markup from text. */

type Attribute = string | number | boolean | undefined
export type Child = Node | string

/** `true` sets an attribute without a value, `false` and `undefined` leave it out. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: { readonly [name: string]: Attribute } = {},
  children: readonly Child[] = [],
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children)
  return element
}

export function button(className: string, children: readonly Child[], onPress: () => void): HTMLButtonElement {
  const element = el('button', { type: 'button', class: className }, children)
  element.addEventListener('click', onPress)
  return element
}

/** Writes only what differs, so that an input keeps its cursor and a screen reader stays quiet. */
export function setValue(input: HTMLInputElement | HTMLSelectElement, value: string): void {
  if (input.value !== value) input.value = value
}

export function setAttribute(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return
  if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, value)
}

/** An id that no other element has. */
export function freshId(name: string): string {
  count += 1
  return `${name}-${count}`
}
let count = 0
