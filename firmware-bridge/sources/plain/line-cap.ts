/**
 * Whole lines out of a device's bytes. Pure.
 *
 * A board that never sends a newline must not eat the memory, and half of a long line must not pass for a short one:
 * a line of more than `limit` bytes is dropped wholly, and so is what was unfinished when the device went away.
 */
export type LineCap = {
  /** Bytes of the line that has not ended yet. */
  readonly held: Buffer
  /** Whether the line that has not ended yet is too long already. */
  readonly overflowing: boolean
}

export const EMPTY_CAP: LineCap = { held: Buffer.alloc(0), overflowing: false }

/** Longest line, bytes without its end. */
export const LONGEST_LINE = 256

const LF = 0x0a

/** `whole` is complete lines with their ends; `discarded` counts the bytes that are in neither `whole` nor `cap`. */
export function capLines(cap: LineCap, chunk: Buffer): { cap: LineCap; whole: Buffer; discarded: number } {
  const parts: Buffer[] = []
  let { held, overflowing } = cap
  let discarded = 0
  let start = 0
  for (let lf = chunk.indexOf(LF); lf !== -1; lf = chunk.indexOf(LF, start)) {
    const line = Buffer.concat([held, chunk.subarray(start, lf + 1)])
    if (overflowing || line.length > LONGEST_LINE + 1) discarded += line.length
    else parts.push(line)
    held = EMPTY_CAP.held
    overflowing = false
    start = lf + 1
  }
  const rest = chunk.subarray(start)
  if (overflowing || held.length + rest.length > LONGEST_LINE) {
    discarded += held.length + rest.length
    return { cap: { held: EMPTY_CAP.held, overflowing: true }, whole: Buffer.concat(parts), discarded }
  }
  return { cap: { held: Buffer.concat([held, rest]), overflowing: false }, whole: Buffer.concat(parts), discarded }
}
