/** A V8 profile as a short list: which functions the samples fell into. */
import type { Profiler } from 'node:inspector'

export type Hot = { readonly name: string; readonly share: number }

const MOST = 14

/** Idle time is left out: shares are of the time that something ran. */
export function topOf({ nodes, samples = [] }: Profiler.Profile): Hot[] {
  const nameOf = new Map(nodes.map(({ id, callFrame }) => [id, label(callFrame)]))
  const counts = new Map<string, number>()
  let busy = 0
  for (const id of samples) {
    const name = nameOf.get(id) ?? '?'
    if (name === '(idle)') continue
    busy++
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST)
    .map(([name, count]) => ({ name, share: count / busy }))
}

function label({ functionName, url, lineNumber }: Profiler.Profile['nodes'][number]['callFrame']): string {
  const file = url.split('/').slice(-2).join('/')
  return file === '' ? functionName : `${functionName || '(anonymous)'} ${file}:${lineNumber + 1}`
}
