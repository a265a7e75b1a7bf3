/** "Please wait" and "Please watch the cashiers", as large as their place allows. */
import { WEIGHT } from '../look/fonts.ts'
import { setStyle } from '../page/parts.ts'
import { type Box, inkWidth } from './geometry.ts'
import { fitLines, type TextBox } from './lines.ts'
import type { InkMeter } from './measure.ts'

/** Of the field's height: large enough for the back of the line, small enough to be calm. */
const SHARE = { wait: { landscape: 0.3, portrait: 0.3 }, watch: { landscape: 0.4, portrait: 0.36 } } as const
const LEADING = 1.08
/** Of the band's height and width: the clock and the called tills stand beside it. */
const IN_BAND = { height: 0.74, width: { landscape: 0.46, portrait: 0.7 } } as const

export type Sentence = keyof typeof SHARE

/** The sentence alone on the field. */
export function sentenceBox(as: Sentence, inner: Box): TextBox {
  const portrait = inner.height > inner.width
  const height = inner.height * SHARE[as][portrait ? 'portrait' : 'landscape']
  return { width: inner.width * 0.94, height, leading: LEADING, most: portrait || as === 'watch' ? 3 : 1 }
}

/** The sentence in the band below a picture. */
export function bandBox(band: number, inner: Box): TextBox {
  const width = inner.width * IN_BAND.width[inner.height > inner.width ? 'portrait' : 'landscape']
  return { width, height: band * IN_BAND.height, leading: LEADING, most: 1 }
}

/** Sets the sentence into its heading, line by line. */
export function setSentence(heading: HTMLElement, text: string, box: TextBox, meter: InkMeter, language: string): void {
  const ink = (line: string) => inkWidth(meter.ink(line, { language, weight: WEIGHT.word }))
  const { lines, size } = fitLines(text, box, ink)
  setStyle(heading, 'font-size', `${size.toFixed(1)}px`)
  // Large letters carry so much air at their left that they would not line up with the small ones below.
  const bearing = meter.ink(lines[0] ?? '', { language, weight: WEIGHT.word }).left * size
  setStyle(heading, 'margin-left', `${bearing.toFixed(1)}px`)
  if (heading.textContent === lines.join(' ') && heading.childElementCount === lines.length) return
  heading.replaceChildren(...lines.flatMap((line, index) => (index === 0 ? [span(line)] : [' ', span(line)])))
}

function span(line: string): HTMLSpanElement {
  const element = document.createElement('span')
  element.textContent = line
  return element
}
