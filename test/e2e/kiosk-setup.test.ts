/** The first start of a new PC: the set-up page, then the screen. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ElectronApp } from '../helpers/electron-app.ts'
import { Home } from '../helpers/home.ts'
import { Product } from '../helpers/product.ts'
import { postPress } from '../helpers/relay-rig.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

/** What a program tells whoever started it: start me again. */
const START_AGAIN = 75
const KEPT = { CASHIERQ_KEEPER: 'a test' }

let display: Xvfb
let product: Product
let home: Home
let kiosk: ElectronApp
let page: Page

beforeAll(async () => {
  display = await startXvfb()
  // A call stays for as long as it takes to look at it, also on a busy machine.
  product = await Product.start({ env: { CASHIERQ_HOLD_MS: '10000' } })
  home = await Home.make()
  kiosk = await ElectronApp.start({ display, home, env: KEPT, command: ['kiosk'] })
  page = await kiosk.page()
}, 400_000)

afterAll(async () => {
  await kiosk?.close()
  await home?.remove()
  await product?.stop()
  await display?.stop()
})

it('opens where nothing has been set', async () => {
  await page.waitForSelector('[data-part="page"][data-state="ready"]')
  expect(page.url()).toBe('app://kiosk/setup/')
  const windows = await kiosk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
  expect(windows).toBe(1)
})

it('shows what customers will see', async () => {
  await page.frameLocator('[data-part="frame"]').locator('[data-view]').first().waitFor()
})

it('finds the relay that was typed', async () => {
  await page.check('#line input[type="radio"] >> nth=1')
  await page.fill('[data-field="relay"]', product.address)
  await page.click('#line .trial button')
  await page.waitForSelector('#line .answer[data-kind="reached"]')
})

it('says on each display which one it is, for a moment', async () => {
  const addresses = () =>
    kiosk.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getURL()),
    )
  // Asked of the sign's own beginning: by the time that a busy machine has looked, the moment may be over.
  const sign = await kiosk.app.evaluate(({ app, BrowserWindow }) => {
    const begun = new Promise<string>((resolve) => {
      app.once('browser-window-created', (_event, { webContents }) =>
        webContents.once('did-start-navigation', ({ url }) => resolve(url)),
      )
    })
    const [setup] = BrowserWindow.getAllWindows()
    void setup?.webContents.executeJavaScript('cashierqSetup.identify()')
    return begun
  })
  expect(sign).toMatch(/^data:text\/html;/u)
  await expect.poll(addresses).toEqual(['app://kiosk/setup/'])
})

it('writes one file, for its owner alone, without the PIN’s digits', async () => {
  await page.fill('[data-field="screenName"]', 'Entrance')
  await page.check('#pin input[type="radio"] >> nth=0')
  await page.fill('[data-field="digits"]', '4711')
  await page.fill('[data-field="again"]', '4711')
  await page.click('.bar .primary')
  await page.waitForSelector('dialog[open]')
  expect(await home.readSettings()).toMatchObject({
    relay: product.address,
    screenName: 'Entrance',
    pin: expect.stringMatching(/^scrypt:/u),
  })
})

it('starts again, and is a screen of that relay', async () => {
  // The page goes with its program before it has answered.
  page.keyboard.press('Enter').catch(() => undefined)
  expect(await kiosk.exitCode()).toBe(START_AGAIN)
  kiosk = await ElectronApp.start({ display, home, env: KEPT, command: ['kiosk'] })
  await kiosk.untilShown({ view: 'wait' })
  await postPress(product.address, { cashier: 3, language: 'en' })
  await kiosk.untilShown({ view: 'calling', cashier: '3' })
  expect(await kiosk.inPage(`cashierqKiosk.unlock('4711')`)).toEqual({ kind: 'ok' })
})
