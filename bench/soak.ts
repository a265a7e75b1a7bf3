/**
 * `npm run soak [-- --calls=N]`: months of calls in half an hour. The real kiosk in the real Electron follows a shop
 * whose time runs a hundred times faster; its page's clock and timers run as fast. Every thousand calls the relay is
 * restarted, every hundred there is a pause in which the shop's pictures are shown.
 *
 * The sound is off: a sound card does not hurry. The display is small, so that drawing keeps up.
 *
 * Memory after the first 5,000 calls is compared with that at the end, both after a garbage collection.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { APP, type ElectronPlace, electronPlace } from './electron.ts'
import { memoryOf } from './process-tree.ts'
import { openSoakShop, type SoakShop, TILLS } from './soak-shop.ts'

const SPEED = 100
const FIRST = 5_000
const RECONNECT_EVERY = 1_000
const PAUSE_EVERY = 100
/** Long enough for three pictures of two seconds, ms of log time. */
const PAUSE = 30_000
/** A call is shown for its floor while others wait, ms of log time; so many wait that the screen is never idle. */
const FLOOR = 2_000
/** Longer than the last calls are shown and stand in the strip, ms of log time. */
const LINGER = 60_000
const LOOKS = 6
const MOST_GROWTH = 5
/** One picture gives way to the next: for a moment there are two. */
const PIECES = 2

const PIXELS = {
  'a.png': 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'b.png': 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
}

type Figures = {
  readonly heap: number
  readonly process: number
  readonly nodes: number
  readonly listeners: number
}
type Sample = Figures & { readonly calls: number }

const wanted = Number(process.argv.find((arg) => arg.startsWith('--calls='))?.slice('--calls='.length) ?? 100_000)
const place = await electronPlace(640, 360)
const shop = await openSoakShop(SPEED)
try {
  process.exitCode = (await soak(place, shop)) ? 0 : 1
} finally {
  await shop.close()
  await place.leave()
}
process.exit()

async function soak(where: ElectronPlace, store: SoakShop): Promise<boolean> {
  const app = await openKiosk(where, store.address)
  const page = await app.firstWindow()
  // Now and then Playwright is there later than the page.
  do await page.reload()
  while (!(await page.evaluate(() => 'shownCalls' in window)))
  await page.waitForSelector('[data-view=wait]')
  process.stdout.write(
    '| calls | shown | JS heap, MB | page process, MB | DOM nodes | listeners |\n|---|---|---|---|---|---|\n',
  )
  const samples: Sample[] = []
  for (let calls = 0; calls < wanted; calls++) {
    await store.press((calls % TILLS) + 1)
    await sleep(FLOOR / SPEED)
    if ((calls + 1) % RECONNECT_EVERY === 0) await store.restartRelay()
    if ((calls + 1) % PAUSE_EVERY === 0) await sleep(PAUSE / SPEED)
    if ((calls + 1) % FIRST === 0) {
      // Until nobody is called and the strip is empty: each figure is of the same picture.
      await sleep(LINGER / SPEED)
      await page.waitForSelector('[data-view=wait]')
      samples.push(await sample(app, page, calls + 1))
    }
  }
  await app.close()
  return verdict(samples)
}

async function openKiosk(where: ElectronPlace, relay: string): Promise<ElectronApplication> {
  await makePictures(join(where.folder, 'pictures'))
  const config = { media: { folder: 'pictures', seconds: 2 }, quietHours: '00:00-00:01' }
  await writeFile(join(where.folder, 'cashierq.json'), JSON.stringify(config))
  const app = await _electron.launch({
    executablePath: where.program,
    args: [...where.switches, APP, 'kiosk', `--relay=${relay}`, '--chime=off', '--voice=off'],
    env: { ...where.env, CASHIERQ_LOG_LEVEL: 'warn' },
    cwd: where.folder,
  })
  // What the kiosk had to put right is told between the figures.
  const { stderr } = app.process()
  if (stderr) createInterface({ input: stderr }).on('line', tell)
  await app.context().addInitScript(hurry, SPEED)
  return app
}

/** The log of the kiosk, without Chromium's own talk. */
function tell(line: string): void {
  if (line.startsWith('{')) process.stderr.write(`${line}\n`)
}

/** Runs in the page before anything else: its time runs as fast as the shop's. */
function hurry(speed: number): void {
  const real = performance.now.bind(performance)
  performance.now = () => real() * speed
  const later = window.setTimeout.bind(window)
  const again = window.setInterval.bind(window)
  const quick = (delay = 0) => delay / speed
  Object.assign(window, {
    setTimeout: (task: () => void, delay?: number) => later(task, quick(delay)),
    setInterval: (task: () => void, delay?: number) => again(task, quick(delay)),
    shownCalls: 0,
  })
  let last = ''
  new MutationObserver(() => {
    const { view, cashier } = document.querySelector<HTMLElement>('[data-view]')?.dataset ?? {}
    const now = `${view} ${cashier}`
    if (now !== last && view === 'calling')
      Object.assign(window, { shownCalls: Number(Reflect.get(window, 'shownCalls')) + 1 })
    last = now
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-view', 'data-cashier'] })
}

/** The least of some looks, a second apart: what is free and not yet given back is no growth. */
async function sample(app: ElectronApplication, page: Page, calls: number): Promise<Sample> {
  const devtools = await page.context().newCDPSession(page)
  const pid = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId())
  const looks: Figures[] = []
  for (let i = 0; i < LOOKS; i++) {
    await sleep(1_000)
    // In one second of ours the page shows fifty pictures: what they leave behind must be gone when it is counted.
    for (let again = 0; again < 3; again++) await devtools.send('HeapProfiler.collectGarbage')
    const { nodes, jsEventListeners: listeners } = await devtools.send('Memory.getDOMCounters')
    const { usedSize: heap } = await devtools.send('Runtime.getHeapUsage')
    looks.push({ heap, process: await memoryOf([pid ?? 0]), nodes, listeners })
  }
  await devtools.detach()
  const least = (of: keyof Figures) => Math.min(...looks.map((look) => look[of]))
  const figures = {
    heap: least('heap'),
    process: least('process'),
    nodes: least('nodes'),
    listeners: least('listeners'),
  }
  const shown = await page.evaluate(() => Number(Reflect.get(window, 'shownCalls')))
  const cells = [calls, shown, megabytes(figures.heap), megabytes(figures.process), figures.nodes, figures.listeners]
  process.stdout.write(`| ${cells.join(' | ')} |\n`)
  return { calls, ...figures }
}

function verdict(samples: readonly Sample[]): boolean {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last || first === last) throw new Error(`a soak needs more than ${FIRST} calls`)
  const heap = growth(first.heap, last.heap)
  const memory = growth(first.process, last.process)
  const nodes = last.nodes - first.nodes
  const steady = heap <= MOST_GROWTH && memory <= MOST_GROWTH && Math.abs(nodes) <= PIECES
  process.stdout.write(
    `\n${last.calls} calls: JS heap ${heap.toFixed(1)} %, page process ${memory.toFixed(1)} %, DOM nodes ${nodes >= 0 ? '+' : ''}${nodes}: ${steady ? 'steady' : 'NOT steady'}\n`,
  )
  return steady
}

function growth(before: number, after: number): number {
  return (after / before - 1) * 100
}

function megabytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1)
}

/** The smallest PNGs there are: one pixel each; what is tested is that they come and go. */
async function makePictures(folder: string): Promise<void> {
  await mkdir(folder)
  for (const [name, pixel] of Object.entries(PIXELS)) await writeFile(join(folder, name), Buffer.from(pixel, 'base64'))
}
