/** The strip of also-called tills: quiet, at the edge, shape, number and arrow only. */

import { inkOn } from '../../protocol/contrast.ts'
import { arrowIcon } from '../look/arrows.ts'
import { shapeIcon } from '../look/shapes.ts'
import { part, setText } from '../page/parts.ts'
import type { Chip, Picture } from './picture.ts'

export class Strip {
  readonly #strip: HTMLElement
  readonly #title: HTMLElement
  readonly #chips: HTMLElement
  #shown = ''

  constructor(root: ParentNode) {
    this.#strip = part(root, 'also', HTMLElement)
    this.#title = part(root, 'also-title', HTMLElement)
    this.#chips = part(root, 'chips', HTMLElement)
  }

  show(picture: Picture): void {
    this.#strip.hidden = picture.also.length === 0
    setText(this.#title, picture.catalogue.alsoCalled)
    const shown = JSON.stringify(picture.also)
    if (shown === this.#shown) return
    this.#shown = shown
    this.#chips.replaceChildren(...picture.also.map(chip))
  }
}

function chip({ cashier, name, shape, arrow, colour }: Chip): HTMLLIElement {
  const item = document.createElement('li')
  item.className = 'chip'
  item.dataset.cashier = String(cashier)
  item.style.setProperty('--till', colour)
  item.style.setProperty('--till-ink', inkOn(colour))
  const number = document.createElement('span')
  number.textContent = name
  item.append(shapeIcon(shape), number)
  const icon = arrowIcon(arrow)
  if (icon) item.append(icon)
  return item
}
