/** A store of fifty screens: what an entry costs the relay's event loop, all of it, from Redis to the last send. */
import { millis, type Row } from '../latency.ts'
import type { Stage } from './bench.ts'
import { pause } from './clock.ts'
import { Crowd } from './crowd.ts'
import { storeName } from './crowd-messages.ts'
import type { Ours } from './ours.ts'

const SCREENS = 50
const ENTRIES = 200
const EVERY = 20
const GOAL = 1

export async function smallStore({ ours, load, say, profiled }: Stage): Promise<Row[]> {
  const { dialect, port } = ours
  const crowd = await Crowd.open(load, 'small', { dialect, port, total: SCREENS, stores: 1 })
  say(`${ENTRIES} entries to ${SCREENS} screens`)
  const busy = async (entries: number) => {
    const before = await ours.probe.usage()
    await publish(ours, entries)
    const after = await ours.probe.usage()
    const processor = after.user + after.system - before.user - before.system
    return { loop: after.loop - before.loop, processor }
  }
  await busy(ENTRIES)
  const idle = await busy(0)
  const full = await profiled(ours, `${ENTRIES} entries to ${SCREENS} screens`, () => busy(ENTRIES))
  const each = (full.loop - idle.loop) / ENTRIES
  const processor = (full.processor - idle.processor) / ENTRIES
  await crowd.close()
  return [
    {
      what: `loop time of an entry to a store of ${SCREENS} screens`,
      figure: `mean ${millis(each)} ms, CPU of all threads ${millis(processor)} ms (n=${ENTRIES}; what it does at rest taken off)`,
      goal: `≤ ${GOAL} ms`,
      met: each <= GOAL,
    },
  ]
}

/** Takes as long for no entries as for all of them. */
async function publish(ours: Ours, entries: number): Promise<void> {
  for (let i = 0; i < ENTRIES; i++) {
    if (i < entries) await ours.publish(storeName(0))
    await pause(EVERY)
  }
}
