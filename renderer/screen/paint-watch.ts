/**
 * Notices when what stands in the document has really been painted: the first task after the next frame. Costs the entry's
 * own task one call; everything else happens after the frame.
 */
export type PaintWatch = {
  /** The document is about to hold something new. */
  changed(): void
}

/** `drawing` is called as a frame is drawn and says what it shows; `painted` gets that when the frame is painted. */
export function watchPaint(drawing: () => number, painted: (shown: number) => void): PaintWatch {
  const after = new MessageChannel()
  let waiting = false
  after.port1.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'number') painted(data)
  }
  const frame = () => {
    waiting = false
    after.port2.postMessage(drawing())
  }
  return {
    changed() {
      if (waiting) return
      waiting = true
      requestAnimationFrame(frame)
    },
  }
}

/** Calls `listener` with whether the page can be seen: now, and whenever that changes. */
export function watchVisibility(listener: (visible: boolean) => void): void {
  const tell = () => listener(document.visibilityState === 'visible')
  document.addEventListener('visibilitychange', tell)
  tell()
}
