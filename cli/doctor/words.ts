/** Figures as people read them. Pure. */

const MEGABYTE = 1_000_000

/** `4 ms`, `0.4 s`, `3 min`, `2 h`, `5 days`. */
export function duration(ms: number): string {
  if (ms < 100) return `${Math.max(0, Math.round(ms))} ms`
  const seconds = ms / 1_000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`
  return `${Math.round(seconds / 86_400)} days`
}

/** `512 MB`, `1.5 GB`. */
export function bytes(count: number): string {
  if (count < MEGABYTE) return `${Math.round(count / 1_000)} kB`
  if (count < 1_000 * MEGABYTE) return `${Math.round(count / MEGABYTE)} MB`
  return `${(count / (1_000 * MEGABYTE)).toFixed(1)} GB`
}

/** `0.02 %`, `12 %`. */
export function percent(share: number): string {
  const hundredths = share * 100
  return `${hundredths >= 10 ? Math.round(hundredths) : Number(hundredths.toPrecision(1))} %`
}

/** `1 button`, `2 buttons`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}

/** `1 to 4, 7`, of whole numbers. */
export function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = []
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last && number === last[1] + 1) last[1] = number
    else runs.push([number, number])
  }
  return runs
    .map(([from, to]) => (from === to ? `${from}` : from + 1 === to ? `${from}, ${to}` : `${from} to ${to}`))
    .join(', ')
}
