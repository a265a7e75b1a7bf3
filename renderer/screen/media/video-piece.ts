/** A video in the page: without sound, from its beginning to its end. */
import type { Clock } from '../../../protocol/clock.ts'
import type { MediaItem } from '../../../protocol/screen-setup.ts'
import type { PagePiece } from './picture-piece.ts'
import type { PieceEvents } from './piece.ts'

/** A video whose time stands still this long, ms, is given up. */
const STANDSTILL = 10_000

export function openVideo({ src }: MediaItem, events: PieceEvents, clock: Clock): PagePiece {
  const video = document.createElement('video')
  let tell: PieceEvents | null = events
  let stopWatching = () => {}
  const fail = (problem: string) => tell?.failed(problem)
  const watch = (seen: number) => {
    stopWatching = clock.after(STANDSTILL, () => {
      if (!video.paused && !video.ended && video.currentTime === seen) fail('stands still')
      else watch(video.currentTime)
    })
  }
  video.muted = true
  video.playsInline = true
  video.disablePictureInPicture = true
  video.preload = 'auto'
  video.addEventListener('loadeddata', () => tell?.ready(), { once: true })
  video.addEventListener('ended', () => tell?.ended())
  video.addEventListener('error', () => fail(problemOf(video.error)))
  video.src = src
  const play = () => {
    stopWatching()
    watch(video.currentTime)
    // A pause that comes first ends the promise too; that is no fault of the file.
    video.play().catch((error: DOMException) => {
      if (error.name !== 'AbortError') fail('cannot be played')
    })
  }
  return {
    element: video,
    size: () => ({ width: video.videoWidth, height: video.videoHeight }),
    play,
    pause: () => video.pause(),
    resume() {
      if (!video.ended) play()
    },
    free() {
      tell = null
      stopWatching()
      video.pause()
      video.remove()
      // Only an empty load makes the browser give the decoder back at once.
      video.removeAttribute('src')
      video.load()
    },
  }
}

function problemOf(error: MediaError | null): string {
  switch (error?.code) {
    case MediaError.MEDIA_ERR_DECODE:
      return 'is damaged'
    case MediaError.MEDIA_ERR_NETWORK:
      return 'cannot be loaded'
    default:
      return 'cannot be loaded, or is of a kind that cannot be played here'
  }
}
