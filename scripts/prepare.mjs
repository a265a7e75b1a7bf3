/**
 * Installs and builds what is not there or not up to date. Plain JavaScript with Node's own modules: it runs before
 * anything is installed. Each step leaves a stamp, a digest of what it was made from, and is skipped while that holds.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const SOURCES = ['protocol', 'platform', 'relay', 'firmware-bridge', 'main', 'cli', 'bench', 'renderer', 'test/helpers']
const CONFIGS = ['package-lock.json', 'tsconfig.json', 'tsconfig.base.json']
const LEAST_NODE = [20, 19]

export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return
  fail(`Node ${LEAST_NODE.join('.')} or newer is needed, this is ${process.versions.node}: install one from nodejs.org`)
}

export function fail(message) {
  process.stderr.write(`cashierq: ${message}\n`)
  process.exit(1)
}

/** Runs a program; its output goes to standard error, so that standard output holds only what was asked for. */
export function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: ROOT, stdio: ['ignore', 2, 2], ...options })
  if (error) fail(`cannot run ${program}: ${error.message}`)
  return status ?? 1
}

export function ensureInstalled() {
  const stamp = join(ROOT, 'node_modules', '.cashierq-stamp')
  const digest = digestOf(['package.json', 'package-lock.json'])
  if (upToDate(stamp, digest)) return
  const link = lstatSync(join(ROOT, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()
  if (link)
    fail('node_modules is a link, and npm ci would empty what it points to: install there, or take the link away')
  process.stderr.write('cashierq: installing (once)\n')
  if (run(npm(), ['ci', '--include=dev', '--no-audit', '--no-fund'], { shell: process.platform === 'win32' }) !== 0) {
    fail('npm ci failed: its message above says why')
  }
  writeFileSync(stamp, digest)
}

export function ensureBuilt() {
  const stamp = join(ROOT, 'dist', '.cashierq-stamp')
  const digest = digestOf([...CONFIGS, ...SOURCES.flatMap(filesBelow)])
  if (upToDate(stamp, digest)) return
  process.stderr.write('cashierq: building (once)\n')
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true })
  for (const project of ['tsconfig.json', 'bench']) {
    if (run(process.execPath, [bin('typescript', 'bin/tsc'), '-p', project]) !== 0) fail('the build failed')
  }
  const vite = [bin('vite', 'bin/vite.js'), 'build', '--config', 'renderer/vite.config.ts', '--logLevel', 'warn']
  if (run(process.execPath, vite) !== 0) fail('building the pages failed')
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, digest)
}

export function bin(name, path) {
  return join(ROOT, 'node_modules', name, path)
}

function npm() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm'
}

function upToDate(stamp, digest) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === digest
}

function digestOf(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)))
  return hash.digest('hex')
}

function filesBelow(folder) {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  requireNode()
  ensureInstalled()
  ensureBuilt()
}
