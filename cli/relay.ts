/** `cashierq relay`: the relay alone. It keeps nothing of its own: any number of them may serve the same Redis. */
import { setFlagsFromString } from 'node:v8'
import { announceAside } from './ready.ts'
import { NEVER, type RunContext, type Running } from './run.ts'
import { makeFolder, openLogs, openRelay } from './store.ts'

/**
 * How far the heap may grow before V8 marks all of it, in percent of what was in use. By itself V8 does that at 25 %:
 * with 10,000 screens every six seconds, half a second long, and for p99 a press was 100 ms late (docs/bench-relay.md).
 */
export const HEAP_GROWTH = '--heap-growing-percent=150'

export async function runRelay({ settings, lines }: RunContext): Promise<Running> {
  setFlagsFromString(HEAP_GROWTH)
  if (settings.redisUrl === undefined) await makeFolder(settings.dataDir)
  const logs = await openLogs(settings, lines)
  const relay = await openRelay({ settings, logs, lines }).catch(async (error: unknown) => {
    await logs.close()
    throw error
  })
  announceAside(relay, lines)
  return {
    ended: NEVER,
    async stop() {
      await relay.close()
      await logs.close()
    },
  }
}
