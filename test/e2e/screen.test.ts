import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { forgetTimeline, launchChromium, openScreen, picture, timeline, viewsOf, WAITING } from '../helpers/chromium.ts'
import { glyphShares } from '../helpers/glyph-height.ts'
import { Product } from '../helpers/product.ts'
import { postPress } from '../helpers/relay-rig.ts'

let browser: Browser
let product: Product
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())
beforeEach(async () => {
  product = await Product.start()
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await product.stop()
})

async function press(cashier: number, language = 'en', more: object = {}): Promise<void> {
  const response = await postPress(product.address, { cashier, language, ...more })
  expect(response.status).toBe(204)
}

/** A call stays for as long as it takes to look at it, also on a busy machine. */
async function showPatiently(env: { readonly [name: string]: string } = { CASHIERQ_HOLD_MS: '15000' }): Promise<void> {
  await product.stop()
  product = await Product.start({ env })
}

/** The screen has its snapshot, and all fonts, so that nothing is measured while it still starts. */
async function live(page: Page): Promise<Page> {
  await page.waitForSelector(WAITING)
  // Fonts come one language after the other; between two of them none is on its way.
  await page.waitForFunction(async (turns) => {
    for (let turn = 0; turn < turns; turn++) {
      await document.fonts.ready
      await new Promise((resolve) => requestAnimationFrame(resolve))
      if (document.fonts.status !== 'loaded') return false
    }
    return true
  }, 5)
  await clients(1)
  await forgetTimeline(page)
  return page
}

/** Waits until the relay counts this many screens. */
async function clients(count: number): Promise<void> {
  const metrics = async () => (await fetch(`${product.address}/metrics`)).text()
  await expect.poll(metrics, { timeout: 15_000 }).toContain(`cashierq_clients{role="screen"} ${count}`)
}

const calling = (cashier: number) => `[data-view="calling"][data-cashier="${cashier}"]`
const WAIT = '[data-view="wait"]'

/** How far a page's idea of log time may be off on a busy machine, ms; a call that is cut off lacks a second. */
const SLACK = 700

/** When a view ended that was shown, on this machine's clock, ms: a page that hears of a call late ends it in time. */
async function endOf(page: Page, cashier: number): Promise<number> {
  const views = (await timeline(page)).filter((moment) => moment.kind === 'view')
  const shown = views.findIndex((moment) => moment.cashier === String(cashier))
  const next = views[shown + 1]
  if (shown === -1 || !next) throw new Error(`the call of ${cashier} has not come and gone`)
  return (await page.evaluate(() => performance.timeOrigin)) + next.at
}

describe('a press', () => {
  test('shows the number, chimes once, and turns back after the hold', async () => {
    await showPatiently({ CASHIERQ_HOLD_MS: '6000' })
    const page = await live(await openScreen(browser, product.address))
    const pressedAt = Date.now()
    await press(3)
    await page.waitForSelector(calling(3))
    expect(await page.locator('#screen').innerText()).toContain('3')
    await page.waitForSelector(WAIT)
    expect(await page.locator('#screen').innerText()).toContain('Please wait')
    const moments = await timeline(page)
    // The store's settings are its first entry.
    expect(moments.filter(({ kind }) => kind === 'chime')).toEqual([expect.objectContaining({ cashier: 3, offset: 2 })])
    expect((await endOf(page, 3)) - pressedAt).toBeGreaterThan(6_000 - SLACK)
  })

  test('and another one second later are both shown in full, with nothing between', async () => {
    await showPatiently({ CASHIERQ_HOLD_MS: '8000', CASHIERQ_FLOOR_MS: '6000' })
    const page = await live(await openScreen(browser, product.address))
    const pressedAt = Date.now()
    await press(3)
    await page.waitForSelector(calling(3))
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_000)))
    await press(5)
    await page.waitForSelector(calling(5))
    await page.waitForSelector(WAIT)
    const views = (await viewsOf(page)).map(({ view, cashier }) => view + cashier)
    expect(views).toEqual(['calling3', 'calling5', 'wait'])
    expect((await endOf(page, 3)) - pressedAt).toBeGreaterThan(6_000 - SLACK)
    expect((await endOf(page, 5)) - pressedAt).toBeGreaterThan(6_000 + 8_000 - SLACK)
  })

  test('again by the same till is announced again, in the same place', async () => {
    await showPatiently({ CASHIERQ_HOLD_MS: '8000' })
    const page = await live(await openScreen(browser, product.address))
    await press(3)
    await page.waitForSelector(calling(3))
    await press(3)
    await expect.poll(async () => (await timeline(page)).filter(({ kind }) => kind === 'chime').length).toBe(2)
    await page.waitForSelector(WAIT)
    expect((await viewsOf(page)).filter(({ view }) => view === 'calling')).toHaveLength(1)
  })

  test('that is cancelled while it waits is never shown', async () => {
    await showPatiently({ CASHIERQ_HOLD_MS: '8000', CASHIERQ_FLOOR_MS: '8000' })
    const page = await live(await openScreen(browser, product.address))
    await press(1)
    await page.waitForSelector(calling(1))
    await press(2)
    await press(4)
    await press(2, 'en', { action: 'cancel' })
    await page.waitForSelector(calling(4))
    await page.waitForSelector(WAIT)
    expect((await viewsOf(page)).map(({ cashier }) => cashier)).not.toContain('2')
  })
})

