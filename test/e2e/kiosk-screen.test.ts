/** The kiosk's screen as customers have it: it fills the display, calls, and is a window of nothing else. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ElectronApp } from '../helpers/electron-app.ts'
import { Product } from '../helpers/product.ts'
import { postPress } from '../helpers/relay-rig.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

let display: Xvfb
let product: Product
let kiosk: ElectronApp

beforeAll(async () => {
  display = await startXvfb()
  // A call stays for as long as it takes to look at it twice, also on a busy machine.
  product = await Product.start({ env: { CASHIERQ_HOLD_MS: '8000' } })
  kiosk = await ElectronApp.start({ display, command: ['kiosk', `--relay=${product.address}`] })
  await kiosk.untilShown({ view: 'wait' })
}, 400_000)

afterAll(async () => {
  await kiosk?.close()
  await product?.stop()
  await display?.stop()
})

it('may sound before anybody has touched it', async () => {
  // First of all: what Playwright runs in a page counts as a person's gesture.
  expect(await kiosk.inPage('navigator.userActivation.hasBeenActive')).toBe(false)
  const state = 'new Promise((resolve) => { const c = new AudioContext(); c.onstatechange = () => resolve(c.state) })'
  expect(await kiosk.inPage(state)).toBe('running')
})

it('calls a customer when a button is pressed, and waits again', async () => {
  expect((await postPress(product.address, { cashier: 3, language: 'en' })).status).toBe(204)
  await kiosk.untilShown({ view: 'calling', cashier: '3', language: 'en' })
  await kiosk.untilShown({ view: 'wait' })
})

it('calls in the language of the press', async () => {
  await postPress(product.address, { cashier: 7, language: 'ar' })
  await kiosk.untilShown({ view: 'calling', cashier: '7', language: 'ar' })
  expect(await kiosk.inPage(`document.documentElement.dir`)).toBe('rtl')
})

it('shows a page of its own, not one of the relay', async () => {
  expect(await kiosk.inPage('location.href')).toBe('app://kiosk/screen/?display=0')
})

it('fills the whole display', async () => {
  const page = await kiosk.page()
  const size = await page.evaluate(() => ({ width: innerWidth, height: innerHeight, x: screenX, y: screenY }))
  expect(size).toMatchObject({ x: 0, y: 0 })
  // Without a window manager Chromium keeps a window one pixel smaller than the screen.
  expect(size.width).toBeGreaterThanOrEqual(display.width - 1)
  expect(size.height).toBeGreaterThanOrEqual(display.height - 1)
  const isKiosk = await kiosk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((w) => w.isKiosk()))
  expect(isKiosk).toEqual([true])
})

it('hides the cursor, also over what comes later', async () => {
  const page = await kiosk.page()
  const cursors = await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = '#'
    link.style.cursor = 'pointer'
    document.body.append(link)
    const cursor = getComputedStyle(link).cursor
    link.remove()
    return [cursor, getComputedStyle(document.documentElement).cursor]
  })
  expect(cursors).toEqual(['none', 'none'])
})

it('has no menu', async () => {
  expect(await kiosk.app.evaluate(({ Menu }) => Menu.getApplicationMenu())).toBeNull()
})

it('keeps the display awake', async () => {
  expect(await kiosk.app.evaluate(({ powerSaveBlocker }) => powerSaveBlocker.isStarted(0))).toBe(true)
})

it('goes on counting while it is covered', async () => {
  const throttled = await kiosk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getBackgroundThrottling()),
  )
  expect(throttled).toEqual([false])
})

it('keeps its size, whatever is turned or pressed', async () => {
  const page = await kiosk.page()
  const before = await size(kiosk)
  await page.keyboard.down('Control')
  await page.mouse.move(400, 400)
  for (let i = 0; i < 3; i++) await page.mouse.wheel(0, -240)
  await page.keyboard.press('+')
  await page.keyboard.press('=')
  await page.keyboard.press('NumpadAdd')
  await page.keyboard.up('Control')
  expect(await size(kiosk)).toEqual(before)
})

it('stays as it is when the keys are pressed that close, reload and inspect a browser', async () => {
  const page = await kiosk.page()
  await page.evaluate(() => document.body.setAttribute('data-marked', ''))
  const keys = ['Control+R', 'Control+Shift+R', 'F5', 'Control+W', 'Control+Q', 'Alt+F4', 'F11', 'Escape', 'F12']
  for (const key of [...keys, 'Control+Shift+I', 'Control+N', 'Control+P', 'Alt+ArrowLeft']) {
    await page.keyboard.press(key)
  }
  expect(await kiosk.inPage(`document.body.hasAttribute('data-marked')`)).toBe(true)
  const windows = await kiosk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((w) => ({ kiosk: w.isKiosk(), inspected: w.webContents.isDevToolsOpened() })),
  )
  expect(windows).toEqual([{ kiosk: true, inspected: false }])
})

it('ends at once when it is started a second time, and the first one stays', async () => {
  const second = await ElectronApp.run({
    display,
    command: ['kiosk', `--relay=${product.address}`],
    home: kiosk.home,
  })
  expect(second.code).toBe(0)
  expect(second.err).toContain('it runs already')
  await kiosk.untilShown({ view: 'wait' })
  await kiosk.untilLogged('somebody started the program again')
})

it('closes like any window where no PIN is set', async () => {
  // The program may be gone before it has answered.
  const closed = kiosk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  const answered = closed.catch(() => undefined)
  expect(await kiosk.exitCode()).toBe(0)
  await answered
})

function size(app: ElectronApp): Promise<unknown> {
  return app.inPage('[innerWidth, innerHeight, devicePixelRatio, visualViewport.scale]')
}
