/** One press by one name through all log lines: bridge, relay, and what the screen in a real browser reports. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launchChromium, openScreen, WAITING } from '../helpers/chromium.ts'
import { LoggedProcess } from '../helpers/logged-process.ts'
import { postPress } from '../helpers/relay-rig.ts'

let browser: Browser
let product: LoggedProcess
beforeAll(async () => {
  ;[browser, product] = await Promise.all([launchChromium(), LoggedProcess.start(['up', '--no-kiosk'], {})])
})
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
})

async function press(cashier: number, id: string): Promise<void> {
  expect((await postPress(product.address, { cashier, language: 'en', id })).status).toBe(204)
}

const metrics = async () => (await fetch(`${product.address}/metrics`)).text()

test('a press that a screen paints has one line in the bridge and one in the relay, by the same name', async () => {
  const page = await openScreen(browser, product.address)
  await page.waitForSelector(WAITING)
  await expect.poll(metrics).toContain('cashierq_clients{role="screen"} 1')
  await press(3, 'painted-1')
  const painted = await product.line({ msg: 'a press was painted', id: 'painted-1' })
  const taken = await product.line({ msg: 'a press is in the log', id: 'painted-1' })
  expect(painted['press']).toBe(taken['press'])
  expect(painted).toMatchObject({ press: `main/${painted['offset']}`, store: 'main', cashier: 3, screens: 1 })
  expect(taken).toMatchObject({
    record: expect.stringMatching(/^bridge-[0-9a-f]{24}:\d+$/u),
    source: painted['source'],
  })
  for (const step of ['appendedMs', 'sentMs', 'paintedMs']) {
    expect(painted[step], step).toBeGreaterThanOrEqual(0)
    expect(painted[step], step).toBeLessThan(20_000)
  }
  await expect.poll(metrics).toContain('cashierq_sent_to_painted_seconds_count 1')
})

test('what a screen only catches up with it does not report', async () => {
  await expect.poll(metrics).toContain('cashierq_clients{role="screen"} 0')
  await press(4, 'unseen-1')
  const unseen = await product.line({ msg: 'a press was sent to no screen', id: 'unseen-1' })
  const page = await openScreen(browser, product.address)
  // It has caught up with it; whether the call is still shown is a question of how fast this machine is.
  await page.waitForSelector(`[data-offset="${unseen['offset']}"]`)
  await press(5, 'painted-2')
  await product.line({ msg: 'a press was painted', id: 'painted-2' })
  expect(product.lines().filter((line) => line['id'] === 'unseen-1' && line.msg === 'a press was painted')).toEqual([])
})

test('what a hidden screen is sent is painted by none, and the relay says so', async () => {
  // The one of the test before has gone: it is not the one that is counted.
  await expect.poll(metrics).toContain('cashierq_clients{role="screen"} 0')
  const page = await openScreen(browser, product.address)
  await page.waitForSelector(WAITING)
  await expect.poll(metrics).toContain('cashierq_clients{role="screen"} 1')
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await press(6, 'hidden-1')
  const line = await product.line({ id: 'hidden-1', screens: 1 })
  expect(line.msg).toBe('a press was sent to 1 screens, painted by none')
})
