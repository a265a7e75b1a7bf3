/** The bridge as a process: its memory over a million frames of a box, and what it costs while nobody presses. */
import { setTimeout as sleep } from 'node:timers/promises'
import { readBridgeReport } from '../firmware-bridge/status-door.ts'
import { Boxes } from './boxes.ts'
import { spawnBridge } from './bridge-process.ts'
import type { Row } from './latency.ts'
import { processorTime } from './process-tree.ts'

const FRAMES = 1_000_000
/** The first frames fill caches and let the heap find its size: it does so in some steps. */
const SETTLED = 400_000
const PRESS_EVERY = 200
const IDLE = 20_000

export async function boxProcess(): Promise<Row[]> {
  const boxes = await Boxes.plug(1)
  const bridge = await spawnBridge(boxes.sources())
  try {
    const idle = await idleLoad(bridge.pid)
    await boxes.flood(SETTLED, PRESS_EVERY)
    const before = await afterFrames(bridge.journalDir, SETTLED)
    await boxes.flood(FRAMES - SETTLED, PRESS_EVERY)
    const after = await afterFrames(bridge.journalDir, FRAMES)
    const growth = (after / before - 1) * 100
    return [
      row('bridge with one silent box, of one core', `${idle.toFixed(2)} %`, '< 1 %', idle < 1),
      row(
        `bridge's memory after ${SETTLED / 1e3} thousand and after a million frames`,
        `${megabytes(before)} and ${megabytes(after)} MB (${growth.toFixed(1)} %)`,
        'flat',
        growth <= 5,
      ),
    ]
  } finally {
    await bridge.stop()
    await boxes.unplug()
  }
}

/** Resident memory once the bridge has heard so many frames, bytes. */
async function afterFrames(journalDir: string, frames: number): Promise<number> {
  for (;;) {
    const { sources, memory } = await readBridgeReport(journalDir)
    const heard = sources[0]?.boxes[0]?.counts.frames ?? 0
    if (heard >= frames) return memory
    await sleep(100)
  }
}

async function idleLoad(pid: number): Promise<number> {
  await sleep(3_000)
  const before = await processorTime(pid)
  await sleep(IDLE)
  return (((await processorTime(pid)) - before) / IDLE) * 100
}

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1)
}

function row(what: string, figure: string, goal: string, met: boolean): Row {
  return { what, figure, goal, met }
}
