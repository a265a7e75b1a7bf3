/** `npm run bench`: installs and builds where needed, then measures. `npm run bench -- NAME` measures one thing. */
import { join } from 'node:path'
import { ensureFirmware } from './firmware.mjs'
import { ensureBuilt, ensureInstalled, requireNode } from './prepare.mjs'
import { ensureSystem } from './system.mjs'

requireNode()
ensureInstalled()
ensureBuilt()
ensureSystem(['redis-server', 'chromium', 'socat'])
process.env['CASHIERQ_FIRMWARE'] = join(ensureFirmware(), 'box-328p.hex')
await import('../dist/bench/main.js')
