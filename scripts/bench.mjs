/** `npm run bench`: installs and builds where needed, then measures. `npm run bench -- NAME` measures one thing. */
import { ensureBuilt, ensureInstalled, requireNode } from './prepare.mjs'
import { ensureSystem } from './system.mjs'

requireNode()
ensureInstalled()
ensureBuilt()
ensureSystem(['redis-server', 'chromium'])
await import('../dist/bench/main.js')
