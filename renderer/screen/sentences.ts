/** "Please wait" and "Please watch the cashiers", as large as the field allows. */
import { WEIGHT } from '../look/fonts.ts'
import { setStyle } from '../page/parts.ts'
import { type Box, inkWidth } from './geometry.ts'
import { fitLines } from './lines.ts'
import type { InkMeter } from './measure.ts'

/** Of the field's height: large enough for the back of the line, small enough to be calm. */
const SHARE = { wait: { landscape: 0.3, portrait: 0.3 }, watch: { landscape: 0.4, portrait: 0.36 } } as const
const LEADING = 1.08

export type Sentence = keyof typeof SHARE

/** Sets the sentence into its heading, line by line. */
export function setSentence(
  heading: HTMLElement,
  text: string,
  as: Sentence,
  inner: Box,
  meter: InkMeter,
  language: string,
): void {
  const portrait = inner.height > inner.width
  const height = inner.height * SHARE[as][portrait ? 'portrait' : 'landscape']
  const most = portrait || as === 'watch' ? 3 : 1
  const ink = (line: string) => inkWidth(meter.ink(line, { language, weight: WEIGHT.word }))
  const { lines, size } = fitLines(text, { width: inner.width * 0.94, height, leading: LEADING, most }, ink)
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
