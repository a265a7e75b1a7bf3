/**
 * From the last byte of a press on the tty to its record on disk, and to its acknowledgement in the box. The bridge is
 * the real one, in this process; boxes and cables are in others.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBridge } from '../firmware-bridge/bridge.ts'
import { BoxNames } from '../firmware-bridge/sources/box/box-names.ts'
import type { ButtonSource, SourceHost } from '../firmware-bridge/sources/source.ts'
import { openSource, parseSource } from '../firmware-bridge/sources/source-spec.ts'
import { SILENT } from '../platform/logger.ts'
import { systemClock } from '../platform/system-clock.ts'
import { openEmbeddedLog } from '../relay/log/embedded.ts'
import { Boxes, monotonic } from './boxes.ts'
import { Latencies, latencyRow, type Row } from './latency.ts'

const WARM_UP = 100
/** Without an acknowledgement for so long a box says its press again, ms: then it was late. */
const LATE = 50
const NEVER = 60_000

export async function boxLatency(): Promise<Row[]> {
  const one = await measure({ boxes: 1, perSecond: 50, count: 2_000 })
  const many = await measure({ boxes: 32, perSecond: 160, count: 4_800 })
  return [
    latencyRow('byte on the tty → journaled, one box, 50/s', one.journaled, 3),
    latencyRow('byte on the tty → acknowledged to the box', one.acknowledged, 5),
    latencyRow('the same, 32 boxes at 5/s each', many.acknowledged, null),
    {
      what: 'of these later than 50 ms (a box would say it again)',
      figure: `${many.late} of ${many.acknowledged.count}`,
      goal: '0',
      met: many.late === 0,
    },
  ]
}

type Load = { readonly boxes: number; readonly perSecond: number; readonly count: number }

async function measure({ boxes: count, perSecond, count: presses }: Load) {
  const dir = await mkdtemp(join(tmpdir(), 'cashierq-boxes-'))
  const boxes = await Boxes.plug(count)
  const times = new Times()
  const tools = { clock: systemClock, lines: SILENT, boxNames: new BoxNames() }
  const sources = boxes.sources().map((text, box) => timed(openSource(parseSource(text), tools), box, times))
  const log = await openEmbeddedLog({
    dir: join(dir, 'log'),
    store: 'main',
    clock: systemClock,
    onWarning: () => undefined,
  })
  const bridge = await startBridge({
    journalDir: join(dir, 'journal'),
    log,
    sources,
    clock: systemClock,
    lines: SILENT,
    language: 'en',
  })
  await opened(sources)
  boxes.onTold = (told) => {
    if (told.kind === 'said') times.said(told.box, told.press, told.at)
    if (told.kind === 'acknowledged') times.acknowledged(told.box, told.press, told.at)
  }
  await boxes.load(perSecond, WARM_UP + presses)
  await bridge.close()
  await log.close()
  await boxes.unplug()
  await rm(dir, { recursive: true, force: true })
  return times.summary()
}

/** The same source; what the bridge has journaled is noted. */
function timed(source: ButtonSource, box: number, times: Times): ButtonSource {
  let press = 0
  const noting = (host: SourceHost): SourceHost => ({
    ...host,
    async submit(one) {
      const answer = await host.submit(one)
      times.journaled(box, press++, monotonic())
      return answer
    },
  })
  return {
    kind: source.kind,
    address: source.address,
    start: (host) => source.start(noting(host)),
    stop: () => source.stop(),
    status: () => source.status(),
    counts: () => source.counts(),
    boxes: () => source.boxes(),
  }
}

async function opened(sources: readonly ButtonSource[]): Promise<void> {
  while (!sources.every((source) => source.status().kind === 'open'))
    await new Promise((resolve) => setTimeout(resolve, 20))
}

type Instants = { said?: number; journaled?: number; acknowledged?: number }

/** What is known of each press. */
class Times {
  readonly #presses = new Map<string, Instants>()

  said(box: number, press: number, at: number): void {
    this.#of(box, press).said = at
  }

  journaled(box: number, press: number, at: number): void {
    this.#of(box, press).journaled = at
  }

  acknowledged(box: number, press: number, at: number): void {
    this.#of(box, press).acknowledged = at
  }

  summary() {
    const [journaled, acknowledged] = [new Latencies(), new Latencies()]
    let late = 0
    for (const instants of [...this.#presses.values()].slice(WARM_UP)) {
      const { said = 0 } = instants
      // What a box had no room for never arrives: it counts as a minute, so that no median hides it.
      journaled.record((instants.journaled ?? said + NEVER) - said)
      acknowledged.record((instants.acknowledged ?? said + NEVER) - said)
      if ((instants.acknowledged ?? said + NEVER) - said > LATE) late++
    }
    return { journaled, acknowledged, late }
  }

  #of(box: number, press: number): Instants {
    const key = `${box} ${press}`
    const known = this.#presses.get(key) ?? {}
    this.#presses.set(key, known)
    return known
  }
}
