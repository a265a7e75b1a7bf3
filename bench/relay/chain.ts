/** A whole chain on one relay: 10,000 screens of 5,000 stores, a thousand presses a second through a real Redis. */
import { isFailure } from '../../platform/failure.ts'
import { Latencies, latencyRow, millis, type Row } from '../latency.ts'
import type { Stage } from './bench.ts'
import { monotonic, pause } from './clock.ts'
import type { Crowd } from './crowd.ts'
import { dueId, storeName } from './crowd-messages.ts'
import { CHAIN, openChain } from './open-chain.ts'
import type { Ours } from './ours.ts'
import { paced } from './paced.ts'
import type { Usage } from './probe-client.ts'
import { weighed } from './weigh.ts'

/** The first is the goal's; the next are tried until one holds. */
const RATES = [1_000, 500, 250, 100]
const SECONDS = 10
const WARM_UP = 3
const GOAL_P99 = 25
/** What is still on its way when the last press was made has so long, ms. */
const LATE = 3_000

export async function chain(stage: Stage): Promise<Row[]> {
  const { redis } = stage
  const screens = { count: CHAIN.screens, what: `, ${CHAIN.screens / CHAIN.stores} a store` }
  const { result: crowd, row } = await weighed(stage.ours, screens, () => openChain(stage))
  const rows = [row, ...(await untilOneHolds(stage, crowd))]
  await redis.cli('config', 'set', 'appendfsync', 'everysec')
  rows.push(await press(stage, crowd, RATES[0] ?? 0, 'everysec'))
  await crowd.close()
  return rows
}

async function untilOneHolds(stage: Stage, crowd: Crowd): Promise<Row[]> {
  const rows: Row[] = []
  for (const rate of RATES) {
    const row = await stage.profiled(stage.ours, `${rate} presses/s of ${CHAIN.stores} stores`, () =>
      press(stage, crowd, rate, 'always'),
    )
    rows.push(row)
    if (row.met) break
  }
  return rows
}

async function press(stage: Stage, crowd: Crowd, rate: number, fsync: string): Promise<Row> {
  const { ours, say } = stage
  say(`${rate} presses/s, appendfsync ${fsync}`)
  await load(ours, rate, WARM_UP)
  await pause(LATE)
  await crowd.keepAges()
  const [began, before] = [monotonic(), await ours.probe.usage()]
  const { answers, failed } = await load(ours, rate, SECONDS)
  const [took, after] = [monotonic() - began, await ours.probe.usage()]
  await pause(LATE)
  const ages = await crowd.takeAges()
  const latencies = new Latencies()
  for (const age of ages) latencies.record(age)
  const wanted = (answers.count * CHAIN.screens) / CHAIN.stores
  const what = `press → screen, ${CHAIN.screens} screens of ${CHAIN.stores} stores, ${rate}/s, appendfsync ${fsync}`
  const row = latencyRow(what, latencies, GOAL_P99)
  const notes = [
    `append answered p99 ${millis(answers.at(99))} ms`,
    usageFigure(before, after, took),
    ...(failed === 0 ? [] : [`${failed} presses not taken`]),
    ...(ages.length >= wanted ? [] : [`${ages.length} of ${wanted} receipts`]),
  ]
  return {
    ...row,
    figure: `${row.figure}; ${notes.join('; ')}`,
    met: row.met === true && ages.length >= wanted && failed === 0,
  }
}

function usageFigure(before: Usage, after: Usage, took: number): string {
  const system = after.system - before.system
  const processing = system + after.user - before.user
  const [busy, processor, inSystem] = [(after.loop - before.loop) / took, processing / took, system / processing].map(
    (share) => millis(share * 100),
  )
  return `relay: loop busy ${busy} %, CPU ${processor} %, ${inSystem} % of that in the system`
}

type Loaded = { readonly answers: Latencies; readonly failed: number }

/** Presses store after store; each press's id says when it was due, so that no stall hides behind another. */
async function load({ presser }: Ours, rate: number, seconds: number): Promise<Loaded> {
  const answers = new Latencies()
  let failed = 0
  await paced(rate, rate * seconds, async (index, due) => {
    try {
      await presser.press(storeName((index * STRIDE) % CHAIN.stores), dueId(due, index))
      answers.record(monotonic() - due)
    } catch (error) {
      if (!isFailure(error)) throw error
      failed++
    }
  })
  return { answers, failed }
}

/** Neighbours in time are no neighbours in number: a prime that 5,000 does not hold. */
const STRIDE = 1_511
