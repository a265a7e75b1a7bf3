/** The screens of a whole chain, pinging as pages do. */
import { millis } from '../latency.ts'
import type { Stage } from './bench.ts'
import { monotonic, pause } from './clock.ts'
import { Crowd } from './crowd.ts'

export const CHAIN = { screens: 10_000, stores: 5_000 }
/** Until the first pings are spread and garbage of the handshakes is gone, ms. */
const SETTLED = 3_000

export async function openChain({ ours, load, say }: Stage): Promise<Crowd> {
  const { dialect, port } = ours
  say(`${CHAIN.screens} screens of ${CHAIN.stores} stores`)
  const began = monotonic()
  const crowd = await Crowd.open(load, 'chain', { dialect, port, total: CHAIN.screens, stores: CHAIN.stores })
  say(`all in after ${millis((monotonic() - began) / 1_000)} s`)
  await crowd.beat(true)
  await pause(SETTLED)
  return crowd
}
