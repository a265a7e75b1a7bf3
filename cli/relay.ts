/** `cashierq relay`: the relay alone. It keeps nothing of its own: any number of them may serve the same Redis. */
import { announceAside } from './ready.ts'
import { NEVER, type RunContext, type Running } from './run.ts'
import { makeFolder, openLogs, openRelay } from './store.ts'

export async function runRelay({ settings, lines }: RunContext): Promise<Running> {
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
