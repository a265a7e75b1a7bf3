/** `cashierq up`: relay, bridge and screen on one machine. */
import { reason } from '../platform/failure.ts'
import { openScreen } from './kiosk.ts'
import { tellParent } from './parent.ts'
import { announce } from './ready.ts'
import { NEVER, type RunContext, type Running } from './run.ts'
import { openStore } from './store.ts'
import { windowToken } from './window-token.ts'

export async function runUp(context: RunContext): Promise<Running> {
  const { settings, flags, lines } = context
  const record = typeof flags['record'] === 'string' ? flags['record'] : undefined
  const store = await openStore(settings, lines, record)
  const wanted = flags['no-kiosk'] !== true
  const screen = announce(store.relay, lines)
    .then(async (address) => {
      const token = await windowToken(settings, 'screen')
      tellParent({ kind: 'ready', address, ...(token === undefined ? {} : { token }) })
      return wanted ? openScreen(address, context) : undefined
    })
    .catch((error: unknown) => {
      // The line of customers must not stand still because a window could not be opened.
      lines.error({ reason: reason(error) }, 'the screen could not be opened')
      return undefined
    })
  return {
    ended: NEVER,
    async stop() {
      await (await screen)?.stop()
      await store.close()
    },
  }
}
