/** What a kiosk lives through, each by its effect: the picture is there again, and it is the true one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ElectronApp } from '../helpers/electron-app.ts'
import { Product } from '../helpers/product.ts'
import { postPress } from '../helpers/relay-rig.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

/** Long enough for a page to crash and come back while its call is still shown. */
const LONG_CALLS = { CASHIERQ_HOLD_MS: '15000' }

let display: Xvfb
let product: Product
let kiosk: ElectronApp

beforeAll(async () => {
  display = await startXvfb()
  product = await Product.start({ env: LONG_CALLS })
  kiosk = await ElectronApp.start({ display, command: ['kiosk', `--relay=${product.address}`] })
  await kiosk.untilShown({ view: 'wait' })
}, 400_000)

afterAll(async () => {
  await kiosk?.close()
  await product?.stop()
  await display?.stop()
})

/** A test leaves no call behind. */
async function cancel(cashier: number): Promise<void> {
  await postPress(product.address, { cashier, language: 'en', action: 'cancel' })
  await kiosk.untilShown({ view: 'wait' })
}

async function press(cashier: number): Promise<void> {
  expect((await postPress(product.address, { cashier, language: 'en' })).status).toBe(204)
}

async function crashPage(): Promise<void> {
  const before = kiosk.logged('the page is gone').length
  await kiosk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  )
  await expect.poll(() => kiosk.logged('the page is gone').length, { timeout: 30_000 }).toBe(before + 1)
}

function processOf(type: string): Promise<number | undefined> {
  return kiosk.app.evaluate(({ app }, wanted) => app.getAppMetrics().find((each) => each.type === wanted)?.pid, type)
}

describe('a page that has crashed', () => {
  it('is there again and calls', async () => {
    await crashPage()
    await kiosk.untilShown({ view: 'wait' })
    await press(2)
    await kiosk.untilShown({ view: 'calling', cashier: '2' })
    await cancel(2)
  })

  it('goes on with the call that it showed', async () => {
    await press(4)
    await kiosk.untilShown({ view: 'calling', cashier: '4' })
    const { offset = '' } = await kiosk.shown()
    await crashPage()
    await kiosk.untilShown({ view: 'calling', cashier: '4', offset })
    await cancel(4)
  })

  it('goes on with it also while the relay is away', async () => {
    await press(5)
    await kiosk.untilShown({ view: 'calling', cashier: '5' })
    await product.kill('SIGKILL')
    await crashPage()
    await kiosk.untilShown({ view: 'calling', cashier: '5' })
    await kiosk.untilShown({ view: 'offline' })
    await product.restart()
    await kiosk.untilShown({ view: 'wait' })
  })
})

describe('a relay that dies', () => {
  it('is told of by the screen, which is right again soon after its return', async () => {
    await product.kill('SIGKILL')
    await kiosk.untilShown({ view: 'offline' })
    await product.restart()
    const back = performance.now()
    await kiosk.untilShown({ view: 'wait' })
    expect(performance.now() - back).toBeLessThan(5_000)
    await press(6)
    await kiosk.untilShown({ view: 'calling', cashier: '6' })
    await cancel(6)
  })
})

describe('a process of Chromium that is killed', () => {
  it.each(['GPU', 'Utility'])('%s: the screen goes on and calls', async (type) => {
    const pid = await processOf(type)
    expect(pid).toBeGreaterThan(0)
    const ended = () => kiosk.logged(`the ${type} process`).length
    // One that had nothing to do any more has ended by itself.
    const before = ended()
    process.kill(pid ?? 0, 'SIGKILL')
    await expect.poll(ended).toBeGreaterThan(before)
    await press(7)
    await kiosk.untilShown({ view: 'calling', cashier: '7' })
    // What is in the document is also on the glass: a page without a picture draws no frames.
    expect(await kiosk.inPage('new Promise((done) => requestAnimationFrame(() => done("drawn")))')).toBe('drawn')
    await cancel(7)
  })
})

describe('a page that hangs', () => {
  it('is ended and loaded anew', async () => {
    const before = await pageProcess()
    await kiosk.app.evaluate(({ BrowserWindow }) => {
      void BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('for (;;);')
    })
    await kiosk.untilLogged('the page has stopped beating')
    await kiosk.untilShown({ view: 'wait' })
    expect(await pageProcess()).not.toBe(before)
    await press(8)
    await kiosk.untilShown({ view: 'calling', cashier: '8' })
    await cancel(8)
  })
})

describe('a page that has made itself blank', () => {
  it('is loaded anew', async () => {
    await kiosk.inPage(`window.isOld = true; void setTimeout(() => location.assign('about:blank'))`)
    await expect.poll(() => kiosk.glimpse(`window.isOld ?? 'new'`), { timeout: 30_000 }).toBe('new')
    await kiosk.untilShown({ view: 'wait' })
  })
})

function pageProcess(): Promise<number | undefined> {
  return kiosk.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId())
}
