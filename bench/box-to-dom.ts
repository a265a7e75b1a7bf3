/**
 * From a button to the changed DOM of the customers' screen in a real Chromium: once from the last byte on the tty, and
 * once from the pin of the emulated chip that runs the real firmware, bounce, debounce and 115,200 baud and all.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Page } from 'playwright-core'
import { AvrRig } from '../test/helpers/avr-rig.ts'
import { Product } from '../test/helpers/product.ts'
import { Boxes, monotonic } from './boxes.ts'
import { Latencies, latencyRow, type Row } from './latency.ts'

const WARM_UP = 20
const COUNT = 600
const PINS = 200
/** Between two presses, ms; one call takes the other's place on the screen meanwhile. */
const PAUSE = 60
const GOAL_P99 = 16.7

export async function boxToDom(): Promise<Row[]> {
  const browser = await chromium.launch({
    executablePath: process.env['CASHIERQ_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  try {
    return [...(await fromTty(() => browser.newPage())), ...(await fromPin(() => browser.newPage()))]
  } finally {
    await browser.close()
  }
}

async function fromTty(newPage: () => Promise<Page>): Promise<Row[]> {
  const boxes = await Boxes.plug(1)
  const product = await Product.start({ command: command(boxes.sources()) })
  const screen = await Screen.open(await newPage(), product.address)
  await boxIsThere(product.address, () => boxes.press(0))
  const said: number[] = []
  boxes.onTold = (told) => {
    if (told.kind === 'said') said.push(told.at)
  }
  const latencies = new Latencies()
  await screen.expectFrom()
  for (let i = 0; i < WARM_UP + COUNT; i++) {
    boxes.press(0)
    const changed = await screen.next()
    if (i >= WARM_UP) latencies.record(changed - (said[i] ?? changed))
    await sleep(PAUSE)
  }
  await product.stop()
  await boxes.unplug()
  return [latencyRow('byte on the tty → DOM, Chromium, embedded', latencies, GOAL_P99)]
}

/** Its instant is the first contact of the release, as it is asked for: sending the request counts too. */
async function fromPin(newPage: () => Promise<Page>): Promise<Row[]> {
  const hex = process.env['CASHIERQ_FIRMWARE']
  if (hex === undefined)
    return [{ what: 'emulated pin → DOM', figure: 'no gcc-avr: not measured', goal: '', met: null }]
  const dir = await mkdtemp(join(tmpdir(), 'cashierq-pin-'))
  const rig = await AvrRig.start(hex)
  const box = await rig.box({ path: join(dir, 'tty'), seed: 1 })
  const product = await Product.start({ command: command([`serial:${box.path}=1`]) })
  const screen = await Screen.open(await newPage(), product.address)
  await boxIsThere(product.address, () => void box.press(0))
  const latencies = new Latencies()
  await screen.expectFrom()
  for (let i = 0; i < PINS; i++) {
    await box.hold(0)
    await sleep(PAUSE)
    const released = monotonic()
    void box.release(0)
    latencies.record((await screen.next()) - released)
    await sleep(PAUSE)
  }
  await product.stop()
  await rig.stop()
  await rm(dir, { recursive: true, force: true })
  return [latencyRow('emulated pin → DOM, 3 ms bounce and 8 ms debounce in it', latencies, null)]
}

function command(sources: readonly string[]): string[] {
  return ['up', '--no-kiosk', ...sources.flatMap((source) => ['--source', source])]
}

/** Presses until one has arrived: a box counts from its hello on. */
async function boxIsThere(address: string, press: () => void): Promise<void> {
  for (;;) {
    press()
    await sleep(500)
    const answer = await fetch(`${address}/api/v1/stores/main/board`)
    if ((await answer.text()).includes('"cashier":1')) return
  }
}

/** The customers' screen, and when its `data-offset` grew, on this process's clock. */
class Screen {
  readonly #page: Page
  readonly #changes: number[] = []
  #wake: () => void = () => undefined
  #clockOffset = 0

  private constructor(page: Page) {
    this.#page = page
  }

  static async open(page: Page, address: string): Promise<Screen> {
    const screen = new Screen(page)
    await page.setViewportSize({ width: 1920, height: 1080 })
    await page.exposeFunction('changed', (at: number) => screen.#changed(at))
    await page.goto(`${address}/?sound=off&voice=off`)
    await page.evaluate(watch)
    await screen.#readClock()
    return screen
  }

  /** Forgets what has changed before, once nothing changes any more. */
  async expectFrom(): Promise<void> {
    await sleep(1_000)
    this.#changes.length = 0
  }

  /** When the screen changed next, ms. */
  async next(): Promise<number> {
    if (this.#changes.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve))
    return (this.#changes.shift() ?? 0) - this.#clockOffset
  }

  #changed(at: number): void {
    this.#changes.push(at)
    this.#wake()
  }

  /** As NTP does: the quickest question has the smallest error, half of its round trip. */
  async #readClock(): Promise<void> {
    let best = Number.POSITIVE_INFINITY
    for (let i = 0; i < 200; i++) {
      const sent = monotonic()
      const there = await this.#page.evaluate(() => performance.now())
      const roundTrip = monotonic() - sent
      if (roundTrip >= best) continue
      best = roundTrip
      this.#clockOffset = there - (sent + roundTrip / 2)
    }
  }
}

/** Runs in the page. */
function watch(): void {
  const root = document.querySelector('[data-view]')
  if (!root) throw new Error('the page is no screen')
  let offset = Number(root.getAttribute('data-offset'))
  new MutationObserver(() => {
    const at = performance.now()
    const now = Number(root.getAttribute('data-offset'))
    for (; offset < now; offset++) Reflect.get(window, 'changed')(at)
  }).observe(root, { attributes: true, attributeFilter: ['data-offset'] })
}
