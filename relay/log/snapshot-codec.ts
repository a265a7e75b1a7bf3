/** Snapshots as both adapters keep them. A state comes from our own relay: its version and outline are checked. */
import * as v from 'valibot'
import type { State } from '../../protocol/state.ts'

const Outline = v.looseObject({ v: v.literal(1), offset: v.number(), calls: v.array(v.unknown()) })

/** A state this program can read; a newer program may have left one that it cannot. */
export const StoredState = v.custom<State>((input) => v.is(Outline, input))

export function readState(json: unknown): State | undefined {
  const state = v.safeParse(StoredState, json)
  return state.success ? state.output : undefined
}
