/** Ten thousand screens of one store: fan-out beside the naive loop, and what each connection costs in memory. */
import { millis, type Row } from '../latency.ts'
import type { Stage } from './bench.ts'
import { Crowd } from './crowd.ts'
import { type FanOut, fanOut, type Target } from './fan-out.ts'
import { OURS } from './ours.ts'
import { BARE, NAIVE, NCHAN, SOCKET_IO, startPeers } from './peers.ts'
import { absentRow, fanOutRow, of, openAll } from './side-by-side.ts'
import { weighed } from './weigh.ts'

const SCREENS = 10_000
const ROUNDS = 20
const ROUNDS_OF_OTHERS = 8
const TIMES_NAIVE = 0.65
const MOST_MEMORY = 12

export async function crowded(stage: Stage): Promise<Row[]> {
  const { ours, redis, load, say, profiled } = stage
  const { servers, absent } = await startPeers([NAIVE, BARE], redis.url)
  const rows: Row[] = []
  const targets: Target[] = []
  for (const server of [ours, ...servers]) {
    say(`${SCREENS} screens to ${server.name}`)
    const { dialect, port, name } = server
    const most = name === OURS ? { most: MOST_MEMORY } : {}
    const { result: crowd, row } = await weighed(server, { count: SCREENS, what: '', ...most }, () =>
      Crowd.open(load, `${name} ${SCREENS}`, { dialect, port, total: SCREENS, stores: 1 }),
    )
    targets.push({ server, crowd })
    rows.push(row)
  }
  say(`one entry to ${SCREENS} screens, in turns`)
  const results = await profiled(ours, 'fan-out to 10,000 screens', () => fanOut(targets, ROUNDS))
  for (const { crowd } of targets) await crowd.close()
  for (const server of servers) await server.stop()
  rows.unshift(
    ...results.map((result) => fanOutRow(result, SCREENS)),
    ...absent.map((peer) => absentRow(peer, SCREENS)),
    timesNaive(results),
  )
  return rows
}

/** The other peers at this size, where they hold it. Django Channels is asked for a thousand alone. */
export async function crowdedOthers({ redis, load, say }: Stage): Promise<Row[]> {
  const { servers, absent } = await startPeers([SOCKET_IO, NCHAN], redis.url)
  const { targets, left } = await openAll(servers, SCREENS, load, say)
  const results = await fanOut(targets, ROUNDS_OF_OTHERS)
  for (const server of servers) await server.stop()
  return [
    ...results.map((result) => fanOutRow(result, SCREENS)),
    ...[...absent, ...left].map((peer) => absentRow(peer, SCREENS)),
  ]
}

/** Ours, and the floor: how much there was to win. */
function timesNaive(results: readonly FanOut[]): Row {
  const what = `our time ÷ the naive loop's, ${SCREENS.toLocaleString('en')} screens`
  const goal = `≤ ${TIMES_NAIVE}`
  const [ours, naive] = [of(results, OURS), of(results, NAIVE)]
  if (ours === undefined || naive === undefined) return { what, figure: 'nothing to compare with', goal, met: null }
  const spread = ours.spread.at(50) / naive.spread.at(50)
  const loop = ours.loop.at(50) / naive.loop.at(50)
  const processor = ours.processor.at(50) / naive.processor.at(50)
  return {
    what,
    figure: `${millis(spread)} × to the last screen, ${millis(loop)} × loop time, ${millis(processor)} × CPU`,
    goal,
    met: spread <= TIMES_NAIVE,
  }
}
