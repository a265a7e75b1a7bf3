/** Till numbers as a person writes them: "1-4, 7". Pure. */

const MOST = 99

/** In order, each once; `undefined`: it cannot be read, or a number is no till's. Nothing is no numbers. */
export function readNumbers(text: string): number[] | undefined {
  const numbers = new Set<number>()
  for (const part of text.split(/[,;\s]+/u).filter((piece) => piece !== '')) {
    const range = /^(\d{1,2})(?:[-–](\d{1,2}))?$/u.exec(part)
    if (!range) return undefined
    const from = Number(range[1])
    const to = Number(range[2] ?? range[1])
    if (from < 1 || to > MOST || from > to) return undefined
    for (let number = from; number <= to; number++) numbers.add(number)
  }
  return [...numbers].sort((a, b) => a - b)
}

export function numbersText(numbers: readonly number[]): string {
  const runs: [number, number][] = []
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last && number === last[1] + 1) last[1] = number
    else runs.push([number, number])
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ')
}
