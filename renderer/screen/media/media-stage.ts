/** Pictures and videos in the document. On the way of a call nothing here loads, decodes or is laid out. */
import type { Clock } from '../../../protocol/clock.ts'
import type { Media } from '../../../protocol/screen-setup.ts'
import { setStyle } from '../../page/parts.ts'
import type { Box } from '../geometry.ts'
import { openPicture, type PagePiece } from './picture-piece.ts'
import { fitted } from './places.ts'
import { FADE, Player } from './player.ts'
import { openVideo } from './video-piece.ts'

export type MediaProblemListener = (name: string, problem: string) => void

/** Where it is: in its field, small beside a call, or nowhere. */
export type MediaPlace =
  | { readonly kind: 'field'; readonly box: Box }
  | { readonly kind: 'beside'; readonly box: Box }
  | { readonly kind: 'hidden' }

export class MediaStage {
  readonly #host: HTMLElement
  readonly #player: Player<PagePiece>
  #onCall: Media['onCall'] = 'hide'
  #onProblem: MediaProblemListener = () => {}
  #place: MediaPlace = { kind: 'hidden' }
  #field: Box | null = null

  /** `changed` is called when the first one comes, or the last one has gone. */
  constructor(host: HTMLElement, clock: Clock, changed: () => void) {
    this.#host = host
    this.#player = new Player({
      clock,
      today: () => new Date(),
      open: (item, events) => (item.kind === 'video' ? openVideo(item, events, clock) : openPicture(item, events)),
      swap: (shown, gone) => {
        swap(host, shown, gone)
        if (!shown || !gone) changed()
      },
      problem: (name, problem) => this.#onProblem(name, problem),
    })
    this.#player.hold()
  }

  /** There is something to be seen. */
  get showing(): boolean {
    return this.#player.current() !== null
  }

  get onCall(): Media['onCall'] {
    return this.#onCall
  }

  set(media: Media, onProblem: MediaProblemListener): void {
    this.#onCall = media.onCall
    this.#onProblem = onProblem
    this.#player.setItems(media.items)
  }

  place(place: MediaPlace): void {
    this.#host.dataset.place = place.kind
    if (place.kind === 'field') this.#inField(place.box)
    else this.#player.hold()
    if (place.kind === 'beside') this.#beside(place.box)
    if (place.kind === 'hidden' && this.#place.kind !== 'hidden') this.#pauseLater()
    this.#place = place
  }

  #inField(box: Box): void {
    this.#field = box
    setStyle(this.#host, 'left', `${box.x.toFixed(1)}px`)
    setStyle(this.#host, 'top', `${box.y.toFixed(1)}px`)
    setStyle(this.#host, 'width', `${box.width.toFixed(1)}px`)
    setStyle(this.#host, 'height', `${box.height.toFixed(1)}px`)
    setStyle(this.#host, 'transform', 'none')
    if (this.#place.kind === 'hidden') this.#player.current()?.resume()
    this.#player.go()
  }

  /** Moved and made smaller as the picture that it is: no layout, no new decoding. */
  #beside(box: Box): void {
    const piece = this.#player.current()
    if (!piece || !this.#field) return
    const from = fitted(piece.size(), this.#field)
    const to = fitted(piece.size(), box)
    const scale = to.width / from.width
    const x = to.x - this.#field.x - (from.x - this.#field.x) * scale
    const y = to.y - this.#field.y - (from.y - this.#field.y) * scale
    setStyle(this.#host, 'transform', `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) scale(${scale.toFixed(4)})`)
  }

  /** After the frame with the call in it: stopping a decoder takes time. */
  #pauseLater(): void {
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (this.#place.kind === 'hidden') this.#player.current()?.pause()
      }),
    )
  }
}

/** The new one over the old one, which goes in the second half: two pictures of one size never let the ground through. */
function swap(host: HTMLElement, shown: PagePiece | null, gone: PagePiece | null): void {
  if (shown) host.append(shown.element)
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    if (gone) gone.element.style.visibility = 'hidden'
    return
  }
  shown?.element.animate([{ opacity: 0 }, { opacity: 1 }], { duration: FADE, easing: 'ease-out' })
  gone?.element.animate([{ opacity: 1 }, { opacity: 1, offset: 0.5 }, { opacity: 0 }], {
    duration: FADE,
    fill: 'forwards',
  })
}
