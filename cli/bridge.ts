/** `cashierq bridge`: reads buttons and publishes presses to Redis. Keeps them while Redis is away, also at the start. */
import { Failure, reason } from '../platform/failure.ts'
import { runAssign } from './assign.ts'
import { NEVER, type RunContext, type Running } from './run.ts'
import { openSources } from './sources.ts'
import { makeFolder, openBridge, openLogs, ownLog } from './store.ts'

export async function runBridge(context: RunContext): Promise<Running> {
  const { settings, lines, flags } = context
  if (flags['assign'] === true) return runAssign(context)
  if (settings.redisUrl === undefined) {
    throw new Failure('bad_usage', 'a bridge alone needs REDIS_URL; with the embedded log use "cashierq up" instead')
  }
  await makeFolder(settings.dataDir)
  const sources = await openSources(settings, lines, typeof flags['record'] === 'string' ? flags['record'] : undefined)
  const logs = await openLogs(settings, lines)
  const log = ownLog(logs, settings)
  const bridge = await openBridge(settings, log, sources.sources, lines)
  log.position().then(
    () => process.stdout.write(`cashierq bridge ready for store ${settings.store}\n`),
    (error: unknown) => lines.warn({ reason: reason(error) }, 'Redis is not there yet: presses are kept'),
  )
  return {
    ended: NEVER,
    async stop() {
      await bridge.close()
      await sources.close()
      await logs.close()
    },
  }
}
