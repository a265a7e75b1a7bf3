/** What a run counts for its table. */
import { kindOf } from './plan.ts'

export class Tally {
  /** `kill bridge` -> how often. */
  readonly disasters = new Map<string, number>()
  /** Why presses were not taken at once -> how often. */
  readonly refused = new Map<string, number>()
  kills = 0
  /** Boards that came to stand by the log (again). */
  live = 0
  lost = 0

  disaster(kind: string, name: string): void {
    if (kind === 'kill' || kind === 'wipe') this.kills++
    count(this.disasters, `${kind} ${name.includes('>') ? 'a connection' : kindOf(name)}`)
  }

  refusedFor(why: string): void {
    count(this.refused, why)
  }

  link(kind: string): void {
    if (kind === 'live') this.live++
    if (kind === 'lost') this.lost++
  }
}

export function toldOf(counts: ReadonlyMap<string, number>): string {
  const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
  return rows.map(([what, times]) => `${what} ${times}`).join(', ') || 'none'
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
