/** All programs side by side, a thousand screens each: one entry to all of them, in turns. */
import { millis, type Row } from '../latency.ts'
import type { Stage } from './bench.ts'
import { Crowd } from './crowd.ts'
import { type FanOut, fanOut, fanOutFigure, type Target } from './fan-out.ts'
import { OURS } from './ours.ts'
import { type Absent, CHANNELS, NAIVE, NCHAN, type PeerName, SOCKET_IO, startPeers } from './peers.ts'
import type { Server } from './server.ts'

const SCREENS = 1_000
const ROUNDS = 25
const TIMES_CHANNELS = 20
const PEERS: readonly PeerName[] = [NAIVE, SOCKET_IO, NCHAN, CHANNELS]

export async function sideBySide({ ours, redis, load, say }: Stage): Promise<Row[]> {
  const { servers, absent } = await startPeers(PEERS, redis.url)
  const { targets, left } = await openAll([ours, ...servers], SCREENS, load, say)
  say(`one entry to ${SCREENS} screens: ${targets.map(({ server }) => server.name).join(', ')}`)
  const results = await fanOut(targets, ROUNDS)
  for (const { crowd } of targets) await crowd.close()
  for (const server of servers) await server.stop()
  return [
    ...results.map((result) => fanOutRow(result, SCREENS)),
    ...[...absent, ...left].map((peer) => absentRow(peer, SCREENS)),
    timesChannels(results),
  ]
}

/** Connects a crowd to each; who cannot hold it is told of. */
export async function openAll(
  servers: readonly Server[],
  screens: number,
  load: Stage['load'],
  say: Stage['say'],
): Promise<{ targets: Target[]; left: Absent[] }> {
  const targets: Target[] = []
  const left: Absent[] = []
  for (const server of servers) {
    say(`${screens} screens to ${server.name}`)
    const { dialect, port, name } = server
    try {
      const crowd = await Crowd.open(load, `${name} ${screens}`, { dialect, port, total: screens, stores: 1 })
      targets.push({ server, crowd })
    } catch (error) {
      left.push({ name, why: error instanceof Error ? error.message : String(error) })
    }
  }
  return { targets, left }
}

export function fanOutRow(result: FanOut, screens: number): Row {
  const what = `one entry to ${screens.toLocaleString('en')} screens: ${result.target.server.name}`
  return { what, figure: fanOutFigure(result), goal: '', met: null }
}

export function absentRow({ name, why }: Absent, screens: number): Row {
  return { what: `one entry to ${screens.toLocaleString('en')} screens: ${name}`, figure: why, goal: '', met: null }
}

export function of(results: readonly FanOut[], name: string): FanOut | undefined {
  return results.find(({ target, spread }) => target.server.name === name && spread.count > 0)
}

/** By the time from the sending to the last screen: what a customer in the shop would see. */
function timesChannels(results: readonly FanOut[]): Row {
  const what = `Django Channels' time ÷ ours, ${SCREENS} screens`
  const goal = `≥ ${TIMES_CHANNELS}`
  const [ours, channels] = [of(results, OURS), of(results, CHANNELS)]
  if (ours === undefined || channels === undefined) return { what, figure: 'nothing to compare with', goal, met: null }
  const ratio = channels.whole.at(50) / ours.whole.at(50)
  const processor = channels.processor.at(50) / ours.processor.at(50)
  const perSecond = (result: FanOut) => Math.round((SCREENS * 1_000) / result.whole.at(50)).toLocaleString('en')
  return {
    what,
    figure: `${millis(ratio)} × (${perSecond(ours)} against ${perSecond(channels)} messages/s); CPU ${millis(processor)} ×`,
    goal,
    met: ratio >= TIMES_CHANNELS,
  }
}
