/** What a packaged program is made of: its fuses, its archive, its native modules, its size. Looks, starts nothing. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import asar from '@electron/asar'
import fuses from '@electron/fuses'
import { none } from './checks.mjs'

/** What a fuse is in the program's bytes; the package has no names for them to import. */
const OFF = '0'.charCodeAt(0)
const ON = '1'.charCodeAt(0)

const FUSES = {
  RunAsNode: OFF,
  EnableCookieEncryption: ON,
  EnableNodeOptionsEnvironmentVariable: OFF,
  EnableNodeCliInspectArguments: OFF,
  EnableEmbeddedAsarIntegrityValidation: ON,
  OnlyLoadAppFromAsar: ON,
  LoadBrowserProcessSpecificV8Snapshot: OFF,
  GrantFileProtocolExtraPrivileges: OFF,
}

/** Without these the program is not whole. */
const MUST_HOLD = [
  'package.json',
  'dist/cli/app.js',
  'dist/cli/main.js',
  'dist/main/preload/screen.cjs',
  'dist/main/preload/setup.cjs',
  'dist/renderer/screen/index.html',
  'dist/renderer/buttons/index.html',
  'dist/renderer/setup/index.html',
  'node_modules/ws/index.js',
  'node_modules/serialport/package.json',
  'node_modules/node-hid/nodehid.js',
]
const TOP = /^(dist|node_modules|package\.json)$/u
const ROOMS = /^dist\/(cli|main|relay|firmware-bridge|platform|protocol|renderer)(\/|$)/u
const FOREIGN = /\.(ts|cts|mts|map|c|cpp|h|gyp|ino|hex|tsbuildinfo)$|(^|\/)(test|tests|bench|firmware|\.cache)(\/|$)/u
/** Packages of development that would be seen first if all were packed. */
const DEVELOPMENT = /^node_modules\/(electron|electron-builder|typescript|vite|vitest|playwright-core|avr8js)(\/|$)/u

export async function fusesAreSet(program) {
  const wire = await fuses.getCurrentFuseWire(program)
  const wrong = Object.entries(FUSES).filter(([name, state]) => wire[fuses.FuseV1Options[name]] !== state)
  none(
    'not as electron-builder.yml says',
    wrong.map(([name]) => name),
  )
  return `${Object.keys(FUSES).length} fuses`
}

export function archiveIsWhole(resources) {
  const held = filesOf(resources)
  none(
    'missing',
    MUST_HOLD.filter((file) => !held.includes(file)),
  )
  return `${held.length} files`
}

export function archiveIsClean(resources) {
  const held = filesOf(resources)
  none(
    'beside the program',
    [...new Set(held.map((file) => file.split('/')[0] ?? ''))].filter((top) => !TOP.test(top)),
  )
  none(
    'no room of the program',
    held.filter((file) => file.startsWith('dist/') && !ROOMS.test(file)),
  )
  none(
    'sources and tests',
    held.filter((file) => FOREIGN.test(file)),
  )
  none(
    'packages of development',
    held.filter((file) => DEVELOPMENT.test(file)),
  )
}

/** Of native modules only those of this platform, and beside the archive nothing else. */
export function nativeModulesFit(resources) {
  const unpacked = below(`${resources}/app.asar.unpacked`)
  none(
    'not a native module',
    unpacked.filter((file) => !file.endsWith('.node')),
  )
  none(
    'for another platform',
    unpacked.filter((file) => !/linux-x64\//u.test(file) || file.includes('musl')),
  )
  none(
    'still only in the archive',
    filesOf(resources).filter((file) => isNative(file) && !unpacked.includes(file)),
  )
  for (const name of ['@serialport/bindings-cpp', 'node-hid'])
    if (!unpacked.some((file) => file.includes(name))) throw new Error(`${name} has none`)
  return unpacked.map((file) => file.replace(/^node_modules\//u, '')).join(', ')
}

export function sizeOf(folder) {
  const bytes = below(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
  const archive = statSync(join(folder, 'resources', 'app.asar')).size
  return `${megabytes(bytes)}, of which the archive ${megabytes(archive)}`
}

/** Relative paths of files, without a slash in front. */
function filesOf(resources) {
  return asar
    .listPackage(`${resources}/app.asar`, { isPack: false })
    .map((file) => file.slice(1))
    .filter((file) => /\.[^/]+$/u.test(file))
}

function isNative(file) {
  return file.endsWith('.node')
}

function below(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

function megabytes(bytes) {
  return `${(bytes / 1_000_000).toFixed(0)} MB`
}
