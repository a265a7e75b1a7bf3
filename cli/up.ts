/** `cashierq up`: relay, bridge and screen on one machine. */
import { reason } from '../platform/failure.ts'
import { openScreen } from './kiosk.ts'
import { announce } from './ready.ts'
import { NEVER, type RunContext, type Running } from './run.ts'
import { openStore } from './store.ts'

export async function runUp({ settings, flags, passedOn, lines }: RunContext): Promise<Running> {
  const record = typeof flags['record'] === 'string' ? flags['record'] : undefined
  const store = await openStore(settings, lines, record)
  const wanted = flags['no-kiosk'] !== true
  const screen = announce(store.relay, lines)
    .then((address) => (wanted ? openScreen(address, settings, passedOn, lines) : undefined))
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
