/** A card of the page: a heading that can take the focus, and what is below it. */
import { type Child, el } from '../setup/dom.ts'

export type Card = { readonly element: HTMLElement; readonly heading: HTMLHeadingElement }

export function card(name: string, title: string, children: readonly Child[]): Card {
  const heading = el('h2', { id: `${name}-title`, tabindex: -1 }, [title])
  const element = el('section', { class: 'card', 'data-card': name, 'aria-labelledby': `${name}-title` }, [
    heading,
    ...children,
  ])
  return { element, heading }
}

/** Empty it takes no room; filled, a screen reader says it at once. */
export function problemLine(id: string): HTMLParagraphElement {
  return el('p', { class: 'problem', role: 'alert', id })
}
