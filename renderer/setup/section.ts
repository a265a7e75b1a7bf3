/** A section of the page: its heading, its words, its fields. */
import type { Child } from './dom.ts'
import { el } from './dom.ts'
import type { FormView } from './form-store.ts'

export type Section = {
  readonly id: string
  readonly title: string
  readonly element: HTMLElement
  show(view: FormView): void
}

export function section(id: string, title: string, lead: string, children: readonly Child[]): HTMLElement {
  return el('section', { class: 'section', id, 'aria-labelledby': `${id}-title` }, [
    el('h2', { id: `${id}-title`, tabindex: -1 }, [title]),
    el('p', { class: 'section-lead' }, [lead]),
    ...children,
  ])
}
