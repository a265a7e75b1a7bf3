/**
 * Tries to make the packaged program run foreign code, each time as it is really done. What counts is the effect: the
 * foreign code writes a file. The same attack on Electron without fuses succeeds, or it would prove nothing.
 */
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { until } from './checks.mjs'
import { freePort, Packaged, SANDBOX } from './packaged.mjs'

const ENDS_MS = 60_000
const STARTS = 'it starts all the same'

/** `stock` is Electron as it comes, `packaged` the program's folder. */
export async function resistsAttacks(checks, packaged, stock, display) {
  const work = mkdtempSync(join(tmpdir(), 'cashierq-attack-'))
  const attack = { work, display, program: join(packaged, 'cashierq'), stock, packaged }
  try {
    await checks.check('ELECTRON_RUN_AS_NODE makes no Node of it', () => asNode(attack))
    await checks.check('NODE_OPTIONS loads no module into it and sets no limit', () => nodeOptions(attack))
    await checks.check('a folder named on its command line is not started', () => foreignApp(attack))
    await checks.check('a folder in the place of its archive is not started', () => folderForArchive(attack))
    for (const name of ['inspect', 'remote-debugging-port'])
      await checks.check(`--${name} opens no debugger`, () => debuggerStaysShut(attack, name))
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

/** Evil code that leaves a file behind, and that file's name. */
function evil(work, name) {
  const folder = mkdtempSync(join(work, `${name}-`))
  const marker = join(folder, 'was-here')
  const code = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')\n`
  writeFileSync(join(folder, 'main.cjs'), `${code}setTimeout(() => process.exit(0), 200)\n`)
  writeFileSync(join(folder, 'load.cjs'), code)
  writeFileSync(join(folder, 'package.json'), '{"name": "evil", "main": "main.cjs"}')
  return { folder, marker, main: join(folder, 'main.cjs'), module: join(folder, 'load.cjs') }
}

async function asNode({ work, program, stock, display }) {
  const env = { ELECTRON_RUN_AS_NODE: '1', DISPLAY: display }
  const control = evil(work, 'control')
  // Node would take a switch before the file's name for its own, and refuse it.
  await succeeds(stock, [control.main, ...SANDBOX], env, control.marker)
  const { main, marker } = evil(work, 'as-node')
  await fails(program, [main, ...SANDBOX], env, marker)
}

/**
 * Electron itself lets only few of them through to a packaged program, so that a module alone would prove nothing of the
 * fuse. A limit for HTTP headers is among the few, and the relay's answer shows whether it holds. Of the two processes
 * with a Node in them, `up` has both.
 */
async function nodeOptions({ work, program, stock, display }) {
  const control = evil(work, 'control')
  const options = (module) => ({ NODE_OPTIONS: `--max-http-header-size=1000 --require=${module}`, DISPLAY: display })
  await succeeds(stock, [...SANDBOX, control.folder], options(control.module), control.marker)
  const { module, marker } = evil(work, 'options')
  const state = await started(program, ['up'], options(module), async (relay) => {
    if (existsSync(marker)) throw new Error('the foreign code ran')
    if ((await answerTo(relay, 'x'.repeat(4_000))) === 431) throw new Error('its Node obeys NODE_OPTIONS')
  })
  if (state !== STARTS) throw new Error(state)
}

/** The relay's status for a request with this header; undefined while nobody answers. */
async function answerTo(port, header) {
  if (!(await listens(port))) return undefined
  return (await fetch(`http://127.0.0.1:${port}/healthz`, { headers: { 'x-attack': header } })).status
}

async function foreignApp({ work, program, stock, display }) {
  const control = evil(work, 'control')
  await succeeds(stock, [...SANDBOX, control.folder], { DISPLAY: display }, control.marker)
  const { folder, marker } = evil(work, 'app')
  await fails(program, [...SANDBOX, folder], { DISPLAY: display }, marker)
}

/** Somebody who may write where the program lies, but not the program itself. */
async function folderForArchive({ work, packaged, stock, display }) {
  const control = evil(work, 'control')
  await succeeds(
    withFolder(dirname(stock), join(work, 'stock'), control),
    SANDBOX,
    { DISPLAY: display },
    control.marker,
  )
  const attack = evil(work, 'folder')
  await fails(withFolder(packaged, join(work, 'packaged'), attack), SANDBOX, { DISPLAY: display }, attack.marker)
}

function withFolder(original, copy, { folder }) {
  cpSync(original, copy, { recursive: true })
  const resources = join(copy, 'resources')
  mkdirSync(resources, { recursive: true })
  for (const archive of ['app.asar', 'default_app.asar'])
    if (existsSync(join(resources, archive))) renameSync(join(resources, archive), join(resources, `${archive}.away`))
  cpSync(folder, join(resources, 'app'), { recursive: true })
  return join(copy, existsSync(join(copy, 'cashierq')) ? 'cashierq' : 'electron')
}

async function succeeds(program, args, env, marker) {
  await runToEnd(program, args, env)
  if (!existsSync(marker)) throw new Error('the attack does not even succeed on Electron without fuses')
}

async function fails(program, args, env, marker) {
  await runToEnd(program, args, env)
  if (existsSync(marker)) throw new Error('the foreign code ran')
}

async function runToEnd(program, args, env) {
  const run = new Packaged(program, args, env)
  try {
    await until('it goes on running', ENDS_MS, async () => run.ended)
  } finally {
    await run.clear()
  }
}

async function debuggerStaysShut({ program, display }, name) {
  const port = await freePort()
  const look = async () => {
    if (await listens(port)) throw new Error('a debugger can be reached')
  }
  return started(program, [`--${name}=${port}`, 'up'], { DISPLAY: display }, look)
}

/** Until it serves a store, or has refused to start; `look` (with the relay's port) is asked all the while and once more then. */
async function started(program, args, env, look) {
  const relay = await freePort()
  const run = new Packaged(program, [...SANDBOX, ...args], { ...env, CASHIERQ_PORT: String(relay) })
  try {
    const state = await until('neither ready nor ended', ENDS_MS, async () => {
      await look(relay)
      if (run.ended !== undefined) return `it refuses to start (${run.ended})`
      return (await listens(relay)) ? STARTS : undefined
    })
    await look(relay)
    return state
  } finally {
    await run.clear()
  }
}

async function listens(port) {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch (error) {
    if (error.code === 'ECONNREFUSED') return false
    throw error
  } finally {
    socket.destroy()
  }
}
