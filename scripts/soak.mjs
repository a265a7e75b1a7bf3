/** `npm run soak`: installs and builds where needed, then lets the kiosk live through months of calls. */
import { electronRuntime } from './electron-runtime.mjs'
import { ensureBuilt, ensureInstalled, fail, requireNode } from './prepare.mjs'
import { ensureSystem } from './system.mjs'

requireNode()
ensureInstalled()
ensureBuilt()
ensureSystem(['xvfb'])
const electron = await electronRuntime()
if (!('path' in electron)) fail(`there is no Electron: ${electron.why}`)
process.env['CASHIERQ_ELECTRON'] = electron.path
await import('../dist/bench/soak.js')
