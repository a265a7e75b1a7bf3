/** A bridge as `cashierq bridge` makes it, with a source of presses that can be told apart. */
import { startBridge } from '../../firmware-bridge/bridge.ts'
import { createLogger } from '../../platform/logger.ts'
import { steadyClock } from '../../platform/steady-clock.ts'
import { openRedisLogs } from '../../relay/log/redis.ts'
import { actionOf, pressName } from './cast.ts'
import { Pressing, type PressingLane, say } from './pressing.ts'

export type BridgeOrders = {
  readonly journalDir: string
  readonly redis: string
  readonly store: string
  readonly lanes: readonly PressingLane[]
  readonly perSecond: number
}

const orders: BridgeOrders = JSON.parse(process.argv[2] ?? '')
const lines = createLogger('warn')
const logs = openRedisLogs({ url: orders.redis, clock: steadyClock, onWarning: (text) => lines.warn({}, text) })
const log = logs.open(orders.store)
if (!log) throw new Error(`no log of ${orders.store}`)
const { journalDir } = orders
const bridge = await startBridge({ journalDir, log, sources: [], clock: steadyClock, lines, language: 'en' })

const pressing = new Pressing(orders.lanes, orders.perSecond, async ({ index, cashier, ids }, n) => {
  const name = pressName(index, n)
  const submitted = await bridge.submit({
    action: actionOf(index, n),
    cashier,
    language: 'en',
    pressedAt: steadyClock.now(),
    ...(ids ? { source: `box:${index}`, id: name } : { source: name }),
  })
  return submitted.kind === 'journaled' ? undefined : submitted.code
})

setInterval(() => say(`q ${pressing.idle ? bridge.pending() : 'busy'}`), 250)
process.once('SIGTERM', () => {
  pressing.stop()
  void bridge
    .close()
    .then(() => logs.close())
    .then(() => process.exit())
})
