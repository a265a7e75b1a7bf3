/**
 * The real Chromium, and what a page of ours does in it.
 *
 * How to extend: `openScreen` gives a page whose every change is recorded from its first moment; ask `timeline` for
 * it. Wait with Playwright's own `waitForSelector` on the contract's attributes (`[data-view="calling"]`).
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'

/**
 * A waiting screen that would hear of a call. The document alone says "wait", too, and so does a page that looks for its
 * relay; with a time on its clock and no mark it has drawn what the log says.
 */
export const WAITING = '#screen[data-view="wait"]:has([data-part="away"][hidden]):has([data-part="clock"]:not(:empty))'

/** One change of the screen's root, or a requested chime. `at` is the page's own clock, ms. */
export type Moment =
  | { readonly kind: 'view'; readonly at: number; readonly view: string; readonly cashier: string }
  | { readonly kind: 'chime'; readonly at: number; readonly cashier: number; readonly offset: number }

declare global {
  interface Window {
    timeline: Moment[]
  }
}

/** `CASHIERQ_CHROMIUM` names another browser than Debian's. */
export const CHROMIUM = process.env['CASHIERQ_CHROMIUM'] ?? '/usr/bin/chromium'

/** Without these Chromium looks for Google's hosts at every start. The sandbox does not work for root. */
const QUIET = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
]

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET })
}

export type ScreenOptions = {
  readonly width?: number
  readonly height?: number
  readonly query?: string
  readonly reducedMotion?: 'reduce' | 'no-preference'
}

/** The customers' screen. It is connected some time after this resolves: wait for `WAITING`. */
export async function openScreen(browser: Browser, address: string, options: ScreenOptions = {}): Promise<Page> {
  const { width = 1920, height = 1080, query = '', reducedMotion = 'no-preference' } = options
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion })
  const page = await context.newPage()
  await page.addInitScript(recordTimeline)
  await page.goto(`${address}/${query}`)
  return page
}

/** Runs in the page before anything else. */
function recordTimeline(): void {
  window.timeline = []
  let last = ''
  const note = () => {
    const root = document.querySelector('[data-view]')
    if (!root) return
    const [view, cashier] = [root.getAttribute('data-view') ?? '', root.getAttribute('data-cashier') ?? '']
    if (`${view} ${cashier}` === last) return
    last = `${view} ${cashier}`
    window.timeline.push({ kind: 'view', at: performance.now(), view, cashier })
  }
  new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true })
  window.addEventListener('cashierq:chime', (event) => {
    if (!(event instanceof CustomEvent)) return
    const { cashier, offset } = event.detail
    window.timeline.push({ kind: 'chime', at: performance.now(), cashier, offset })
  })
}

/** What was there until now is of no interest; what is shown at the moment is no change of it. */
export function forgetTimeline(page: Page): Promise<void> {
  return page.evaluate(() => void window.timeline.splice(0))
}

export function timeline(page: Page): Promise<Moment[]> {
  return page.evaluate(() => window.timeline)
}

/** How long each view was there, in order; the last one is still there. */
export async function viewsOf(page: Page): Promise<{ view: string; cashier: string; lasted: number | null }[]> {
  const views = (await timeline(page)).filter((moment) => moment.kind === 'view')
  return views.map(({ view, cashier, at }, index) => {
    const next = views[index + 1]
    return { view, cashier, lasted: next ? next.at - at : null }
  })
}

/** Pictures for people to look at; git does not see them. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join('.cache', 'pictures')
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
