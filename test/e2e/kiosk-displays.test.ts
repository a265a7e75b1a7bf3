/** Two displays, a zone on each, and a plug that is pulled. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ElectronApp } from '../helpers/electron-app.ts'
import { Product } from '../helpers/product.ts'
import { postPress } from '../helpers/relay-rig.ts'
import { startTwoDisplays, type TwoDisplays } from '../helpers/two-displays.ts'

const SOON = { timeout: 30_000, interval: 50 }
const LEFT = 'display=0'
const RIGHT = 'display=1'

let displays: TwoDisplays
let product: Product
let kiosk: ElectronApp

beforeAll(async () => {
  displays = await startTwoDisplays()
  await displays.identify('left', 'HALL TV')
  await displays.identify('right', 'SERVICE TV')
  // A call stays for as long as it takes to look at both displays, also on a busy machine.
  product = await Product.start({ env: { CASHIERQ_HOLD_MS: '8000' } })
  const settings = {
    relay: product.address,
    displays: [
      { display: 'HALL TV', tills: [1, 2, 3] },
      { display: 'service tv', tills: [4, 5, 6] },
    ],
  }
  kiosk = await ElectronApp.start({ display: displays, settings, command: ['kiosk'] })
  await kiosk.untilShown({ view: 'wait' }, LEFT)
  await kiosk.untilShown({ view: 'wait' }, RIGHT)
}, 400_000)

afterAll(async () => {
  await kiosk?.close()
  await product?.stop()
  await displays?.stop()
})

/** Without a window manager Chromium keeps a window one pixel smaller than its display. */
async function untilAt(places: readonly (readonly [x: number, width: number, height: number])[]): Promise<void> {
  await vi.waitFor(async () => {
    const windows = await kiosk.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((w) => w.getBounds()),
    )
    const found = windows.sort((a, b) => a.x - b.x).map(({ x, width, height }) => [x, width, height])
    expect(found).toHaveLength(places.length)
    for (const [i, [x, width, height]] of places.entries()) {
      expect(found[i]?.[0]).toBe(x)
      expect(found[i]?.[1]).toBeGreaterThanOrEqual(width - 1)
      expect(found[i]?.[2]).toBeGreaterThanOrEqual(height - 1)
    }
  }, SOON)
}

async function press(cashier: number): Promise<void> {
  expect((await postPress(product.address, { cashier, language: 'en' })).status).toBe(204)
}

it('fills each display with a page of its own', async () => {
  await untilAt([
    [0, 1280, 720],
    [1280, 1280, 720],
  ])
})

it('calls each till on its own display alone', async () => {
  await press(2)
  await kiosk.untilShown({ view: 'calling', cashier: '2' }, LEFT)
  await press(5)
  await kiosk.untilShown({ view: 'calling', cashier: '5' }, RIGHT)
  expect(await kiosk.shown(LEFT)).not.toMatchObject({ cashier: '5' })
  await kiosk.untilShown({ view: 'wait' }, LEFT)
  await kiosk.untilShown({ view: 'wait' }, RIGHT)
})

it('closes the window of a display that is unplugged; the other goes on', async () => {
  await displays.arrange({ right: 'off' })
  await untilAt([[0, 1280, 720]])
  await press(1)
  await kiosk.untilShown({ view: 'calling', cashier: '1' }, LEFT)
})

it('shows its zone again as soon as the display is plugged in', async () => {
  await displays.arrange({ right: 'landscape' })
  await untilAt([
    [0, 1280, 720],
    [1280, 1280, 720],
  ])
  await kiosk.untilShown({ view: 'wait' }, RIGHT)
  await press(6)
  await kiosk.untilShown({ view: 'calling', cashier: '6' }, RIGHT)
})

it('follows a display that is turned upright', async () => {
  await displays.arrange({ right: 'portrait' })
  await untilAt([
    [0, 1280, 720],
    [1280, 720, 1280],
  ])
  await vi.waitFor(async () => {
    expect(await kiosk.glimpse('innerHeight > innerWidth', RIGHT)).toBe(true)
  }, SOON)
})

it('lives through the loss of all displays', async () => {
  await displays.arrange({ left: 'off', right: 'off' })
  await kiosk.untilShown({ view: 'wait' }, LEFT)
  await displays.arrange({ left: 'landscape', right: 'landscape' })
  await untilAt([
    [0, 1280, 720],
    [1280, 1280, 720],
  ])
  await press(3)
  await kiosk.untilShown({ view: 'calling', cashier: '3' }, LEFT)
})
