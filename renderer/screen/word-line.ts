/** The word "Cashier" with its number sign, on one line. */
import { inkHeight, inkWidth, placeAt } from './geometry.ts'
import type { CallInk, CallLayout, CallOrder } from './layout.ts'

export type WordLine = {
  readonly height: number
  readonly at: (x: number, top: number) => Pick<CallLayout, 'word' | 'sign'>
}

/** How large the sign stands beside the word: nearly its equal where there is room, never less than a footnote. */
const SIGN_MOST = 0.8
const SIGN_LEAST = 0.3
/** Below this the sign is raised to the top of the word's capitals, as a small figure is. */
const SIGN_RAISED = 0.55
const SPACE = 0.2

/** Centred in `width`; the word's glyphs are `tall` high if they fit. Where the number comes first there is no sign. */
export function wordLine(width: number, tall: number, ink: CallInk, order: CallOrder): WordLine {
  const signed = inkWidth(ink.sign) > 0 && order.order === 'word-first'
  const least = inkWidth(ink.word) + (signed ? SPACE + inkWidth(ink.sign) * SIGN_LEAST : 0)
  const size = Math.min(tall / ink.word.tall, width / least)
  const wordWidth = inkWidth(ink.word) * size
  const space = signed ? SPACE * size : 0
  const signSize = signed ? Math.min(size * SIGN_MOST, (width - wordWidth - space) / inkWidth(ink.sign)) : 0
  const signWidth = inkWidth(ink.sign) * signSize
  const total = wordWidth + space + signWidth
  return {
    height: inkHeight(ink.word) * size,
    at(x, top) {
      const start = x + (width - total) / 2
      const baseline = top + ink.word.ascent * size
      const ltr = order.direction === 'ltr'
      const raise = signSize < size * SIGN_RAISED ? ink.word.tall * size - ink.sign.ascent * signSize : 0
      const sign = placeAt(ink.sign, signSize, ltr ? start + wordWidth + space : start, baseline - raise)
      return {
        word: placeAt(ink.word, size, ltr ? start : start + signWidth + space, baseline),
        sign: signed ? sign : null,
      }
    },
  }
}
