/** One key of the page: the cap in the till's colour with number, shape and lamp, and the words below it. */

import { inkOn } from '../../protocol/contrast.ts'
import { type Catalogue, tillName, tillPhrase } from '../../protocol/language/index.ts'
import type { Till } from '../../protocol/settings.ts'
import { shapeIcon } from '../look/shapes.ts'
import { setAttributes } from '../look/svg.ts'
import { MODE_ICONS, strokeIcon } from './glyphs.ts'
import { type KeyState, keyWords } from './key-state.ts'
import { Lamp } from './lamp.ts'
import type { Mode } from './mode.ts'

export type KeyPicture = {
  readonly key: KeyState
  readonly help: boolean
  readonly mode: Mode
  readonly catalogue: Catalogue
}

export class KeyView {
  readonly cell = element('li', 'cell')
  readonly button = element('button', 'key')
  readonly till: Till
  readonly #name = element('span', 'name')
  readonly #corner = element('span', 'corner')
  readonly #words = element('span', 'words')
  readonly #lamp = new Lamp()
  #mode: Mode | null = null

  constructor(till: Till, shortcut: string | undefined) {
    this.till = till
    const cap = element('span', 'cap')
    const helpMark = element('span', 'help-mark')
    this.button.type = 'button'
    this.#words.id = `words-${till.number}`
    setAttributes(this.button, { 'data-cashier': till.number, 'aria-describedby': this.#words.id })
    if (shortcut !== undefined) setAttributes(this.button, { 'aria-keyshortcuts': shortcut })
    this.button.style.setProperty('--till', till.colour)
    this.button.style.setProperty('--ink', inkOn(till.colour))
    helpMark.append(strokeIcon(MODE_ICONS.help))
    cap.append(this.#name, this.#corner, helpMark, this.#lamp.element)
    this.button.append(cap, this.#words)
    this.cell.append(this.button)
  }

  /** Writes only what differs; nothing in it can move the key or another one. */
  show({ key, help, mode, catalogue }: KeyPicture): void {
    const name = tillName(catalogue, this.till)
    const words = keyWords(key, help, catalogue)
    setAttributes(this.button, { 'data-state': key.kind, 'aria-label': tillPhrase(catalogue, name) })
    setAttributes(this.#name, { 'data-digits': name.length })
    this.button.toggleAttribute('data-help', help)
    if (this.#name.textContent !== name) this.#name.textContent = name
    if (this.#words.textContent !== words) this.#words.textContent = words
    this.#lamp.show(key, catalogue)
    this.#showMode(mode)
  }

  /** While another action than "call" is chosen, its icon takes the place of the till's shape. */
  #showMode(mode: Mode): void {
    if (mode === this.#mode) return
    this.#mode = mode
    this.#corner.replaceChildren(mode === 'call' ? shapeIcon(this.till.shape) : strokeIcon(MODE_ICONS[mode]))
  }
}

function element<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, name: string): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  made.className = name
  return made
}
