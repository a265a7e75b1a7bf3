/** The row of actions: choosing one changes what the next press says, once. */
import type { Clock } from '../../protocol/clock.ts'
import type { Catalogue } from '../../protocol/language/index.ts'
import { MODE_ICONS, strokeIcon } from './glyphs.ts'
import { MODE_LASTS, MODES, type Mode } from './mode.ts'

export class ModeBar {
  readonly #clock: Clock
  readonly #onChange: () => void
  readonly #buttons = new Map<Mode, { readonly button: HTMLButtonElement; readonly label: HTMLElement }>()
  #mode: Mode = 'call'
  #cancelReturn: () => void = () => {}

  constructor(bar: HTMLElement, clock: Clock, onChange: () => void) {
    this.#clock = clock
    this.#onChange = onChange
    for (const mode of MODES) bar.append(this.#make(mode))
  }

  get mode(): Mode {
    return this.#mode
  }

  /** Chosen again, an action is given up. */
  choose(mode: Mode): void {
    this.#cancelReturn()
    this.#mode = mode === this.#mode ? 'call' : mode
    if (this.#mode !== 'call') this.#cancelReturn = this.#clock.after(MODE_LASTS, () => this.reset())
    this.#onChange()
  }

  reset(): void {
    if (this.#mode !== 'call') this.choose('call')
  }

  show({ desk }: Catalogue): void {
    const words: { readonly [mode in Mode]: string } = { ...desk, turn: `${desk.close} / ${desk.open}` }
    for (const [mode, { button, label }] of this.#buttons) {
      button.setAttribute('aria-pressed', String(mode === this.#mode))
      if (label.textContent !== words[mode]) label.textContent = words[mode]
    }
  }

  #make(mode: Mode): HTMLButtonElement {
    const button = document.createElement('button')
    const label = document.createElement('span')
    button.type = 'button'
    button.className = 'mode'
    button.dataset['mode'] = mode
    label.className = 'mode-label'
    button.append(strokeIcon(MODE_ICONS[mode]), label)
    button.addEventListener('click', () => this.choose(mode))
    this.#buttons.set(mode, { button, label })
    return button
  }
}
