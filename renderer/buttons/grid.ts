/** The order of the keys on the page: as large as they can be, and where an arrow key leads. Pure. */

export type Grid = { readonly columns: number; readonly rows: number; readonly scrolls: boolean }

/** The smallest side of a key that a finger hits without care, px. */
export const TOUCH = 64
/** A key may be a little wider than high: a number of two digits is. */
const IDEAL = 0.87

/** The grid in which the smaller side of `count` keys is largest. Only when they would be too small to hit, it scrolls. */
export function fitGrid(count: number, width: number, height: number, gap: number): Grid {
  let best = { columns: 1, size: 0, empty: 0, side: 0 }
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns)
    const wide = (width - gap * (columns - 1)) / columns
    const high = (height - gap * (rows - 1)) / rows
    const size = Math.min(wide, high / IDEAL)
    const empty = columns * rows - count
    if (size > best.size + 0.5 || (size > best.size - 0.5 && empty < best.empty))
      best = { columns, size, empty, side: Math.min(wide, high) }
  }
  if (best.side >= TOUCH) return { columns: best.columns, rows: Math.ceil(count / best.columns), scrolls: false }
  const columns = Math.max(1, Math.floor((width + gap) / (TOUCH * 1.25 + gap)))
  return { columns, rows: Math.ceil(count / columns), scrolls: true }
}

export type Move = 'left' | 'right' | 'up' | 'down' | 'first' | 'last'

/** The key that a move leads to; at the edge it stays. `left` is the reader's left, also from right to left. */
export function moved(index: number, move: Move, grid: Pick<Grid, 'columns'>, count: number, rtl: boolean): number {
  const step = { left: rtl ? 1 : -1, right: rtl ? -1 : 1, up: -grid.columns, down: grid.columns }
  if (move === 'first') return 0
  if (move === 'last') return count - 1
  const next = index + step[move]
  return next < 0 || next >= count ? index : next
}
