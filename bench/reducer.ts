/** Entries a second through `reduce`: twelve tills, a call each 0.5 to 3 s, every eighth a recall or a cancel. */
import { performance } from 'node:perf_hooks'
import type { Entry } from '../protocol/event.ts'
import { reduce } from '../protocol/reduce.ts'
import { INITIAL_STATE } from '../protocol/state.ts'
import type { Row } from './latency.ts'

const COUNT = 1_000_000
const ROUNDS = 5
const GOAL = 1_000_000

export async function reducer(): Promise<Row[]> {
  const entries = stream(COUNT)
  const rates = Array.from({ length: ROUNDS }, () => rate(entries)).sort((a, b) => a - b)
  const median = rates[Math.floor(ROUNDS / 2)] ?? 0
  const figure = `${(median / 1e6).toFixed(2)} million entries/s (median of ${ROUNDS})`
  return [{ what: 'reducer', figure, goal: '≥ 1 million/s', met: median >= GOAL }]
}

function rate(entries: readonly Entry[]): number {
  const begin = performance.now()
  let state = INITIAL_STATE
  for (const entry of entries) state = reduce(state, entry)
  if (state.offset !== entries.length) throw new Error('entries were left out')
  return (entries.length / (performance.now() - begin)) * 1_000
}

/** The same stream each time: a linear congruential generator (Numerical Recipes) stands in for chance. */
function stream(count: number): Entry[] {
  let seed = 1
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  let at = 1_790_000_000_000
  return Array.from({ length: count }, (_, index) => {
    at += 500 + Math.floor(random() * 2_500)
    const type = random() < 0.875 ? 'call' : random() < 0.5 ? 'recall' : 'cancel'
    const cashier = 1 + Math.floor(random() * 12)
    return { offset: index + 1, at, event: { type, cashier, language: 'en', pressedAt: at - 5, source: 'bench' } }
  })
}
