/** `cashierq relay`: the relay alone, with a journal of its own for the presses that come by HTTP. */
import { announceAside } from './ready.ts'
import { NEVER, type RunContext, type Running } from './run.ts'
import { openStore } from './store.ts'

export async function runRelay({ settings, lines }: RunContext): Promise<Running> {
  const store = await openStore({ ...settings, sources: [] }, lines)
  announceAside(store.relay, lines)
  return { ended: NEVER, stop: () => store.close() }
}
