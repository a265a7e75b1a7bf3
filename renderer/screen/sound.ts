/** Chime, then voice. Everything said is also shown, so nothing here is ever the only way to know. */
import type { Catalogue } from '../../protocol/language/index.ts'
import { mutedMark } from '../page/parts.ts'
import { Chime } from './chime.ts'
import { type ScreenOptions, volumeAt } from './options.ts'
import type { CallPicture } from './picture.ts'
import { hush, speak } from './voice.ts'

/** Dispatched on `window` when a chime is asked for, heard or not: tests and shop systems listen to it. */
const CHIME_EVENT = 'cashierq:chime'
export type ChimeDetail = { readonly offset: number; readonly cashier: number }

export class Sound {
  readonly #options: ScreenOptions
  readonly #button: HTMLButtonElement
  readonly #chime = new Chime()
  #current = ''

  /** `button` is the "tap for sound" mark; it shows itself only while the browser blocks sound. */
  constructor(options: ScreenOptions, button: HTMLButtonElement) {
    this.#options = options
    this.#button = button
    button.addEventListener('click', () => void this.#chime.unblock())
    this.#chime.onBlocked((blocked) => {
      button.hidden = !blocked
    })
  }

  label(catalogue: Catalogue): void {
    if (this.#button.title === catalogue.tapForSound) return
    this.#button.title = catalogue.tapForSound
    this.#button.replaceChildren(mutedMark(), catalogue.tapForSound)
  }

  announce(call: CallPicture, catalogue: Catalogue, now: number): void {
    const detail: ChimeDetail = { offset: call.offset, cashier: call.cashier }
    window.dispatchEvent(new CustomEvent(CHIME_EVENT, { detail }))
    this.#current = call.key
    hush()
    const volume = volumeAt(new Date(now).getHours(), this.#options.volume)
    this.#chime.play(volume, () => {
      if (this.#options.voice && this.#current === call.key) speak(call.spoken, catalogue.tag, volume)
    })
  }
}
