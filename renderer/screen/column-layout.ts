/** Portrait: one column. Word, numeral as large as the width allows, then shape and arrow side by side. */
import { type Box, inkHeight, inkWidth, placeAt, squareAt } from './geometry.ts'
import type { CallInk, CallLayout, CallOrder } from './layout.ts'
import { wordLine } from './word-line.ts'

const WORD_TALL = 0.16
const SIGNS = 0.2
const GAP = 0.05

export function layColumn(inner: Box, ink: CallInk, order: CallOrder): CallLayout {
  const gap = inner.height * GAP
  const word = wordLine(inner.width, inner.height * WORD_TALL, ink, order)
  const side = Math.min(inner.height * SIGNS, inner.width * 0.42)
  const room = inner.height - word.height - side - 2 * gap
  const size = Math.min(room / inkHeight(ink.name), inner.width / inkWidth(ink.name))
  const height = inkHeight(ink.name) * size
  // What the width leaves over goes between the parts, so that the column always fills the field.
  const spare = (room - height) / 4
  const wordFirst = order.order === 'word-first'
  const top = inner.y + spare
  const nameTop = wordFirst ? top + word.height + gap + spare : top
  const wordTop = wordFirst ? top : top + height + gap + spare
  const middle = inner.x + inner.width / 2
  return {
    ...word.at(inner.x, wordTop),
    name: placeAt(ink.name, size, middle - (inkWidth(ink.name) * size) / 2, nameTop + ink.name.ascent * size),
    ...signs(middle, inner.y + inner.height - spare - side / 2, side, order),
  }
}

function signs(middle: number, y: number, side: number, order: CallOrder): Pick<CallLayout, 'shape' | 'arrow'> {
  if (order.arrow === 'none') return { shape: squareAt(middle, y, side * 0.8), arrow: null }
  const away = side * (order.arrow === 'left' ? -0.66 : 0.66)
  return { shape: squareAt(middle - away, y, side * 0.8), arrow: squareAt(middle + away, y, side) }
}
