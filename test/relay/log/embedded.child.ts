/** Appends for ever, several producers at once, and says each acknowledged record; made to be killed. */
import { systemClock } from '../../../platform/system-clock.ts'
import { openEmbeddedLog } from '../../../relay/log/embedded.ts'

const [dir = '', producers = '1', pad = '0'] = process.argv.slice(2)
const log = await openEmbeddedLog({ dir, store: 'main', clock: systemClock })
const filler = 'x'.repeat(Number(pad))

async function produce(producer: string): Promise<void> {
  for (let seq = 1; ; seq++) {
    const appended = await log.append({ producer, seq, event: { type: 'foreign', raw: { type: 'load', filler } } })
    if (appended.kind === 'gap') throw new Error(`gap behind ${appended.last}`)
    process.stdout.write(`${producer} ${seq} ${appended.offset}\n`)
  }
}

process.stdout.write('open\n')
await Promise.all(Array.from({ length: Number(producers) }, (_, i) => produce(`p${i}`)))
