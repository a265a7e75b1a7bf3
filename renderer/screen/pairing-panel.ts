/** The pairing panel on the customers' screen: code, QR and what staff do with them. Its looks are in pairing.css. */
import type { Catalogue } from '../../protocol/language/index.ts'
import { eye, setText } from '../page/parts.ts'
import type { Invitation } from './pairing.ts'
import { qrPicture } from './pairing-qr.ts'
import { aroundAddress, ENGLISH, type PairingWords, pairingWords, shortAddress } from './pairing-words.ts'

export class PairingPanel {
  readonly #root: HTMLElement
  readonly #watch = made('span', 'pairing-watch-words')
  readonly #title = made('h2', 'pairing-title')
  readonly #step = made('p', 'pairing-step')
  readonly #code = made('p', 'pairing-code')
  readonly #english = made('p', 'pairing-english')
  readonly #qr = made('div', 'pairing-qr')
  #drawn = ''

  /** `root` is the page's `#screen`, which says in `data-pairing` what is shown; `host` is the panel's own place. */
  constructor(root: HTMLElement, host: HTMLElement) {
    this.#root = root
    // The digits and letters are of one width each, and read from the left in every language.
    this.#code.dir = 'ltr'
    this.#code.translate = false
    this.#code.setAttribute('role', 'img')
    this.#english.lang = 'en'
    this.#english.dir = 'ltr'
    const customers = made('p', 'pairing-watch')
    customers.append(eye(), this.#watch)
    const words = made('div', 'pairing-words')
    words.append(this.#title, this.#step, this.#code, this.#english)
    const card = made('section', 'pairing-card')
    card.append(words, this.#qr)
    host.append(customers, card)
  }

  /** `catalogue` is the page's own. Customers are told where to look meanwhile. */
  show(shown: Invitation, { tag, watch }: Catalogue): void {
    const drawn = `${tag} ${JSON.stringify(shown)}`
    if (drawn === this.#drawn) return
    this.#drawn = drawn
    if (shown.kind === 'none') {
      delete this.#root.dataset['pairing']
      return
    }
    this.#root.dataset['pairing'] = shown.kind
    setText(this.#watch, watch)
    const words = pairingWords(tag)
    setText(this.#title, (words ?? ENGLISH).title)
    if (shown.kind === 'refused') this.#refused(words)
    else this.#invite(shown, words)
  }

  #refused(words: PairingWords | undefined): void {
    setText(this.#step, (words ?? ENGLISH).refused)
    setText(this.#english, words ? ENGLISH.refused : '')
    this.#code.replaceChildren()
    this.#qr.replaceChildren()
  }

  #invite({ code, url }: Extract<Invitation, { kind: 'code' }>, words: PairingWords | undefined): void {
    const address = shortAddress(url)
    this.#step.replaceChildren(...sentence((words ?? ENGLISH).step, address))
    this.#english.replaceChildren(...(words ? sentence(ENGLISH.step, address) : []))
    this.#code.replaceChildren(...cells(code))
    this.#code.setAttribute('aria-label', [...code].join(' '))
    this.#qr.replaceChildren(qrPicture(url))
  }
}

/** An address is read from the left, also in the midst of Arabic. */
function sentence(step: PairingWords['step'], address: string): Node[] {
  const [before, after] = aroundAddress(step)
  const place = made('bdi', 'pairing-address')
  place.dir = 'ltr'
  place.translate = false
  place.textContent = address
  return [new Text(before), place, new Text(after)]
}

/** Each sign in a cell of its own: in this font letters differ in width, and a code is compared sign by sign. */
function cells(code: string): HTMLElement[] {
  return [...code].map((sign) => {
    const cell = made('span', sign === '-' ? 'pairing-dash' : 'pairing-sign')
    cell.textContent = sign === '-' ? '–' : sign
    return cell
  })
}

function made<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, className: string): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  element.className = className
  return element
}
