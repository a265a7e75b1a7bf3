/** A bridge with nothing to do, to be killed: says `open` when its status can be had. */
import { join } from 'node:path'
import { startBridge } from '../../firmware-bridge/bridge.ts'
import { SILENT } from '../../platform/logger.ts'
import { systemClock } from '../../platform/system-clock.ts'
import { openEmbeddedLog } from '../../relay/log/embedded.ts'

const [dir = ''] = process.argv.slice(2)
const log = await openEmbeddedLog({ dir: join(dir, 'log'), store: 'main', clock: systemClock })
const journalDir = join(dir, 'journal')
await startBridge({ journalDir, log, sources: [], clock: systemClock, lines: SILENT, language: 'en' })
process.stdout.write('open\n')
setInterval(() => undefined, 60_000)
