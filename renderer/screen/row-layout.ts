/** Landscape: the numeral in its row, the arrow on the side it points to, the till's shape on the other. */
import { type Box, type Ink, inkHeight, inkWidth, placeAt, squareAt } from './geometry.ts'
import type { CallLayout, CallOrder } from './layout.ts'

type Row = Pick<CallLayout, 'name' | 'shape' | 'arrow'>
type Sized = { readonly row: Box; readonly ink: Ink; readonly size: number; readonly gap: number }

/** Sizes of arrow and shape, of the row's height: read at a glance, and still smaller than the numeral. */
const ARROW_MOST = 0.72
const SHAPE_MOST = 0.52
const SIDE_LEAST = 0.28
const GAP = { least: 0.09, most: 0.2, share: 0.2 } as const

export function layRow(row: Box, ink: Ink, order: CallOrder): Row {
  const least = (SIDE_LEAST + GAP.least) * row.height
  const size = Math.min(row.height / inkHeight(ink), (row.width - least) / inkWidth(ink))
  const side = (row.width - inkWidth(ink) * size) / 2
  const gap = Math.min(GAP.most * row.height, Math.max(GAP.least * row.height, GAP.share * side))
  const sized = { row, ink, size, gap }
  if (order.arrow === 'none') return withShape(sized)
  return side >= least ? abreast(sized, order) : stacked(sized, order)
}

/** The numeral in the very middle, shape and arrow beside it. */
function abreast({ row, ink, size, gap }: Sized, order: CallOrder): Row {
  const width = inkWidth(ink) * size
  const middle = row.x + row.width / 2
  const y = row.y + row.height / 2
  const room = (row.width - width) / 2 - gap
  const toArrow = order.arrow === 'left' ? -1 : 1
  const beside = (side: number, most: number) => {
    const length = Math.min(room, most * row.height)
    return squareAt(middle + side * (width / 2 + gap + length / 2), y, length)
  }
  return {
    name: placeAt(ink, size, middle - width / 2, baseline(row, ink, size)),
    shape: beside(-toArrow, SHAPE_MOST),
    arrow: beside(toArrow, ARROW_MOST),
  }
}

function withShape({ row, ink, size, gap }: Sized): Row {
  const width = inkWidth(ink) * size
  const side = Math.min(row.width - width - gap, SHAPE_MOST * row.height)
  const start = row.x + (row.width - side - gap - width) / 2
  return {
    name: placeAt(ink, size, start + side + gap, baseline(row, ink, size)),
    shape: squareAt(start + side / 2, row.y + row.height / 2, side),
    arrow: null,
  }
}

/** Too narrow for both sides: arrow over shape, on the arrow's side. */
function stacked({ row, ink, size, gap }: Sized, order: CallOrder): Row {
  const width = inkWidth(ink) * size
  const side = Math.min(row.width - width - gap, row.height * 0.46)
  const start = row.x + (row.width - width - gap - side) / 2
  const end = start + width + gap + side
  const arrowLeft = order.arrow === 'left'
  const x = arrowLeft ? start + side / 2 : end - side / 2
  const middle = row.y + row.height / 2
  const apart = side / 2 + row.height * 0.03
  return {
    name: placeAt(ink, size, arrowLeft ? start + side + gap : start, baseline(row, ink, size)),
    shape: squareAt(x, middle + apart, side * 0.8),
    arrow: squareAt(x, middle - apart, side),
  }
}

function baseline(row: Box, ink: Ink, size: number): number {
  return row.y + (row.height - inkHeight(ink) * size) / 2 + ink.ascent * size
}
