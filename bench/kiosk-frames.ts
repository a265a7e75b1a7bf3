/**
 * From an entry's frame on the socket to the changed DOM and to the painted picture, in the real Electron kiosk. The page
 * tells both by one clock: when the message's event was made, when the DOM had changed, and when the first task after
 * the next frame's painting ran.
 */
import { _electron, type Page } from 'playwright-core'
import { postPress } from '../test/helpers/relay-rig.ts'
import { APP, type ElectronPlace, electronPlace } from './electron.ts'
import { Latencies, latencyRow, type Row } from './latency.ts'
import { startProduct } from './product.ts'

const COUNT = 600
const PER_SECOND = 10
const CALLS = 60
const DOM_GOAL = 16.7
/** Two frames at 60 Hz. */
const PAINT_GOAL = 33.3

export async function kioskFrames(): Promise<Row[]> {
  const place = await electronPlace()
  const product = await startProduct('embedded')
  try {
    return await measure(place, product.address)
  } finally {
    await product.stop()
    await place.leave()
  }
}

async function measure(place: ElectronPlace, address: string): Promise<Row[]> {
  const app = await _electron.launch({
    executablePath: place.program,
    args: [...place.switches, APP, 'kiosk', `--relay=${address}`, '--chime=off', '--voice=off'],
    env: { ...place.env },
    cwd: place.folder,
  })
  try {
    await app.context().addInitScript(watchFrames)
    const page = await app.firstWindow()
    await page.reload()
    await page.waitForSelector('[data-view=wait]')
    await page.waitForFunction(() => window.frameTimes.live)
    const streamed = await stream(page, address)
    const calls = await callsOnWaiting(page, address)
    return [
      ...rows('entry received → DOM, Electron', 'entry received → painted, Electron', streamed),
      ...rows('the same, a call on a waiting screen: DOM', 'the same, a call on a waiting screen: painted', calls),
    ]
  } finally {
    await app.close()
  }
}

function rows(dom: string, painted: string, times: readonly FrameTime[]): Row[] {
  const [changes, paints] = [new Latencies(), new Latencies()]
  for (const time of times) {
    changes.record(time.changed - time.received)
    paints.record(time.painted - time.received)
  }
  return [latencyRow(dom, changes, DOM_GOAL), latencyRow(painted, paints, PAINT_GOAL)]
}

async function stream(page: Page, address: string): Promise<FrameTime[]> {
  const before = await page.evaluate(() => window.frameTimes.done.length)
  for (let i = 0; i < COUNT; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000 / PER_SECOND))
    await postPress(address, { cashier: (i % 12) + 1, language: 'en' })
  }
  return collected(page, before + COUNT, before)
}

/** Each call is cancelled again, so that the next one finds "Please wait". */
async function callsOnWaiting(page: Page, address: string): Promise<FrameTime[]> {
  const times: FrameTime[] = []
  for (let till = 1; till <= 12; till++) await postPress(address, { cashier: till, language: 'en', action: 'cancel' })
  for (let i = 0; i < CALLS; i++) {
    await page.waitForSelector('[data-view=wait]')
    const before = await page.evaluate(() => window.frameTimes.done.length)
    const cashier = (i % 12) + 1
    await postPress(address, { cashier, language: 'en' })
    times.push(...(await collected(page, before + 1, before)))
    await postPress(address, { cashier, language: 'en', action: 'cancel' })
  }
  return times
}

async function collected(page: Page, count: number, from: number): Promise<FrameTime[]> {
  await page.waitForFunction((wanted) => window.frameTimes.done.length >= wanted, count)
  return page.evaluate(([a, b]) => window.frameTimes.done.slice(a, b), [from, count] as const)
}

type FrameTime = { readonly received: number; readonly changed: number; readonly painted: number }

declare global {
  interface Window {
    frameTimes: { live: boolean; readonly done: FrameTime[] }
  }
}

/** Runs in the page before anything else. The page's own listener is the first one: this one runs when it is done. */
function watchFrames(): void {
  const times: { live: boolean; done: FrameTime[] } = { live: false, done: [] }
  window.frameTimes = times
  const afterPaint = new MessageChannel()
  const waiting: { received: number; changed: number }[] = []
  afterPaint.port1.onmessage = () => {
    const painted = performance.now()
    for (const each of waiting.splice(0)) times.done.push({ ...each, painted })
  }
  const heard = ({ data, timeStamp }: MessageEvent) => {
    if (typeof data !== 'string') return
    const { type } = JSON.parse(data)
    if (type === 'snapshot' || type === 'welcome') times.live = true
    if (type !== 'entry') return
    // Asked of the layout now, so that what has changed is really there.
    const changed = performance.now()
    waiting.push({ received: timeStamp, changed })
    if (waiting.length === 1) requestAnimationFrame(() => afterPaint.port2.postMessage(0))
  }
  const Own = window.WebSocket
  window.WebSocket = class extends Own {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      // Once the page has added its listener.
      queueMicrotask(() => this.addEventListener('message', heard))
    }
  }
}
