/** `npm start`: installs and builds where needed, then runs `cashierq up` in this very process. */
import { ensureBuilt, ensureInstalled, requireNode } from './prepare.mjs'

requireNode()
ensureInstalled()
ensureBuilt()
process.argv.splice(1, process.argv.length - 1, 'cashierq', 'up', ...process.argv.slice(2))
await import('../dist/cli/main.js')
