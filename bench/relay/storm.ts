/** `kill -9` of a relay with ten thousand screens, and presses while it is away: until every screen is right again. */
import { Latencies, millis, type Row } from '../latency.ts'
import type { Stage } from './bench.ts'
import { monotonic, pause } from './clock.ts'
import { storeName } from './crowd-messages.ts'
import { CHAIN, openChain } from './open-chain.ts'

const GOAL = 5
/** Stores where somebody presses while the relay is away. */
const PRESSED = 500
/** How long it is away besides its start, ms: the crowd's backoff reaches its cap. */
const AWAY = 2_000
const WITHIN = 60_000

export async function storm(stage: Stage): Promise<Row[]> {
  const { ours, say, profiled } = stage
  const { stores } = CHAIN
  const crowd = await openChain(stage)
  say('kill -9')
  await ours.kill()
  for (let i = 0; i < PRESSED; i++) await ours.presser.press(storeName((i * stores) / PRESSED))
  const targets = Array.from({ length: stores }, (_, i) => ours.presser.tops.get(storeName(i)) ?? 0)
  const settled = crowd.settle(targets, WITHIN)
  await pause(AWAY)
  const started = monotonic()
  await ours.restart()
  const up = monotonic()
  const { times, missing } = await profiled(ours, 'storm', () => settled)
  const { user, system } = await ours.probe.usage()
  const waits = new Latencies()
  for (const time of times) waits.record(time - up)
  await crowd.close()
  return [
    {
      what: `storm: ${crowd.size} screens of ${stores} stores after kill -9, ready line → correct state`,
      figure: [
        `half ${millis(waits.at(50) / 1_000)} s`,
        `99 % ${millis(waits.at(99) / 1_000)} s`,
        `all ${millis(waits.max / 1_000)} s`,
        `(n=${waits.count}; ${missing} never; the relay took ${millis((up - started) / 1_000)} s to its ready line, and ${millis((user + system) / 1_000)} s of CPU in all)`,
      ].join('  '),
      goal: `≤ ${GOAL} s`,
      met: missing === 0 && waits.max <= GOAL * 1_000,
    },
  ]
}
