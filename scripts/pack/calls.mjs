/** Starts the packaged program as `up`, calls a customer with it, and looks at the display. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../prepare.mjs'
import { PACKAGES } from './build.mjs'
import { Cable } from './cable.mjs'
import { until } from './checks.mjs'
import { freePort, Packaged, SANDBOX } from './packaged.mjs'

const TILL = 3
/** Limits only: everything is waited for. A busy machine is slow. */
const READY_MS = 60_000
const PICTURE_MS = 30_000
const END_MS = 15_000
/** A call fills the field with the till's colour; a strip of those called before has only a little of it. */
const FILLED = 0.3
const GONE = 0.02
/** A calm field in one colour, with letters on it: their edges alone have many. */
const FIELD = 0.5
const LETTERS = 20

export async function callsCustomer(checks, program, screen) {
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const colour = await colourOf(TILL)
  const cable = await Cable.lay()
  const started = Date.now()
  const args = [...SANDBOX, 'up', '--source', `serial:${cable.end}=9`, '--source', 'hid:auto']
  const settings = { [settingsFile()]: JSON.stringify({ port, host: '127.0.0.1' }) }
  const up = new Packaged(program, args, { DISPLAY: screen.name }, settings)
  try {
    await checks.check('started as `up` it serves the port that cashierq.json says', () => ready(up, address, started))
    let field
    await checks.check('the display shows the waiting picture', async () => {
      field = await waitingField(up, address, screen, colour)
      await screen.picture(join(PACKAGES, 'waiting.png'))
      return `${field}, ${since(started)} after the start`
    })
    await checks.check('its native modules are loaded', () => loadedModules(up))
    await checks.check(`a press for till ${TILL} fills the display with the till's colour`, () =>
      fills(address, screen, colour),
    )
    await checks.check('the waiting picture comes back', () => comesBack(screen, colour, field))
    await checks.check('SIGTERM ends it cleanly', async () => {
      const how = await up.end(END_MS)
      if (how !== 0) throw new Error(`it ended with ${how}`)
    })
  } finally {
    if (checks.counts.failed > 0) process.stdout.write(`\n== what it said\n${up.output}\n`)
    await up.clear()
    await cable.cut()
  }
}

/** Where the user unit looks for the settings, below the user's folder: there the program must read them. */
function settingsFile() {
  const unit = readFileSync(join(ROOT, 'deploy', 'systemd', 'cashierq-kiosk.service'), 'utf8')
  const path = /^ConditionPathExists=%E\/(.+)$/mu.exec(unit)?.[1]
  if (path === undefined) throw new Error('the user unit names no settings')
  return path
}

async function colourOf(till) {
  const { defaultTill } = await import(pathToFileURL(join(ROOT, 'dist', 'protocol', 'settings.js')).href)
  return defaultTill(till).colour
}

async function ready(up, address, started) {
  await until('not ready', READY_MS, async () => {
    if (up.ended !== undefined) throw new Error(`it ended with ${up.ended}`)
    return (await status(`${address}/readyz`)) === 200 ? true : undefined
  })
  return `after ${since(started)}`
}

/** Undefined while nobody answers there. */
async function status(address) {
  try {
    return (await fetch(address)).status
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** The ground colour of the page, once a screen follows the log and has drawn. */
function waitingField(up, address, screen, colour) {
  return until('no waiting picture', PICTURE_MS, async () => {
    if (up.ended !== undefined) throw new Error(`it ended with ${up.ended}`)
    const metrics = await (await fetch(`${address}/metrics`)).text()
    if (!/cashierq_clients\{role="screen"\} [1-9]/u.test(metrics)) return undefined
    const colours = await screen.colours()
    const field = dominant(colours)
    const drawn = colours.size >= LETTERS && (colours.get(field) ?? 0) >= FIELD
    return drawn && field !== colour ? field : undefined
  })
}

async function comesBack(screen, colour, field) {
  try {
    await until('the call stays', PICTURE_MS, async () => {
      const colours = await screen.colours()
      return (colours.get(colour) ?? 0) < GONE && dominant(colours) === field ? true : undefined
    })
  } finally {
    await screen.picture(join(PACKAGES, 'after.png'))
  }
}

function dominant(colours) {
  return colours.keys().next().value
}

function loadedModules(up) {
  return until('not loaded', READY_MS, async () => {
    const loaded = [...up.nativeModules()]
    const wanted = ['bindings-cpp', 'node-hid'].every((name) => loaded.some((file) => file.includes(name)))
    return wanted ? `${loaded.length} files` : undefined
  })
}

async function fills(address, screen, colour) {
  const pressed = Date.now()
  await press(address)
  await until(`no ${colour}`, PICTURE_MS, async () =>
    ((await screen.colours()).get(colour) ?? 0) >= FILLED ? true : undefined,
  )
  const seen = since(pressed)
  await screen.picture(join(PACKAGES, 'calling.png'))
  return `${colour}, seen after ${seen}`
}

async function press(address) {
  const body = new URLSearchParams({ cashier: String(TILL), language: 'en' })
  const response = await fetch(`${address}/cashier_action`, { method: 'POST', body })
  if (response.status !== 204) throw new Error(`the press was answered with ${response.status}`)
}

function since(moment) {
  return `${((Date.now() - moment) / 1000).toFixed(1)} s`
}
