/**
 * From a press to the changed DOM of the customers' screen in a real Chromium. The page itself presses and watches,
 * so that one clock tells both; its clock has steps of 0.1 ms.
 */
import { chromium, type Page } from 'playwright-core'
import { Latencies, latencyRow, type Row } from './latency.ts'
import { LOG_KINDS, startProduct } from './product.ts'

const PER_SECOND = 20
const WARM_UP = 60
const COUNT = 1_200
const GOAL_P99 = 16.7

type Sample = { readonly sent: number; readonly accepted: number; readonly changed: number; readonly painted: number }

export async function pressToDom(): Promise<Row[]> {
  const browser = await chromium.launch({
    executablePath: process.env['CASHIERQ_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  const rows: Row[] = []
  try {
    for (const kind of LOG_KINDS) {
      const product = await startProduct(kind)
      try {
        const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
        await page.goto(`${product.address}/?sound=off&voice=off`)
        rows.push(...rowsOf(kind, await measure(page)))
        await page.close()
      } finally {
        await product.stop()
      }
    }
  } finally {
    await browser.close()
  }
  return rows
}

function rowsOf(kind: string, samples: readonly Sample[]): Row[] {
  const [accepted, sent, painted] = [new Latencies(), new Latencies(), new Latencies()]
  for (const sample of samples.slice(WARM_UP)) {
    accepted.record(sample.changed - sample.accepted)
    sent.record(sample.changed - sample.sent)
    painted.record(sample.painted - sample.sent)
  }
  return [
    latencyRow(`press accepted → DOM, Chromium, ${kind}`, accepted, GOAL_P99),
    latencyRow(`press sent → DOM, Chromium, ${kind}`, sent, null),
    latencyRow(`press sent → next frame, Chromium, ${kind}`, painted, null),
  ]
}

/** Presses once each interval; a press is done when the screen's `data-offset` has grown. */
function measure(page: Page): Promise<Sample[]> {
  return page.evaluate(pressAndWatch, { count: WARM_UP + COUNT, interval: 1_000 / PER_SECOND })
}

/** Runs in the page. */
async function pressAndWatch({ count, interval }: { count: number; interval: number }): Promise<Sample[]> {
  const root = document.querySelector('[data-view]')
  if (!root) throw new Error('the page is no screen')
  const offset = () => Number(root.getAttribute('data-offset'))
  const changed: number[] = []
  const painted: number[] = []
  const first = offset()
  new MutationObserver(() => {
    const now = performance.now()
    const index = offset() - first - 1
    for (let i = changed.length; i <= index; i++) changed.push(now)
    requestAnimationFrame((frame) => {
      for (let i = painted.length; i <= index; i++) painted.push(Math.max(frame, now))
    })
  }).observe(root, { attributes: true, attributeFilter: ['data-offset'] })
  const sent: number[] = []
  const accepted: number[] = []
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) => setTimeout(resolve, interval))
    sent.push(performance.now())
    const response = await fetch('/cashier_action', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ cashier: (i % 12) + 1, language: 'en' }),
    })
    accepted.push(performance.now())
    if (response.status !== 204) throw new Error(`a press was answered with ${response.status}`)
  }
  while (painted.length < count) await new Promise((resolve) => requestAnimationFrame(resolve))
  return sent.map((at, i) => ({
    sent: at,
    accepted: accepted[i] ?? at,
    changed: changed[i] ?? at,
    painted: painted[i] ?? at,
  }))
}
