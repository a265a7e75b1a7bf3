import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { launchChromium, openScreen, picture } from '../helpers/chromium.ts'
import { Product } from '../helpers/product.ts'
import { RedisServer } from '../helpers/redis-server.ts'
import { postPress } from '../helpers/relay-rig.ts'

/** A state of a key is there for as long as it takes to look for it, also on a busy machine. */
const SLOWLY = { CASHIERQ_FLOOR_MS: '6000', CASHIERQ_HOLD_MS: '9000', CASHIERQ_STALE_AFTER_MS: '60000' }

let browser: Browser
let product: Product
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())
beforeEach(async () => {
  product = await Product.start({ env: SLOWLY })
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await product.stop()
})

async function openButtons(width = 1920, height = 1080, from: Product = product): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height } })
  await page.addInitScript(recordStates)
  await page.goto(`${from.address}/cashier_buttons`)
  await page.waitForSelector('[data-cashier="12"]')
  // Before the page is connected its keys are idle, too.
  await page.waitForSelector('html[data-link="live"]')
  return page
}

declare global {
  interface Window {
    /** All states that a key has had since the page was opened, by its till. */
    keyStates: { [cashier: string]: string[] }
  }
}

/** Runs in the page before anything else. */
function recordStates(): void {
  const states: { [cashier: string]: string[] } = {}
  window.keyStates = states
  const note = () => {
    for (const button of document.querySelectorAll<HTMLElement>('button[data-cashier]')) {
      const { cashier = '', state = '' } = button.dataset
      const had = states[cashier] ?? []
      states[cashier] = had
      if (had.at(-1) !== state) had.push(state)
    }
  }
  new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true })
}

/** Waits until the key is or was so: some states are over before a busy machine has looked. */
async function became(page: Page, cashier: number, state: string): Promise<void> {
  await page.waitForFunction(([till, wanted]) => window.keyStates[till]?.includes(wanted) ?? false, [
    String(cashier),
    state,
  ] as const)
}

const key = (cashier: number, state: string) => `button[data-cashier="${cashier}"][data-state="${state}"]`

test('a key that is pressed tells what becomes of the press, until the call has left the strip', async () => {
  const page = await openButtons()
  await page.click('[data-cashier="3"]')
  await page.waitForSelector(key(3, 'shown'))
  await page.click('[data-cashier="5"]')
  await became(page, 5, 'waiting')
  await picture(page, 'buttons')
  await became(page, 5, 'shown')
  await became(page, 3, 'called')
  await page.waitForSelector(key(3, 'idle'))
})

test('the screen calls the till whose key was pressed, in the language that was chosen', async () => {
  const screen = await openScreen(browser, product.address)
  const page = await openButtons()
  await page.selectOption('[data-part="language"]', 'ar')
  await expect.poll(() => page.evaluate(() => document.documentElement.dir)).toBe('rtl')
  await picture(page, 'buttons-arabic')
  await page.click('[data-cashier="7"]')
  await screen.waitForSelector('[data-view="calling"][data-cashier="7"][data-language="ar"]')
})

test('digits on the keyboard press, and so do arrows and Enter', async () => {
  const page = await openButtons()
  await page.keyboard.press('4')
  await page.waitForSelector(key(4, 'shown'))
  await page.focus('[data-cashier="4"]')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await became(page, 5, 'waiting')
})

test('a long press closes the till, a press opens it again by calling', async () => {
  const page = await openButtons()
  // It waits until the key stands still: a finger that finds itself beside it holds it no more.
  await page.hover('[data-cashier="2"]')
  await page.mouse.down()
  await page.waitForSelector(key(2, 'closed'))
  await page.mouse.up()
  await page.click('[data-cashier="2"]')
  await page.waitForSelector(key(2, 'shown'))
})

test('a press that reaches nobody says so; the same key works when the relay is back', async () => {
  const page = await openButtons()
  await product.kill('SIGKILL')
  await page.click('[data-cashier="6"]')
  await page.waitForSelector(key(6, 'failed'))
  await product.restart()
  await page.waitForSelector('button[data-cashier="1"][data-state="idle"]')
  await page.click('[data-cashier="6"]')
  await page.waitForSelector(key(6, 'shown'))
})

test('while Redis is away presses are kept and shown as kept, then come in order', async () => {
  const redis = await RedisServer.start()
  onTestFinished(() => redis.stop())
  const onRedis = await Product.start({ env: { ...SLOWLY, REDIS_URL: redis.url } })
  onTestFinished(() => onRedis.stop())
  const page = await openButtons(1920, 1080, onRedis)
  await redis.kill()
  await page.click('[data-cashier="8"]')
  await page.waitForSelector(key(8, 'kept'))
  expect((await postPress(onRedis.address, { cashier: 9, language: 'en' })).status).toBe(204)
  await expect.poll(async () => (await fetch(`${onRedis.address}/readyz`)).status, { timeout: 15_000 }).toBe(503)
  await redis.restart()
  await became(page, 8, 'shown')
  await became(page, 9, 'shown')
  await expect.poll(async () => (await fetch(`${onRedis.address}/readyz`)).status, { timeout: 15_000 }).toBe(200)
})

const sizes = [
  ['portrait', 1080, 1920],
  ['4k', 3840, 2160],
  ['phone', 360, 740],
  ['phone-landscape', 740, 360],
] as const
test.each(sizes)('%s: twelve keys large enough for a finger, and nothing to scroll', async (name, width, height) => {
  const page = await openButtons(width, height)
  await picture(page, `buttons-${name}`)
  const { least, scroll } = await page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement
    const boxes = [...document.querySelectorAll('button[data-cashier]')].map((button) => button.getBoundingClientRect())
    return {
      least: Math.min(...boxes.flatMap((box) => [box.width, box.height])),
      scroll: [scrollWidth - clientWidth, scrollHeight - clientHeight],
    }
  })
  expect(scroll).toEqual([0, 0])
  expect(least).toBeGreaterThanOrEqual(64)
})
