/**
 * `npm run bench`: installs and builds where needed, then measures. `npm run bench -- NAME` measures one thing.
 * `npm run bench -- relay` measures the central relay beside its peers, `relay:storm` a part of that (bench/relay/bench.ts);
 * `--profile` says where the relay's time went.
 */
import { join } from 'node:path'
import { providePeers } from './bench-peers.mjs'
import { electronRuntime } from './electron-runtime.mjs'
import { ensureFirmware } from './firmware.mjs'
import { ensureBuilt, ensureInstalled, requireNode } from './prepare.mjs'
import { ensureSystem } from './system.mjs'

requireNode()
ensureInstalled()
ensureBuilt()
ensureSystem(['redis-server', 'chromium', 'socat', 'xvfb'])
const names = process.argv.slice(2).filter((word) => !word.startsWith('--'))
if (names.length === 0 || names.some((name) => name.startsWith('relay'))) {
  const { folder, missing } = providePeers()
  process.env['BENCH_PEERS'] = folder
  process.env['BENCH_MISSING'] = JSON.stringify(missing)
}
const electron = await electronRuntime()
if ('path' in electron) process.env['CASHIERQ_ELECTRON'] = electron.path
process.env['CASHIERQ_FIRMWARE'] = join(ensureFirmware(), 'box-328p.hex')
await import('../dist/bench/main.js')
