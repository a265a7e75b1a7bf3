/**
 * A program that calls by HTTP, as `POST /cashier_action` wants it: each press has an id, and what was not answered
 * with 204 is sent again under the same id, to whichever relay answers.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { actionOf, pressName } from './cast.ts'
import { Pressing, type PressingLane, say } from './pressing.ts'

export type ProgramOrders = {
  /** `http://127.0.0.1:PORT` of each relay. */
  readonly relays: readonly string[]
  readonly lanes: readonly PressingLane[]
  readonly perSecond: number
}

const PATIENCE = 4_000
const AGAIN = 100

const orders: ProgramOrders = JSON.parse(process.argv[2] ?? '')

const pressing = new Pressing(orders.lanes, orders.perSecond, async (lane, n) => {
  for (let tries = 0; ; tries++) {
    const relay = orders.relays[(lane.index + tries) % orders.relays.length] ?? ''
    const refused = await send(relay, lane, n)
    if (refused === undefined) return undefined
    say(`x ${lane.index} ${n} ${refused}`)
    await sleep(AGAIN)
  }
})

/** Nothing: 204. Else what it was. */
async function send(relay: string, { index, cashier, store }: PressingLane, n: number): Promise<string | undefined> {
  const press = { store, cashier, language: 'en', action: actionOf(index, n), id: pressName(index, n) }
  try {
    const response = await fetch(`${relay}/cashier_action`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(press),
      signal: AbortSignal.timeout(PATIENCE),
    })
    await response.arrayBuffer()
    return response.status === 204 ? undefined : String(response.status)
  } catch (error) {
    return error instanceof Error ? error.name : 'error'
  }
}

setInterval(() => say(`q ${pressing.idle ? 0 : 'busy'}`), 250)
