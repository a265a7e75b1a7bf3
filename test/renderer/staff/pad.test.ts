/** The pad in the real Chromium. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../../helpers/chromium.ts'
import { buildPadSite, heard, openPad, openPage, type PadOptions, type PadSite } from './pad-site.ts'

const THERE_IS_ONE = { kind: 'wrong', left: 3 }
let browser: Browser
let site: PadSite
let page: Page

beforeAll(async () => {
  site = await buildPadSite()
  browser = await launchChromium()
  page = await openPage(browser, site)
})
afterAll(async () => {
  await browser.close()
  await site.remove()
})

async function opened(options: PadOptions = {}): Promise<void> {
  await openPad(page, options)
  await page.evaluate(() => window.askStaff())
  await page.waitForSelector('.staff-pad', { state: 'visible' })
}

const shown = () => page.locator('.staff-pad').isVisible()
const choices = () => page.waitForSelector('.staff-pad[data-pad="choices"]')

describe('the gesture', () => {
  afterEach(() => page.mouse.up())
  const hold = async (x: number, y: number, ms: number) => {
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.clock.runFor(ms)
  }

  it('is a finger held in an upper corner for three seconds; the pad is on that side', async () => {
    await openPad(page)
    await hold(20, 20, 2_900)
    expect(await shown()).toBe(false)
    await page.clock.runFor(200)
    expect(await shown()).toBe(true)
    expect((await page.locator('.staff-pad').boundingBox())?.x).toBeLessThan(100)
  })

  it('is given up when the finger is lifted, or wanders', async () => {
    await openPad(page)
    await hold(1_900, 20, 2_900)
    await page.mouse.up()
    await page.clock.runFor(3_000)
    await hold(1_900, 20, 1_000)
    await page.mouse.move(1_860, 20)
    await page.clock.runFor(3_000)
    expect(await shown()).toBe(false)
  })

  it('is made nowhere else', async () => {
    await openPad(page)
    await hold(960, 20, 4_000)
    await page.mouse.up()
    await hold(20, 1_060, 4_000)
    expect(await shown()).toBe(false)
  })
})

describe('the PIN', () => {
  it('is typed with the pad’s own keys', async () => {
    await opened({ answers: [THERE_IS_ONE, { kind: 'ok' }] })
    for (const key of ['2', '5', '8', '1', 'Erase', '0', 'Enter']) {
      await page.getByRole('button', { name: key, exact: true }).click()
    }
    await choices()
    expect(await heard(page)).toEqual(['unlock ', 'unlock 2580'])
  })

  it('is typed with a keyboard, and none of it reaches the page', async () => {
    await opened({ answers: [THERE_IS_ONE, { kind: 'ok' }] })
    await page.keyboard.type('2580')
    await page.keyboard.press('Enter')
    await choices()
    expect(await heard(page)).toEqual(['unlock ', 'unlock 2580'])
  })

  it('is asked for again when it is wrong', async () => {
    await opened({ answers: [THERE_IS_ONE, { kind: 'wrong', left: 2 }] })
    await page.keyboard.type('1111')
    await page.keyboard.press('Enter')
    await page.getByText('Wrong PIN. Tries left: 2').waitFor()
    expect(await page.locator('.staff-dot').count()).toBe(0)
  })

  it('cannot be tried while it is locked; the rest of the time is counted down', async () => {
    await opened({ answers: [{ kind: 'locked', forMs: 10_000 }] })
    await page.getByText('Locked. Try again in 0:10').waitFor()
    await page.keyboard.type('2580')
    await page.clock.runFor(4_000)
    await page.getByText('Locked. Try again in 0:06').waitFor()
    await page.clock.runFor(7_000)
    await page.getByText('Enter the PIN').waitFor()
  })

  it('is not needed where none is set, and the pad says so', async () => {
    await opened({ answers: [{ kind: 'no-pin' }] })
    await choices()
    await page.getByText('No PIN is set').waitFor()
  })
})

describe('the choices', () => {
  const UNLOCKED = { answers: [THERE_IS_ONE, { kind: 'ok' }] }
  const unlocked = async (options: PadOptions = {}) => {
    await opened({ ...UNLOCKED, ...options })
    await page.keyboard.type('2580')
    await page.keyboard.press('Enter')
    await choices()
  }

  it.each([
    ['Set up', 'leave setup'],
    ['Restart the page', 'leave reload'],
    ['Quit', 'leave quit'],
  ])('%s is told the program', async (name, said) => {
    await unlocked()
    await page.getByRole('button', { name }).click()
    await page.waitForSelector('.staff-pad', { state: 'hidden' })
    expect((await heard(page)).at(-1)).toBe(said)
  })

  it('lead back to the screen', async () => {
    await unlocked()
    await page.locator('[data-choice="back"]').click()
    expect(await shown()).toBe(false)
    expect(await heard(page)).toHaveLength(2)
  })

  it('can be reached with the keyboard alone', async () => {
    await unlocked()
    for (let tab = 0; tab < 3; tab++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.staff-pad', { state: 'hidden' })
    expect((await heard(page)).at(-1)).toBe('leave setup')
  })

  it('ask for the PIN again when it is too long ago', async () => {
    await unlocked()
    await page.evaluate(() => {
      window.refuse = true
    })
    await page.getByRole('button', { name: 'Quit' }).click()
    await page.getByText('Please enter it again').waitFor()
  })

  it('are in the page’s language, with English below', async () => {
    await unlocked({ language: 'de' })
    expect(await page.locator('[data-choice="reload"]').innerText()).toBe('Seite neu starten\nRestart the page')
  })
})

describe('the card', () => {
  it('closes by itself after twenty seconds without input', async () => {
    await opened()
    await page.clock.runFor(15_000)
    await page.keyboard.press('1')
    await page.clock.runFor(19_900)
    expect(await shown()).toBe(true)
    await page.clock.runFor(200)
    expect(await shown()).toBe(false)
  })

  it('closes with Escape and with its cross', async () => {
    await opened()
    await page.keyboard.press('Escape')
    expect(await shown()).toBe(false)
    await page.evaluate(() => window.askStaff())
    await page.locator('.staff-close').click()
    expect(await shown()).toBe(false)
  })

  it('gives the page its keys back', async () => {
    await opened()
    await page.keyboard.press('Escape')
    await page.keyboard.press('7')
    expect((await heard(page)).at(-1)).toBe('page key 7')
  })

  it('marks the page while it is open, so that the kiosk shows the pointer', async () => {
    await opened()
    const marked = () => page.evaluate(() => document.documentElement.hasAttribute('data-staff'))
    expect(await marked()).toBe(true)
    await page.keyboard.press('Escape')
    expect(await marked()).toBe(false)
  })

  it.each([
    [1_920, 1_080],
    [1_280, 720],
    [3_840, 2_160],
    [1_080, 1_920],
    [844, 390],
  ])('takes two fifths of the width at most, and lies on the page whole, at %i x %i', async (width, height) => {
    await opened({ width, height, language: 'el' })
    const box = await page.locator('.staff-pad').boundingBox()
    if (!box) throw new Error('no card')
    expect(box.width).toBeLessThanOrEqual(width * 0.4)
    expect([box.x >= 0, box.y >= 0, box.x + box.width <= width, box.y + box.height <= height]).not.toContain(false)
    const inner = await page.locator('.staff-pad').evaluate((card) => [card.scrollHeight, card.clientHeight])
    expect(inner[0]).toBeLessThanOrEqual(inner[1] ?? 0)
  })

  it('has keys that a thumb meets', async () => {
    await opened({ width: 1_280, height: 720 })
    const box = await page.getByRole('button', { name: '5', exact: true }).boundingBox()
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44)
  })
})
