/** One picture or video, loaded and held ready. The player knows no more of it, so that it is tested without a page. */
import type { MediaItem } from '../../../protocol/screen-setup.ts'
import type { Size } from '../geometry.ts'

export type Piece = {
  /** As the file itself has it, px; 0 where it has none. */
  size(): Size
  /** From now on it is seen; a video begins, again if it was at its end. */
  play(): void
  /** It stands still, or goes on where it was. */
  pause(): void
  resume(): void
  /** Nothing of it is kept, the decoder neither. It says nothing from now on. */
  free(): void
}

export type PieceEvents = {
  /** Its first picture is decoded: it can be shown within a frame. */
  ready(): void
  /** A video has come to its end. */
  ended(): void
  failed(problem: string): void
}

export type OpenPiece<P extends Piece> = (item: MediaItem, events: PieceEvents) => P
