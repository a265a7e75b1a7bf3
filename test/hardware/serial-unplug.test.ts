/**
 * The plug is pulled right after the port was opened, when serialport does not always notice: `isOpen` stays true and
 * its reader spins on an empty read. Real ports, real time, several at once.
 */
import { describe, expect, it, onTestFinished } from 'vitest'
import type { OpenDevice } from '../../firmware-bridge/sources/device/device.ts'
import { openSerial } from '../../firmware-bridge/sources/serial/serial.ts'
import { SILENT } from '../../platform/logger.ts'
import type { Clock } from '../../protocol/clock.ts'
import { folder } from '../helpers/bridge-kit.ts'
import { HandHost } from '../helpers/hand-host.ts'
import { countingClock, crowdThreadPool, processorShare } from '../helpers/processor.ts'
import { PtyBox } from '../helpers/pty-box.ts'

/** After the opening, ms. */
const DELAYS = [0, 1, 5, 50]
const PORTS = 10
const ROUNDS = 5
/** Of a processor: far less than a reader that spins, and more than a slow machine needs for what else it does. */
const IDLE = 0.3

/** Looks a hundred times a second, and leaves the processor to the others in between. */
async function becomesTrue(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}

async function station(clock: Clock) {
  const cable = PtyBox.in(await folder())
  let opened = () => {}
  /** Tells of an opening at once, before the source itself knows of it. */
  const tap = (_: string, open: OpenDevice): OpenDevice => {
    return async (ears) => {
      const device = await open(ears)
      opened()
      return device
    }
  }
  const source = openSerial({ address: cable.path }, { clock, lines: SILENT, tap })
  onTestFinished(() => source.stop())
  await source.start(new HandHost())
  /** How long it took to notice, ms. */
  const round = async (delay: number): Promise<number> => {
    const opening = new Promise<void>((resolve) => {
      opened = resolve
    })
    await cable.plug()
    await opening
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
    const pulledAt = clock.now()
    await cable.unplug()
    let noticedAt = 0
    await becomesTrue(() => {
      const status = source.status()
      if (status.kind === 'lost' && status.since >= pulledAt) noticedAt = status.since
      return noticedAt > 0
    })
    return noticedAt - pulledAt
  }
  return { source, round }
}

// Noticed by looking for the port and by the box's silence: after how long is told by tests with a clock of their own.
describe('a plug that is pulled 0, 1, 5 or 50 ms after its port was opened', { timeout: 300_000 }, () => {
  it(`is noticed, ${PORTS * ROUNDS} times of ${PORTS * ROUNDS}, and leaves the processor idle`, async () => {
    const { clock, polls } = countingClock()
    const stations = await Promise.all(Array.from({ length: PORTS }, () => station(clock)))
    // Time enough for a plug to be pulled between the driver's opening and its first read.
    const release = crowdThreadPool()
    const times = await Promise.all(
      stations.map(async ({ round }, port) => {
        const noticed: number[] = []
        for (let turn = 0; turn < ROUNDS; turn++) noticed.push(await round(DELAYS[(port + turn) % DELAYS.length] ?? 0))
        return noticed
      }),
    )
    await release()
    const all = times.flat().sort((one, other) => one - other)
    expect(all).toHaveLength(PORTS * ROUNDS)
    expect(stations.map(({ source }) => source.counts().reopened)).toEqual(Array(PORTS).fill(ROUNDS - 1))
    // Each source looks for its port once a second.
    const share = await processorShare(() => polls(4 * PORTS))
    console.log(
      `noticed after ${all[0]} to ${all.at(-1)} ms; then ${(share * 100).toFixed(1)} % of a processor is used`,
    )
    expect(share).toBeLessThan(IDLE)
    expect(stations.map(({ source }) => source.status().kind)).toEqual(Array(PORTS).fill('lost'))
  })
})
