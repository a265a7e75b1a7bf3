/** One press into the bridge's journal: written, synced, acknowledged. The disk under the temp folder decides. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { openJournal } from '../firmware-bridge/journal.ts'
import { SILENT } from '../platform/logger.ts'
import { systemClock } from '../platform/system-clock.ts'
import { Latencies, latencyRow, type Row } from './latency.ts'
import { openLoop } from './open-loop.ts'

const WARM_UP = 200
const COUNT = 3_000

export async function journalAppend(): Promise<Row[]> {
  const rows: Row[] = []
  for (const perSecond of [100, 1_000]) {
    rows.push(latencyRow(`journal append, synced, ${perSecond}/s`, await measure(perSecond), null))
  }
  return rows
}

async function measure(perSecond: number): Promise<Latencies> {
  const dir = await mkdtemp(join(tmpdir(), 'cashierq-journal-'))
  const journal = await openJournal({ dir, clock: systemClock, lines: SILENT })
  const latencies = new Latencies()
  const press = { action: 'call', cashier: 3, language: 'en', source: 'bench', pressedAt: Date.now() } as const
  await openLoop(perSecond, WARM_UP + COUNT, async (index, due) => {
    await journal.append({ kind: 'press', press })
    if (index >= WARM_UP) latencies.record(performance.now() - due)
  })
  await journal.close()
  await rm(dir, { recursive: true, force: true })
  return latencies
}
