/** `npm run chaos -- --seed N --minutes M`: installs and builds where needed, then kills everything again and again. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ALL, buildChaos } from './chaos-build.mjs'
import { ensureBuilt, ensureInstalled, requireNode } from './prepare.mjs'
import { ensureSystem } from './system.mjs'

requireNode()
ensureInstalled()
ensureBuilt()
ensureSystem(['redis-server'])
const folder = await buildChaos(String(process.pid), ALL)
await import(pathToFileURL(join(folder, 'main.js')).href)
