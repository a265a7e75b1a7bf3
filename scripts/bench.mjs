/** `npm run bench`: installs and builds where needed, then measures. `npm run bench -- NAME` measures one thing. */
import { join } from 'node:path'
import { electronRuntime } from './electron-runtime.mjs'
import { ensureFirmware } from './firmware.mjs'
import { ensureBuilt, ensureInstalled, requireNode } from './prepare.mjs'
import { ensureSystem } from './system.mjs'

requireNode()
ensureInstalled()
ensureBuilt()
ensureSystem(['redis-server', 'chromium', 'socat', 'xvfb'])
const electron = await electronRuntime()
if ('path' in electron) process.env['CASHIERQ_ELECTRON'] = electron.path
process.env['CASHIERQ_FIRMWARE'] = join(ensureFirmware(), 'box-328p.hex')
await import('../dist/bench/main.js')
