/** One entry to all screens of a store: how long until the last has it, and what it cost the server. */
import { Latencies, millis } from '../latency.ts'
import { monotonic, pause } from './clock.ts'
import type { Crowd } from './crowd.ts'
import { storeName } from './crowd-messages.ts'
import { processorTimeOf } from './probe-client.ts'
import type { Server } from './server.ts'

export type Target = { readonly server: Server; readonly crowd: Crowd }

/** All in ms. */
export type FanOut = {
  readonly target: Target
  /** From the server's answer to the publisher, or the first receipt if that is earlier, to the last receipt. */
  readonly spread: Latencies
  /** From the sending of the entry to the last receipt. */
  readonly whole: Latencies
  /** What the server's event loop was busy with it; empty where it has none that can be asked. */
  readonly loop: Latencies
  readonly processor: Latencies
  /** Rounds in which not every screen had it in time. */
  failed: number
}

const WARM_UP = 3
const WITHIN = 10_000
/** Between two rounds, ms: acknowledgements of TCP and garbage settle. */
const REST = 60

/** Takes turns between the targets, so that a machine that is slow for a moment is slow for all of them. */
export async function fanOut(targets: readonly Target[], rounds: number): Promise<FanOut[]> {
  const results = targets.map(
    (target): FanOut => ({
      target,
      spread: new Latencies(),
      whole: new Latencies(),
      loop: new Latencies(),
      processor: new Latencies(),
      failed: 0,
    }),
  )
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const result of results) await measure(result, round >= 0)
  }
  return results
}

async function measure(result: FanOut, counts: boolean): Promise<void> {
  const { server, crowd } = result.target
  await pause(REST)
  const used = await usedBy(server)
  const heard = crowd.watch(WITHIN)
  const sent = monotonic()
  await server.publish(storeName(0))
  const answered = monotonic()
  const { first, last, count } = await heard
  const after = await usedBy(server)
  if (!counts) return
  if (count < crowd.size) {
    result.failed++
    return
  }
  result.spread.record(last - Math.min(answered, first))
  result.whole.record(last - sent)
  result.processor.record(after.processor - used.processor)
  if (after.loop !== undefined && used.loop !== undefined) result.loop.record(after.loop - used.loop)
}

async function usedBy({ probe, pid }: Server): Promise<{ processor: number; loop: number | undefined }> {
  if (probe === undefined) return { processor: await processorTimeOf(pid), loop: undefined }
  const { user, system, loop } = await probe.usage()
  return { processor: user + system, loop }
}

export function fanOutFigure({ spread, whole, loop, processor, failed }: FanOut): string {
  if (spread.count === 0) return `not one of ${failed} entries reached every screen within ${WITHIN / 1_000} s`
  const parts = [
    `to the last screen p50 ${millis(spread.at(50))} p99 ${millis(spread.at(99))} ms`,
    `from its sending p50 ${millis(whole.at(50))} ms`,
    ...(loop.count === 0 ? [] : [`loop p50 ${millis(loop.at(50))} ms`]),
    `CPU p50 ${millis(processor.at(50))} ms`,
    `n=${spread.count}`,
    ...(failed === 0 ? [] : [`${failed} not to all`]),
  ]
  return parts.join(', ')
}
