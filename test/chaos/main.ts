/** `npm run chaos -- --seed N --minutes M [--kills K] [--rate R]`: the run, its table, and exit code 1 on a violation. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { account, table } from './report.ts'
import { runChaos } from './run.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '1' },
    kills: { type: 'string' },
    rate: { type: 'string', default: '600' },
    stores: { type: 'string', default: '3' },
    boards: { type: 'string', default: '12' },
  },
})

const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const span = Number(values.minutes) * 60_000
const programs = dirname(fileURLToPath(import.meta.url))
const home = join(process.cwd(), '.cache', 'chaos', `seed-${seed}-${process.pid}`)
const say = (text: string) => process.stdout.write(`${text}\n`)

// So that the run's own handler of `exit` takes its processes along.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

const outcome = await runChaos({
  seed,
  span,
  kills: Number(values.kills ?? Math.ceil(span / 1_800)),
  perSecond: Number(values.rate),
  size: { stores: Number(values.stores), relays: 3, crowds: 2, boardsEach: Number(values.boards) },
  programs,
  home,
  say,
  every: 60_000,
})
say(`\n${table(outcome)}`)
if (outcome.violated > 0) say(`\n${account(outcome, seed, home)}`)
process.exit(outcome.violated > 0 ? 1 : 0)
