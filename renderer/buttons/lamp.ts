/** The lamp of a key: a lens in a bezel, a ring around it that blinks, a sign or a number on it. */
import { type Catalogue, numeral } from '../../protocol/language/index.ts'
import { setAttributes, svg } from '../look/svg.ts'
import { LAMP_SIGNS } from './glyphs.ts'
import type { KeyState } from './key-state.ts'

export class Lamp {
  readonly element: SVGSVGElement
  readonly #sign = svg('path', { class: 'lamp-sign' })
  readonly #number = svg('text', { class: 'lamp-number', 'text-anchor': 'middle' })

  constructor() {
    this.element = svg('svg', { viewBox: '-50 -50 100 100', class: 'lamp', 'aria-hidden': 'true' }, [
      svg('circle', { class: 'lamp-bezel', r: 49 }),
      svg('circle', { class: 'lamp-ring', r: 42, pathLength: 96 }),
      svg('circle', { class: 'lamp-hold', r: 42, pathLength: 100, transform: 'rotate(-90)' }),
      svg('circle', { class: 'lamp-lens', r: 33 }),
      svg('path', { class: 'lamp-shine', d: 'M-24 -9A26 26 0 0 1 9 -24' }),
      svg('g', { class: 'lamp-face', transform: 'scale(0.56)' }, [this.#sign]),
      this.#number,
    ])
  }

  /** What blinks and in which colour is the style sheet's, by the key's `data-state`. */
  show(key: KeyState, catalogue: Catalogue): void {
    setAttributes(this.#sign, { d: LAMP_SIGNS[key.kind] })
    const number = key.kind === 'waiting' ? numeral(catalogue, key.behind) : ''
    if (this.#number.textContent !== number) this.#number.textContent = number
    setAttributes(this.#number, { y: 15, 'data-digits': number.length })
  }
}
