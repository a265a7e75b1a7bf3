/**
 * Where each part of a call goes. Pure: ink and field in, places out.
 *
 * The rule is the reader at ten metres: in landscape the numeral's own glyphs are at least 52 % of the field's height
 * and the word's at least 21 %, whatever the language; only then come arrow, shape and the room between them.
 */

import { layColumn } from './column-layout.ts'
import type { Box } from './geometry.ts'
import { type CallInk, type CallLayout, type CallOrder, type Field, innerBox } from './layout.ts'
import { layRow } from './row-layout.ts'
import { wordLine } from './word-line.ts'

/** Wider than this, word over numeral with arrow and shape beside it; else all of it in one column. */
export const LANDSCAPE = 1.2
const WORD_TALL = 0.215
/** Above this a larger numeral only takes the air it is read by. */
const NAME_MOST = 0.565
const GAP = 0.02

export function layCall(field: Field, ink: CallInk, order: CallOrder): CallLayout {
  const inner = innerBox(field)
  if (field.width < field.height * LANDSCAPE) return layColumn(inner, ink, order)
  const word = wordLine(inner.width, field.height * WORD_TALL, ink, order)
  const room = inner.height - word.height - field.height * GAP
  const height = Math.min(room, field.height * NAME_MOST)
  const spare = (room - height) / 3
  const gap = field.height * GAP + spare
  const top = inner.y + spare
  const wordFirst = order.order === 'word-first'
  const row: Box = { x: inner.x, y: wordFirst ? top + word.height + gap : top, width: inner.width, height }
  return { ...layRow(row, ink.name, order), ...word.at(inner.x, wordFirst ? top : top + height + gap) }
}
