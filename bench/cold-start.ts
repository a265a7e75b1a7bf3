/** From `npm start` to its ready line, when everything is built already. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { endProcess, readyAddress } from '../test/helpers/product.ts'
import { millis, type Row } from './latency.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const ROUNDS = 9
const GOAL = 2_000

export async function coldStart(): Promise<Row[]> {
  const times: number[] = []
  for (let i = 0; i < ROUNDS; i++) times.push(await once())
  times.sort((a, b) => a - b)
  const median = times[Math.floor(ROUNDS / 2)] ?? 0
  const figure = `median ${millis(median)}  slowest ${millis(times.at(-1) ?? 0)} ms  (n=${ROUNDS})`
  return [{ what: 'npm start → ready line, built', figure, goal: '≤ 2 s', met: median <= GOAL }]
}

async function once(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'cashierq-start-'))
  const env = { ...process.env, CASHIERQ_DATA_DIR: folder, CASHIERQ_PORT: '0', CASHIERQ_LOG_LEVEL: 'warn' }
  const begin = performance.now()
  const child = spawn('npm', ['start', '--silent', '--', '--no-kiosk'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await readyAddress(child)
  const took = performance.now() - begin
  await endProcess(child, 'SIGTERM')
  await rm(folder, { recursive: true, force: true })
  return took
}
