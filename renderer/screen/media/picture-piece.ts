/** A picture in the page, decoded before anybody sees it. */
import type { MediaItem } from '../../../protocol/screen-setup.ts'
import type { Piece, PieceEvents } from './piece.ts'

/** A decoded pixel takes four bytes; a file of a few kB can hold ten thousand times this many. */
const MOST_PIXELS = 64_000_000

export type PagePiece = Piece & { readonly element: HTMLElement }

export function openPicture({ src }: MediaItem, events: PieceEvents): PagePiece {
  const image = new Image()
  let tell: PieceEvents | null = events
  image.alt = ''
  image.addEventListener('error', () => tell?.failed('cannot be loaded, or is damaged'))
  image.addEventListener('load', () => {
    const { naturalWidth: width, naturalHeight: height } = image
    if (width * height > MOST_PIXELS) return tell?.failed(`is too large: ${width} x ${height} pixels`)
    image.decode().then(
      () => tell?.ready(),
      () => tell?.failed('is damaged'),
    )
  })
  image.src = src
  return {
    element: image,
    size: () => ({ width: image.naturalWidth, height: image.naturalHeight }),
    play() {},
    pause() {},
    resume() {},
    free() {
      tell = null
      image.remove()
      image.removeAttribute('src')
    },
  }
}
