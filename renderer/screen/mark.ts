/** The shop's own mark at the head of the screen; ours until it has come, and where it cannot be shown. */
import { ownMark } from '../page/parts.ts'

export class Mark {
  readonly #host: HTMLElement
  #source: string | null = null

  constructor(host: HTMLElement) {
    this.#host = host
    host.replaceChildren(ownMark())
  }

  set(source: string | null, onProblem: (name: string, problem: string) => void): void {
    if (source === this.#source) return
    this.#source = source
    if (source === null) return this.#host.replaceChildren(ownMark())
    const image = new Image()
    image.alt = ''
    image.src = source
    // The old mark stays until the new one can be drawn: nothing in between.
    image.decode().then(
      () => {
        if (this.#source === source) this.#host.replaceChildren(image)
      },
      () => {
        if (this.#source !== source) return
        this.#host.replaceChildren(ownMark())
        onProblem('logo', 'cannot be loaded, or is damaged')
      },
    )
  }
}
