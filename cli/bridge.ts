/** `cashierq bridge`: reads buttons and publishes presses to Redis. Keeps them while Redis is away, also at the start. */
import { Failure, reason } from '../platform/failure.ts'
import { NEVER, type RunContext, type Running } from './run.ts'
import { makeFolder, openBridge, openLog } from './store.ts'

export async function runBridge({ settings, lines }: RunContext): Promise<Running> {
  if (settings.redisUrl === undefined) {
    throw new Failure('bad_usage', 'a bridge alone needs REDIS_URL; with the embedded log use "cashierq up" instead')
  }
  await makeFolder(settings.dataDir)
  const log = await openLog(settings, lines)
  const bridge = await openBridge(settings, log, lines)
  log.position().then(
    () => process.stdout.write(`cashierq bridge ready for store ${settings.store}\n`),
    (error: unknown) => lines.warn({ reason: reason(error) }, 'Redis is not there yet: presses are kept'),
  )
  return {
    ended: NEVER,
    async stop() {
      await bridge.close()
      await log.close()
    },
  }
}
