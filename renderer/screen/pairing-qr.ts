/** A QR code as a picture: dark on a white card with its quiet zone, in every theme, for so a telephone reads it best. */
import { encode } from 'uqr'
import { svg } from '../look/svg.ts'

/** Free modules around it (ISO/IEC 18004, 9.1). */
const QUIET = 4

/** The modules of the code for `text`, row by row; true is dark. */
export function qrModules(text: string): readonly (readonly boolean[])[] {
  return encode(text, { ecc: 'M', border: 0 }).data
}

/** One path for all dark modules: neighbours in a row are one stroke, so no hairlines show between them. Pure. */
export function qrPath(modules: readonly (readonly boolean[])[]): string {
  return modules
    .flatMap((row, y) => runs(row).map(({ from, length }) => `M${from + QUIET} ${y + QUIET}h${length}v1h-${length}z`))
    .join('')
}

export function qrPicture(text: string): SVGSVGElement {
  const modules = qrModules(text)
  const side = modules.length + 2 * QUIET
  const card = svg('rect', { width: side, height: side, fill: '#ffffff' })
  const code = svg('path', { d: qrPath(modules), fill: '#0b0d10', 'shape-rendering': 'crispEdges' })
  return svg('svg', { viewBox: `0 0 ${side} ${side}`, role: 'img', 'aria-label': text }, [card, code])
}

type Run = { readonly from: number; readonly length: number }

function runs(row: readonly boolean[]): Run[] {
  const found: Run[] = []
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue
    const from = x
    while (row[x + 1]) x++
    found.push({ from, length: x - from + 1 })
  }
  return found
}
