/** `cashierq buttons`: the simulated button box as a window over the screen of another program. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ElectronApp } from '../helpers/electron-app.ts'
import { Product } from '../helpers/product.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

let display: Xvfb
let product: Product
let kiosk: ElectronApp
let buttons: ElectronApp

beforeAll(async () => {
  display = await startXvfb()
  // A call stays for as long as it takes to look at both windows, also on a busy machine.
  product = await Product.start({ env: { CASHIERQ_HOLD_MS: '10000' } })
  const relay = `--relay=${product.address}`
  kiosk = await ElectronApp.start({ display, command: ['kiosk', relay] })
  // In the same home: the screen and its buttons run side by side on one machine.
  buttons = await ElectronApp.start({ display, home: kiosk.home, command: ['buttons', relay] })
  await kiosk.untilShown({ view: 'wait' })
}, 400_000)

afterAll(async () => {
  await buttons?.close()
  await kiosk?.close()
  await product?.stop()
  await display?.stop()
})

it('stays above the screen', async () => {
  const windows = await buttons.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({ onTop: window.isAlwaysOnTop(), kiosk: window.isKiosk() })),
  )
  expect(windows).toEqual([{ onTop: true, kiosk: false }])
})

it('calls a customer when its key is clicked, and shows what becomes of the press', async () => {
  const page = await buttons.page()
  // Before the page is connected its keys are idle, too.
  await page.waitForSelector('html[data-link="live"]')
  await page.waitForSelector('button[data-cashier="3"][data-state="idle"]')
  await page.click('button[data-cashier="3"]')
  await kiosk.untilShown({ view: 'calling', cashier: '3' })
  await page.waitForSelector('button[data-cashier="3"][data-state="shown"]')
})

it('calls by the keyboard, too', async () => {
  const page = await buttons.page()
  await page.keyboard.press('5')
  await kiosk.untilShown({ view: 'calling', cashier: '5' })
})

it('closes like any window, and the screen stays', async () => {
  // The program may be gone before it has answered.
  const closed = buttons.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  const answered = closed.catch(() => undefined)
  expect(await buttons.exitCode()).toBe(0)
  await answered
  await kiosk.untilShown({ view: 'wait' })
})
