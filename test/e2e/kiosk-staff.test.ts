/** A kiosk with a PIN: nobody leaves the screen without it, and whoever has it does so within a minute. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ElectronApp } from '../helpers/electron-app.ts'
import { Product } from '../helpers/product.ts'
import { postPress } from '../helpers/relay-rig.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

const PIN = '2468'
type Modifier = 'control' | 'alt' | 'shift'
const GESTURE: readonly Modifier[] = ['control', 'alt', 'shift']

const SOON = { timeout: 30_000, interval: 50 }

let display: Xvfb
let product: Product
let kiosk: ElectronApp

beforeAll(async () => {
  display = await startXvfb()
  // A call stays for as long as it takes to look at it, also on a busy machine.
  product = await Product.start({ env: { CASHIERQ_HOLD_MS: '8000' } })
}, 400_000)

afterAll(async () => {
  await product?.stop()
  await display?.stop()
})

async function openKiosk(): Promise<void> {
  kiosk = await ElectronApp.start({ display, settings: { relay: product.address, pin: PIN }, command: ['kiosk'] })
  await kiosk.untilShown({ view: 'wait' })
}

const unlock = (pin: string) => kiosk.inPage(unlocking(pin))
const unlocking = (pin: string) => `cashierqKiosk.unlock('${pin}')`
const leave = (how: string) => kiosk.inPage(`cashierqKiosk.leave('${how}').then(() => 'left', () => 'refused')`)

/** As staff do: once more if nothing came of it. A page that has not painted yet gets no keys from Chromium. */
async function openPad(page: Page): Promise<void> {
  await expect
    .poll(async () => {
      await pressQ(GESTURE)
      return page.isVisible('.staff-pad[data-pad="typing"]')
    }, SOON)
    .toBe(true)
}

/** As the system's keyboard sends it; Playwright's keys come into the page behind the program's back. */
async function pressQ(modifiers: readonly Modifier[]): Promise<void> {
  await kiosk.app.evaluate(({ BrowserWindow }, held) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    contents?.sendInputEvent({ type: 'keyDown', keyCode: 'Q', modifiers: [...held] })
    contents?.sendInputEvent({ type: 'keyUp', keyCode: 'Q', modifiers: [...held] })
  }, modifiers)
}

function windowCount(): Promise<number> {
  return kiosk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
}

describe('without the PIN', () => {
  beforeAll(openKiosk)
  afterAll(() => kiosk.close())

  it('its window does not close', async () => {
    await kiosk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    expect(await windowCount()).toBe(1)
    await kiosk.untilShown({ view: 'wait' })
  })

  it.each(['quit', 'setup', 'reload'])('a page cannot %s', async (how) => {
    expect(await leave(how)).toBe('refused')
    expect(await windowCount()).toBe(1)
  })

  it('the keys for staff open a pad beside the calls, and nothing else', async () => {
    const page = await kiosk.page()
    expect(await page.isVisible('.staff-pad')).toBe(false)
    await openPad(page)
    await postPress(product.address, { cashier: 3, language: 'en' })
    await kiosk.untilShown({ view: 'calling', cashier: '3' })
    expect(await windowCount()).toBe(1)
    await page.keyboard.press('Escape')
    await page.waitForSelector('.staff-pad', { state: 'hidden' })
  })

  const TOO_FEW: readonly (readonly Modifier[])[] = [['control', 'alt'], ['alt', 'shift'], ['control', 'shift'], []]
  it.each(TOO_FEW.map((held) => [held.join('+'), held] as const))('%s+Q opens no pad', async (_name, held) => {
    const page = await kiosk.page()
    await pressQ(held)
    // A turn of the page later it would be there.
    expect(await kiosk.inPage('new Promise((done) => requestAnimationFrame(() => done("drawn")))')).toBe('drawn')
    expect(await page.isVisible('.staff-pad')).toBe(false)
  })

  it('three wrong tries lock it, for the right one too', async () => {
    expect(await unlock('1111')).toEqual({ kind: 'wrong', left: 2 })
    expect(await unlock('1112')).toEqual({ kind: 'wrong', left: 1 })
    expect(await unlock('1113')).toMatchObject({ kind: 'locked' })
    expect(await unlock(PIN)).toMatchObject({ kind: 'locked' })
    expect(await leave('quit')).toBe('refused')
  })

  it('a fresh page buys no fresh tries', async () => {
    const contents = kiosk.logged('screen is put right').length
    await kiosk.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    )
    await expect.poll(() => kiosk.logged('screen is put right').length).toBeGreaterThan(contents)
    await expect.poll(() => kiosk.glimpse(unlocking(PIN))).toMatchObject({ kind: 'locked' })
  })
})

describe('a page that closes itself', () => {
  beforeAll(openKiosk)
  afterAll(() => kiosk.close())

  it('is there again', async () => {
    await kiosk.inPage('window.isOld = true; void setTimeout(() => window.close())')
    await vi.waitFor(async () => expect(await kiosk.glimpse(`window.isOld ?? 'new'`)).toBe('new'), SOON)
    await kiosk.untilShown({ view: 'wait' })
  })
})

describe('with the PIN', () => {
  beforeAll(openKiosk)
  afterAll(() => kiosk.close())

  async function typePin(page: Page): Promise<void> {
    await openPad(page)
    for (const digit of PIN) await page.click(`.staff-key[aria-label="${digit}"]`)
    await page.click('.staff-enter')
    await page.waitForSelector('.staff-pad[data-pad="choices"]')
  }

  it('staff load the page anew', async () => {
    const page = await kiosk.page()
    await kiosk.inPage('window.isOld = true')
    await typePin(page)
    await page.click('[data-choice="reload"]')
    await expect.poll(() => kiosk.glimpse(`window.isOld ?? 'new'`)).toBe('new')
    await kiosk.untilShown({ view: 'wait' })
  })

  it('staff open the set-up page beside the screen', async () => {
    const page = await kiosk.page()
    await typePin(page)
    const opened = kiosk.app.waitForEvent('window')
    await page.click('[data-choice="setup"]')
    const setup = await opened
    await setup.waitForSelector('[data-state="ready"]')
    expect(setup.url()).toBe('app://kiosk/setup/')
    await kiosk.untilShown({ view: 'wait' }, '/screen/')
    await setup.close()
  })

  it('staff quit, and the program ends as one that was asked to', async () => {
    const page = await kiosk.page()
    await typePin(page)
    // The program may be gone before the click is answered.
    const clicked = page.click('[data-choice="quit"]').catch(() => undefined)
    expect(await kiosk.exitCode()).toBe(0)
    await clicked
  })
})
