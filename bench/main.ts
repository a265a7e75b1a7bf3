/** `npm run bench [-- NAME...]`: measures, and prints one table. Timing decides no test; it is compared by people. `NAME:PART` is a part of one. */
import { availableParallelism, cpus } from 'node:os'
import { boxLatency } from './box-latency.ts'
import { boxProcess } from './box-process.ts'
import { boxToDom } from './box-to-dom.ts'
import { coldStart } from './cold-start.ts'
import { journalAppend } from './journal-append.ts'
import { kioskFrames } from './kiosk-frames.ts'
import { kioskProcess } from './kiosk-process.ts'
import type { Row } from './latency.ts'
import { pressToClient } from './press-to-client.ts'
import { pressToDom } from './press-to-dom.ts'
import { reducer } from './reducer.ts'
import { relayBench } from './relay/bench.ts'

const BENCHES: { readonly [name: string]: (parts: readonly string[]) => Promise<Row[]> } = {
  reducer,
  journal: journalAppend,
  start: coldStart,
  client: pressToClient,
  dom: pressToDom,
  box: boxLatency,
  'box-dom': boxToDom,
  'box-process': boxProcess,
  kiosk: kioskFrames,
  'kiosk-process': kioskProcess,
  relay: relayBench,
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const wanted = words.map((word) => word.replace(/:.*/u, ''))
const unknown = wanted.find((name) => !(name in BENCHES))
if (unknown !== undefined) {
  process.stderr.write(`there is no bench "${unknown}": choose from ${Object.keys(BENCHES).join(', ')}\n`)
  process.exit(2)
}

process.stdout.write(
  `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}\n\n`,
)
process.stdout.write('| what | figure | goal | met |\n|---|---|---|---|\n')
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const parts = words.filter((word) => word.startsWith(`${name}:`)).map((word) => word.slice(name.length + 1))
  for (const { what, figure, goal, met } of await bench(parts)) {
    process.stdout.write(`| ${what} | ${figure} | ${goal} | ${met === null ? '' : met ? 'yes' : 'NO'} |\n`)
  }
}
process.exit(0)
