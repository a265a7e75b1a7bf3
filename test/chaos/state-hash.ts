/** A state as one short word: the same for two states exactly if they say the same. */
import { createHash } from 'node:crypto'
import type { State } from '../../protocol/state.ts'

/** States are compared at offsets that are multiples of this, and at the end. */
export const SAMPLE_EVERY = 128

export function stateHash(state: State): string {
  return createHash('sha1')
    .update(JSON.stringify(sorted(state)))
    .digest('base64url')
}

/** JSON keeps the order in which keys were written, and a snapshot was written by somebody else. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}
