/** The shop's own mark at the head of the screen; ours until it has come, and where it cannot be shown. */
import { ownMark } from '../page/parts.ts'

type Host = Pick<HTMLElement, 'replaceChildren'>

export class Mark {
  readonly #host: Host
  #source: string | null = null
  /** The one whose failure was told. */
  #told: string | null = null

  constructor(host: Host) {
    this.#host = host
    host.replaceChildren(ownMark())
  }

  /** May be told the same again: nothing changes, but one that could not be loaded is tried anew. */
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
        // A relay that was away just then has it at the next telling.
        this.#source = null
        this.#host.replaceChildren(ownMark())
        if (this.#told !== source) onProblem('logo', 'cannot be loaded, or is damaged')
        this.#told = source
      },
    )
  }
}
