/** Moves the still picture a little each minute, so that a panel that shows the same words for years does not keep them. */

/** Most that anything moves from end to end, CSS px; small screens move less, by their margin. */
const MOST = 24

export type Offset = { readonly x: number; readonly y: number }

/** Where the picture stands in this minute of log time: the walk visits each corner of its square, in small steps. */
export function driftAt(now: number, shorterSide: number): Offset {
  const minute = Math.floor(now / 60_000)
  const reach = Math.min(MOST, shorterSide * 0.022) / 2
  return { x: round(reach * Math.sin(minute * 0.61)), y: round(reach * Math.cos(minute * 0.43)) }
}

const round = (value: number): number => Math.round(value) || 0
