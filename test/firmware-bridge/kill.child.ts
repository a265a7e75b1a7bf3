/** A whole store without a relay: a bridge on an embedded log. Presses till after till; says each that is safe. */
import { join } from 'node:path'
import { startBridge } from '../../firmware-bridge/bridge.ts'
import { SILENT } from '../../platform/logger.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { openEmbeddedLog } from '../../relay/log/embedded.ts'

const [dir = '', from = '1', count = '0'] = process.argv.slice(2)
const log = await openEmbeddedLog({ dir: join(dir, 'log'), store: 'main', clock: systemClock })
const journalDir = join(dir, 'journal')
const bridge = await startBridge({ journalDir, log, sources: [], clock: systemClock, lines: SILENT, language: 'en' })

async function press(n: number): Promise<void> {
  const pressedAt = systemClock.now()
  const answer = await bridge.submit({
    action: 'call',
    cashier: 1 + (n % 99),
    language: 'en',
    source: `n:${n}`,
    pressedAt,
  })
  if (answer.kind === 'journaled') process.stdout.write(`${n}\n`)
}

const first = Number(from)
const end = first + Number(count)
for (let n = first; n < end; n += 3) await Promise.all([press(n), press(n + 1), press(n + 2)])
await bridge.close()
await log.close()
process.stdout.write('done\n')
