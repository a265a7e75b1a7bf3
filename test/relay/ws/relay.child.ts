/**
 * A relay as a process of its own, made to be killed. `relay.child.ts FOLDER PORT` says its address; a line on standard
 * input is answered with how much memory it has.
 */
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { SILENT } from '../../../platform/logger.ts'
import { systemClock } from '../../../platform/system-clock.ts'
import { openEmbeddedLog } from '../../../relay/log/embedded.ts'
import { singleLog } from '../../../relay/log/single.ts'
import { startRelay } from '../../../relay/relay.ts'

const [dir = '', port = '0'] = process.argv.slice(2)
const log = await openEmbeddedLog({ dir, store: 'main', clock: systemClock })
const relay = await startRelay({
  host: '127.0.0.1',
  port: Number(port),
  logs: singleLog(log),
  store: 'main',
  pages: resolve('dist/renderer'),
  clock: systemClock,
  lines: SILENT,
  origins: [],
})
process.stdout.write(`address ${relay.address}\n`)
createInterface({ input: process.stdin }).on('line', () => {
  process.stdout.write(`rss ${process.memoryUsage.rss()}\n`)
})
