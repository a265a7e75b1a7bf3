/** The kiosk as a process: how soon it shows what is true, and what it costs while nobody is called. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { endProcess } from '../test/helpers/product.ts'
import { APP, type ElectronPlace, electronPlace } from './electron.ts'
import { millis, type Row } from './latency.ts'
import { memoryOf, processorTime, processTree } from './process-tree.ts'
import { startProduct } from './product.ts'

const ROUNDS = 7
const START_GOAL = 2_500
const SETTLE = 20_000
const IDLE = 60_000
const IDLE_GOAL = 2

export async function kioskProcess(): Promise<Row[]> {
  const place = await electronPlace()
  const product = await startProduct('embedded')
  try {
    const starts: number[] = []
    for (let i = 0; i < ROUNDS; i++) starts.push(await coldStart(place, product.address))
    return [startRow(starts), ...(await idle(place, product.address))]
  } finally {
    await product.stop()
    await place.leave()
  }
}

function start(place: ElectronPlace, relay: string): ChildProcess {
  return spawn(place.program, [...place.switches, APP, 'kiosk', `--relay=${relay}`], {
    env: { ...place.env },
    cwd: place.folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

/** Until the page has drawn a frame that shows the log's state, ms. */
async function coldStart(place: ElectronPlace, relay: string): Promise<number> {
  const begin = performance.now()
  const child = start(place, relay)
  await showsTruth(child)
  const took = performance.now() - begin
  await endProcess(child, 'SIGTERM')
  return took
}

async function showsTruth({ stderr }: ChildProcess): Promise<void> {
  if (!stderr) throw new Error('nobody reads what the kiosk logs')
  for await (const line of createInterface({ input: stderr })) {
    if (line.includes('the screen shows what is true')) return
  }
  throw new Error('the kiosk ended before it showed anything')
}

function startRow(times: number[]): Row {
  times.sort((a, b) => a - b)
  const median = times[Math.floor(times.length / 2)] ?? 0
  const figure = `median ${millis(median)}  slowest ${millis(times.at(-1) ?? 0)} ms  (n=${times.length})`
  return { what: 'Electron started → first true picture', figure, goal: '≤ 2.5 s', met: median <= START_GOAL }
}

async function idle(place: ElectronPlace, relay: string): Promise<Row[]> {
  const child = start(place, relay)
  await showsTruth(child)
  await sleep(SETTLE)
  const pids = await processTree(child.pid ?? 0)
  const before = await timeOf(pids)
  await sleep(IDLE)
  const share = (((await timeOf(pids)) - before) / IDLE) * 100
  const memory = await memoryOf(pids)
  await endProcess(child, 'SIGTERM')
  const figure = `${share.toFixed(2)} %`
  return [
    { what: 'kiosk while nobody is called, of one core', figure, goal: '< 2 %', met: share < IDLE_GOAL },
    {
      what: `its memory, ${pids.length} processes, shared pages once`,
      figure: `${(memory / 1_048_576).toFixed(0)} MB`,
      goal: '',
      met: null,
    },
  ]
}

async function timeOf(pids: readonly number[]): Promise<number> {
  let sum = 0
  for (const pid of pids) sum += await processorTime(pid)
  return sum
}