describe('whatever happens in mid-call, the screen shows what is true', () => {
  test('a reload shows the running call, without a second chime', async () => {
    await showPatiently({ CASHIERQ_HOLD_MS: '12000' })
    const page = await live(await openScreen(browser, product.address))
    await press(7)
    await page.waitForSelector(calling(7))
    await page.reload()
    await page.waitForSelector(calling(7))
    await page.waitForSelector(WAIT)
    expect((await timeline(page)).filter(({ kind }) => kind === 'chime')).toEqual([])
  })

  test('a relay that dies: the call ends on time, then the screen says that it does not know; then all is well', async () => {
    const page = await live(await openScreen(browser, product.address))
    await press(3)
    await page.waitForSelector(calling(3))
    await product.kill('SIGKILL')
    await page.waitForSelector('[data-view="offline"]')
    expect(await page.locator('#screen').innerText()).toMatch(/Please\s+watch\s+the\s+cashiers/u)
    await picture(page, 'offline')
    const shown = (await viewsOf(page)).find(({ view }) => view === 'calling')
    expect(shown?.lasted).toBeLessThan(3_000 + 2_000)
    await product.restart()
    await page.waitForSelector(WAITING)
    await press(5)
    await page.waitForSelector(calling(5))
  })

  test('a cut shorter than a call is not even seen', async () => {
    await showPatiently()
    const page = await live(await openScreen(browser, product.address))
    await press(8)
    await page.waitForSelector(calling(8))
    await product.kill('SIGKILL')
    await product.restart()
    await clients(1)
    await press(9)
    await page.waitForSelector(calling(9))
    expect((await viewsOf(page)).map(({ view, cashier }) => view + cashier).slice(-2)).toEqual(['calling8', 'calling9'])
  })
})

describe('for everyone in the line', () => {
  test('Arabic is laid out right to left, in its own numerals, with the number of the sign beside', async () => {
    await showPatiently()
    const page = await live(await openScreen(browser, product.address))
    await press(3, 'ar')
    await page.waitForSelector(`${calling(3)}[data-language="ar"]`)
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
      'ar',
      'rtl',
    ])
    const text = await page.locator('#screen').innerText()
    expect(text).toContain('٣')
    expect(text).toContain('3')
    await settled(page)
    await picture(page, 'arabic')
  })

  test('nothing moves where that is asked for', async () => {
    await showPatiently()
    const page = await live(await openScreen(browser, product.address, { reducedMotion: 'reduce' }))
    await press(3)
    await page.waitForSelector(calling(3))
    const running = await page.evaluate(
      () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
    )
    expect(running).toBe(0)
  })

  test('the called tills stay in the strip for a while', async () => {
    const page = await live(await openScreen(browser, product.address))
    for (const cashier of [3, 11, 6]) await press(cashier)
    await page.waitForSelector(calling(6))
    const strip = page.locator('[data-part="also"]')
    await expect.poll(() => strip.innerText()).toMatch(/11[\s\S]*3/u)
    await settled(page)
    await picture(page, 'strip')
  })

  const sizes = [
    ['landscape', 1920, 1080],
    ['portrait', 1080, 1920],
    ['4k', 3840, 2160],
    ['720p', 1280, 720],
    ['phone', 360, 740],
  ] as const
  test.each(sizes)('%s: waiting and calling fit without a scroll bar', async (name, width, height) => {
    await showPatiently()
    const page = await live(await openScreen(browser, product.address, { width, height }))
    await picture(page, `wait-${name}`)
    expect(await overflow(page)).toEqual([0, 0])
    for (const [index, cashier] of [3, 12].entries()) {
      await press(cashier)
      await page.waitForSelector(calling(cashier))
      await settled(page)
      if (index === 0) await picture(page, `calling-${name}`)
      expect(await overflow(page)).toEqual([0, 0])
      if (width <= height) continue
      const { numeral, word } = await glyphShares(page)
      expect(numeral).toBeGreaterThanOrEqual(0.52)
      expect(word).toBeGreaterThanOrEqual(0.21)
    }
  })
})

/** What is there to scroll, px. */
function overflow(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement
    return [scrollWidth - clientWidth, scrollHeight - clientHeight]
  })
}

/** The 200 ms of the settle are over. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
}
