/** Screens whose connection is cut for two seconds again and again while entries flow: what of it do they get? */
import { millis, type Row } from '../latency.ts'
import type { Stage } from './bench.ts'
import { monotonic, pause } from './clock.ts'
import { Crowd } from './crowd.ts'
import { storeName } from './crowd-messages.ts'
import { OURS } from './ours.ts'
import { CHANNELS, NAIVE, NCHAN, SOCKET_IO, startPeers } from './peers.ts'
import type { Server } from './server.ts'

const SCREENS = 100
const PER_SECOND = 20
const DURING = 20_000
const AWAY = 2_000
const LATE = 2_000

/** All programs at the same time: this is about what arrives, not how soon. */
export async function drops({ ours, redis, load, say }: Stage): Promise<Row[]> {
  const { servers, absent } = await startPeers([NAIVE, SOCKET_IO, NCHAN, CHANNELS], redis.url)
  say(`${SCREENS} screens each, cut for ${AWAY / 1_000} s again and again for ${DURING / 1_000} s`)
  const rows = await Promise.all([ours, ...servers].map((server) => dropped(server, load)))
  for (const server of servers) await server.stop()
  return [...rows, ...absent.map(({ name, why }) => ({ what: nameOf(name), figure: why, goal: '', met: null }))]
}

async function dropped(server: Server, load: Stage['load']): Promise<Row> {
  const { dialect, port, name } = server
  const crowd = await Crowd.open(load, `drops ${name}`, { dialect, port, total: SCREENS, stores: 1 })
  await server.publish(storeName(0))
  let published = 1
  await pause(500)
  await crowd.countFrom(published)
  const dropping = crowd.drops(AWAY, DURING)
  const entries = (DURING / 1_000) * PER_SECOND
  const begin = monotonic()
  for (let i = 0; i < entries; i++) {
    await pause(Math.max(0, begin + (i * 1_000) / PER_SECOND - monotonic()))
    await server.publish(storeName(0))
    published++
  }
  await dropping
  await pause(LATE)
  const { missed, snapshots, cuts } = await crowd.tally(published)
  await crowd.close()
  const wanted = entries * SCREENS
  const delivered = ((wanted - missed) / wanted) * 100
  const figure = `${delivered === 100 ? '100' : millis(delivered)} % of ${wanted} (${cuts} cuts, ${missed} lost, ${snapshots} by snapshot)`
  return { what: nameOf(name), figure, goal: name === OURS ? '100 %' : '', met: name === OURS ? missed === 0 : null }
}

function nameOf(name: string): string {
  return `delivered under repeated cuts of ${AWAY / 1_000} s: ${name}`
}
