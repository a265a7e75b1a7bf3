/** The keys under fingers, in the real Chromium: what counts as a press, and what a change of the tills does to it. */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchChromium } from '../../helpers/chromium.ts'

const LONG = 2_000
let browser: Browser
let script: string
let page: Page

beforeAll(async () => {
  script = await built()
  browser = await launchChromium()
})
afterAll(() => browser.close())
beforeEach(async () => {
  page = await browser.newPage({ hasTouch: true, viewport: { width: 800, height: 600 } })
  await page.clock.install({ time: 0 })
  await page.setContent('<!doctype html><style>.key { width: 100px; height: 100px }</style><body></body>')
  await page.addScriptTag({ content: script, type: 'module' })
  await page.waitForFunction(() => 'setTills' in window)
  await page.evaluate(() => window.setTills([1, 2, 3]))
  await page.clock.pauseAt(60_000)
})
afterEach(() => page.close())

async function built(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: join(import.meta.dirname, 'keys.page.ts') },
    },
  })
  for (const { output } of [result].flat().filter((part) => 'output' in part)) return output[0].code
  throw new Error('nothing was built')
}

const heard = () => page.evaluate(() => window.heardKeys)
const key = (cashier: number) => page.locator(`[data-cashier="${cashier}"]`)
const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-cashier'))
const stops = () => page.locator('.key[tabindex="0"]').evaluateAll((keys) => keys.map((one) => one.dataset['cashier']))

async function press(cashier: number): Promise<void> {
  await key(cashier).hover()
  await page.mouse.down()
}

/** A finger of a touch screen goes down on a key or is lifted; a second one has another id. */
function finger(cashier: number, pointerId: number, type: 'pointerdown' | 'pointerup'): Promise<void> {
  return key(cashier).dispatchEvent(type, { pointerId, pointerType: 'touch', button: 0, bubbles: true })
}

describe('a key', () => {
  test('that is held is a long press, once, and its release is no short one', async () => {
    await press(2)
    await page.clock.runFor(LONG)
    await page.mouse.up()
    expect(await heard()).toEqual(['hold 2'])
  })

  test('that two fingers have touched and left is not held', async () => {
    await finger(2, 1, 'pointerdown')
    await finger(2, 2, 'pointerdown')
    await finger(2, 1, 'pointerup')
    await finger(2, 2, 'pointerup')
    await page.clock.runFor(LONG)
    expect(await heard()).toEqual([])
  })
})

test('the place where a lost connection is told is known to a screen reader before, and not to be seen', async () => {
  await page.addStyleTag({ path: join(import.meta.dirname, '../../../renderer/buttons/buttons.css') })
  await page.evaluate(() => {
    const link = document.createElement('span')
    link.className = 'link'
    link.setAttribute('role', 'status')
    document.body.append(link)
  })
  const place = page.getByRole('status')
  expect(await place.count()).toBe(1)
  expect(await place.boundingBox()).toMatchObject({ width: 0 })
})

describe('while the tills are changed', () => {
  test('a press on a till that stays as it was counts', async () => {
    await press(2)
    await page.evaluate(() => window.setTills([1, 2, 3, 4], [3]))
    await page.mouse.up()
    expect(await heard()).toEqual(['press 2'])
  })

  test('a key that is gone under the finger never becomes a long press', async () => {
    await press(2)
    await page.evaluate(() => window.setTills([1]))
    await page.mouse.up()
    await page.clock.runFor(LONG)
    expect(await heard()).toEqual([])
  })

  test('the focus stays at its till, also where its key was made anew', async () => {
    await key(2).focus()
    await page.evaluate(() => window.setTills([1, 2, 3], [2]))
    expect(await focused()).toBe('2')
    await page.evaluate(() => window.setTills([5, 1, 2], [2]))
    expect(await focused()).toBe('2')
  })

  test('there is one stop for the Tab key, whatever becomes of the till that was it', async () => {
    await key(3).focus()
    expect(await stops()).toEqual(['3'])
    await page.evaluate(() => window.setTills([1, 2]))
    expect(await stops()).toEqual(['1'])
  })

  test('the keys stand in the order of the tills', async () => {
    await page.evaluate(() => window.setTills([4, 2, 1, 3], [2]))
    const order = await page.locator('.key').evaluateAll((keys) => keys.map((one) => one.dataset['cashier']))
    expect(order).toEqual(['4', '2', '1', '3'])
  })
})
