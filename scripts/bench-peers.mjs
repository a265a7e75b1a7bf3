/**
 * The programs that the relay is measured beside: npm's into a folder of the cache with exact versions, Debian's by apt.
 * They are no part of the product. One that cannot be had is told of, with the reason, and named in the table.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run } from './prepare.mjs'
import { provideSystem } from './system.mjs'

const FOLDER = join(ROOT, '.cache', 'peers')
const PACKAGES = { 'socket.io': '4.8.4', '@socket.io/redis-streams-adapter': '0.3.1', redis: '5.12.1' }
/** Names as the table has them (bench/relay/peers.ts). */
const DEBIAN = {
  'Django Channels': ['python3-django-channels', 'python3-channels-redis', 'python3-daphne'],
  nchan: ['nginx', 'libnginx-mod-nchan'],
}

/** Installs what is not here. Answers where npm's peers are, and peer -> why it is missing. */
export function providePeers() {
  const missing = {}
  const socketIo = provideNpm()
  if (socketIo !== undefined) missing['socket.io + Redis streams'] = socketIo
  for (const [peer, packages] of Object.entries(DEBIAN)) {
    const problem = provideSystem(packages)
    if (problem !== undefined) missing[peer] = `not installed: ${problem}`
  }
  return { folder: join(FOLDER, 'package.json'), missing }
}

function provideNpm() {
  const wanted = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`)
  const stamp = join(FOLDER, wanted.join('_').replaceAll('/', '+'))
  if (existsSync(stamp)) return undefined
  process.stderr.write(`cashierq: installing ${wanted.join(', ')} into the cache (once)\n`)
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(join(FOLDER, 'package.json'), '{"private":true}\n')
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', '--prefix', FOLDER, ...wanted]
  if (run('npm', args) !== 0) return 'not installed: npm could not install it, its message above says why'
  writeFileSync(stamp, '')
  return undefined
}
