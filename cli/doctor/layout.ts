/** Lines, columns and colours of a terminal. Pure. */

export type Look = {
  /** Characters in a line. */
  readonly width: number
  readonly colour: boolean
}

/** The table of boxes needs the first; beyond the second, sentences are hard to read. */
const NARROWEST = 76
const WIDEST = 120

export function lookOf(columns: number | undefined, colour: boolean): Look {
  return { width: Math.min(WIDEST, Math.max(NARROWEST, columns ?? 80)), colour }
}

const CODES = { red: '31', yellow: '33', green: '32', cyan: '36', dim: '2', bold: '1' } as const
export type Paint = keyof typeof CODES

export function paint({ colour }: Look, how: Paint, text: string): string {
  return colour ? `\u001b[${CODES[how]}m${text}\u001b[0m` : text
}

/** Devices and programs name themselves: no control character of theirs gets to a terminal. */
export function harmless(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/gu, '?')
}

/** Breaks at spaces. A word that is longer than a line stays whole: a path must stay fit to be copied. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
}

/** `right` aligns figures; `shrinks` gives way where the line is too short. */
export type Column = { readonly head: string; readonly right?: boolean; readonly shrinks?: boolean }

/** Rows below their heads, each column as wide as it must be. */
export function columns(heads: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const all = [heads.map(({ head }) => head), ...rows]
  const widths = fitted(
    heads,
    heads.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0))),
    width,
  )
  return all.map((row) =>
    row
      .map((text, i) => cell(heads[i], text, widths[i] ?? 0))
      .join(GAP)
      .trimEnd(),
  )
}

const GAP = '  '
const NARROW_CELL = 6

function fitted(heads: readonly Column[], wanted: readonly number[], width: number): number[] {
  const widths = [...wanted]
  const total = () => widths.reduce((sum, one) => sum + one, GAP.length * (widths.length - 1))
  while (total() > width) {
    const widest = heads.reduce(
      (best, { shrinks }, i) => (shrinks && (widths[i] ?? 0) > (widths[best] ?? NARROW_CELL) ? i : best),
      -1,
    )
    if (widest === -1) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function cell(column: Column | undefined, text: string, width: number): string {
  const short = column?.shrinks ? cut(text, width) : text
  return column?.right ? short.padStart(width) : short.padEnd(width)
}
