/** The room from left to right: a card a till, to be pressed and dragged. */
import { inkOn } from '../../protocol/contrast.ts'
import { arrowIcon } from '../look/arrows.ts'
import { SHAPE_LABELS, SHAPE_PATHS } from '../look/shapes.ts'
import { svg } from '../look/svg.ts'
import { el } from './dom.ts'
import type { TillForm } from './form.ts'
import { WORDS } from './words.ts'

const { tills: SAID } = WORDS
const COLOUR = /^#[0-9a-f]{6}$/u
/** A finger that moved less than this meant to press, px. */
const STILL = 8

export type TillStripOptions = { onChoose(key: number): void; onMove(key: number, to: number): void }

export class TillStrip {
  readonly element = el('ol', { class: 'room' })
  readonly #options: TillStripOptions
  #shown = ''

  constructor(options: TillStripOptions) {
    this.#options = options
  }

  show(tills: readonly TillForm[], chosen: number, bad: (key: number) => boolean): void {
    const wanted = JSON.stringify([tills, chosen, tills.map(({ key }) => bad(key))])
    if (wanted === this.#shown) return
    this.#shown = wanted
    // Kept by till: a card that is being dragged or has the focus must not be made anew.
    const old = new Map([...this.element.children].map((item) => [item.getAttribute('data-key'), item]))
    const items = tills.map((till) => {
      const item = old.get(String(till.key)) ?? this.#item(till.key)
      paint(item, till, till.key === chosen, bad(till.key))
      return item
    })
    if (!same(this.element.children, items)) this.#put(items)
  }

  /** The card that is dragged or has the focus stays in the document: taken out and put in again it would lose both. */
  #put(items: readonly Element[]): void {
    const kept = this.element.querySelector('[data-dragged], :focus')?.parentElement ?? null
    for (const old of [...this.element.children]) if (!items.includes(old)) old.remove()
    const middle = kept === null ? items.length : items.indexOf(kept)
    for (const item of items.slice(0, middle))
      this.element.insertBefore(item, items.includes(kept ?? item) ? kept : null)
    this.element.append(...items.slice(middle + 1))
  }

  #item(key: number): HTMLLIElement {
    const card = el('button', { type: 'button', class: 'till' })
    const item = el('li', { 'data-key': key }, [card])
    card.addEventListener('click', () => this.#options.onChoose(key))
    this.#draggable(card, key)
    return item
  }

  #draggable(card: HTMLButtonElement, key: number): void {
    let from: { readonly x: number; readonly y: number } | undefined
    card.addEventListener('pointerdown', ({ clientX: x, clientY: y, button }) => {
      if (button === 0) from = { x, y }
    })
    card.addEventListener('pointermove', ({ clientX, clientY, pointerId }) => {
      if (!from || Math.hypot(clientX - from.x, clientY - from.y) < STILL) return
      if (!card.hasPointerCapture(pointerId)) card.setPointerCapture(pointerId)
      card.dataset['dragged'] = ''
      const to = [...this.element.children].findIndex((item) => isOver(item, clientX, clientY))
      if (to !== -1) this.#options.onMove(key, to)
    })
    const end = () => {
      from = undefined
      delete card.dataset['dragged']
    }
    card.addEventListener('pointerup', end)
    card.addEventListener('pointercancel', end)
  }
}

function isOver(item: Element, x: number, y: number): boolean {
  const box = item.getBoundingClientRect()
  return x >= box.left && x < box.right && y >= box.top && y < box.bottom
}

function paint(item: Element, till: TillForm, chosen: boolean, bad: boolean): void {
  const [card] = item.children
  if (!(card instanceof HTMLButtonElement)) return
  card.setAttribute('aria-pressed', String(chosen))
  card.setAttribute('aria-label', SAID.card(till.label.trim() || till.number, till.arrow))
  card.dataset['bad'] = String(bad)
  const arrow = arrowIcon(till.arrow)
  const number = el('span', { class: 'till-number', 'aria-hidden': 'true' }, [till.label.trim() || till.number || '?'])
  card.replaceChildren(el('span', { class: 'till-arrow' }, arrow ? [arrow] : []), sign(till), number)
}

/** The sign at the desk: the shape in its colour with the number in it. */
export function sign({ shape, colour, label, number }: TillForm): SVGSVGElement {
  const fill = COLOUR.test(colour) ? colour : '#3f4247'
  const text = label.trim() || number
  const parts: SVGElement[] = [svg('path', { d: SHAPE_PATHS[shape], fill })]
  if (text.length <= 2) parts.push(badge(text, fill, SHAPE_LABELS[shape]))
  return svg('svg', { viewBox: '-52 -52 104 104', 'aria-hidden': 'true', class: 'sign', 'data-shape': shape }, parts)
}

function badge(text: string, fill: string, { y, height }: { readonly y: number; readonly height: number }) {
  const element = svg('text', {
    x: 0,
    y: y + height * 0.37,
    'text-anchor': 'middle',
    'font-size': height * (text.length > 1 ? 0.95 : 1.1),
    'font-weight': 760,
    fill: inkOn(fill),
  })
  element.textContent = text
  return element
}

function same(children: HTMLCollection, items: readonly Element[]): boolean {
  return children.length === items.length && items.every((item, index) => children[index] === item)
}
