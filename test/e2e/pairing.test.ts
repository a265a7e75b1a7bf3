/** Pairing like a TV: a screen without a token, staff with a phone, a kiosk that keeps what it was given. */
import { statSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { qrModules } from '../../renderer/screen/pairing-qr.ts'
import { launchChromium, openScreen, picture, timeline } from '../helpers/chromium.ts'
import { ElectronApp } from '../helpers/electron-app.ts'
import { Home } from '../helpers/home.ts'
import { Product, runCommand } from '../helpers/product.ts'
import { postPress } from '../helpers/relay-rig.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

const SECRET = 'a secret for the tests of pairing'
const CODE = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/u
const INVITED = '[data-pairing="code"]'
/** What a revoked screen has at most, ms. */
const GONE_WITHIN = 5_000

let product: Product
let browser: Browser
let staffToken: string

beforeAll(async () => {
  // Calls last long: a revoked screen must not wait for their end.
  product = await Product.start({ env: { CASHIERQ_SECRET: SECRET, CASHIERQ_HOLD_MS: '15000' } })
  staffToken = (await runCommand(['token', '--role=staff'], { CASHIERQ_SECRET: SECRET })).out.trim()
  browser = await launchChromium()
}, 400_000)

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

const asStaff = () => ({ Authorization: `Bearer ${staffToken}` })

async function call(cashier: number): Promise<void> {
  const answer = await postPress(product.address, { cashier, language: 'en' }, asStaff())
  expect(answer.status).toBe(204)
}

async function shownCode(page: Page): Promise<string> {
  await page.waitForSelector(INVITED)
  const label = await page.getAttribute('.pairing-code', 'aria-label')
  return (label ?? '').replaceAll(' ', '')
}

/** When the screen last lost all that it showed, on this machine's clock, ms: however late anybody looks. */
async function goneAt(page: Page): Promise<number> {
  const gone = (await timeline(page)).findLast((moment) => moment.kind === 'view' && moment.view === 'offline')
  return (await page.evaluate(() => performance.timeOrigin)) + (gone?.at ?? Number.NaN)
}

/** On a phone, with the address of the QR. */
async function openStaff(code: string): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(`${product.address}/pair#${code}`)
  await page.fill('#token', staffToken)
  await page.keyboard.press('Enter')
  return { context, page }
}

/** The QR as the pixels have it, row by row; true is dark. */
async function photographed(page: Page): Promise<boolean[][]> {
  const shot = await page.locator('.pairing-qr svg').screenshot()
  const sides = await page.getAttribute('.pairing-qr svg', 'viewBox')
  const side = Number(sides?.split(' ')[2])
  return page.evaluate(
    async ({ png, modules }) => {
      const image = new Image()
      image.src = `data:image/png;base64,${png}`
      await image.decode()
      const canvas = new OffscreenCanvas(image.width, image.height)
      const drawing = canvas.getContext('2d')
      if (!drawing) throw new Error('no canvas')
      drawing.drawImage(image, 0, 0)
      const step = image.width / modules
      const isDark = (x: number, y: number) => {
        const [red = 0] = drawing.getImageData((x + 0.5) * step, (y + 0.5) * step, 1, 1).data
        return red < 128
      }
      const inner = Array.from({ length: modules - 8 }, (_, index) => index + 4)
      return inner.map((y) => inner.map((x) => isDark(x, y)))
    },
    { png: shot.toString('base64'), modules: side },
  )
}

describe('a browser’s screen', () => {
  let screen: Page
  let staff: Page
  let phone: BrowserContext

  beforeAll(async () => {
    screen = await openScreen(browser, product.address, { reducedMotion: 'reduce' })
  })

  it('shows a code and a QR while it has no token', async () => {
    const code = await shownCode(screen)
    expect(code).toMatch(CODE)
    expect(await photographed(screen)).toEqual(qrModules(`${product.address}/pair#${code}`))
    await picture(screen, 'pairing-screen')
  })

  it('tells customers where to look meanwhile', async () => {
    expect(await screen.textContent('.pairing-watch')).toBe('Please watch the cashiers')
    expect(await screen.getAttribute('#screen', 'data-view')).toBe('offline')
  })

  it('is found by staff through its QR, on a phone', async () => {
    const opened = await openStaff(await shownCode(screen))
    staff = opened.page
    phone = opened.context
    await staff.waitForSelector('[data-card="asking"]:not([hidden])')
    expect(await staff.textContent('[data-card="asking"] .facts')).toContain('127.0.0.1')
    await picture(staff, 'pairing-staff')
  })

  it('leaves no token in the address of the staff’s page', async () => {
    expect(staff.url()).toBe(`${product.address}/pair`)
    const other = await phone.newPage()
    await other.goto(`${product.address}/pair#token=${staffToken}`)
    await other.waitForSelector('#code')
    await expect.poll(() => other.url()).toBe(`${product.address}/pair`)
    await other.close()
  })

  it('shows the line once staff approve it', async () => {
    await staff.fill('#name', 'Window left')
    await staff.click('text=Approve >> nth=-1')
    await screen.waitForSelector('#screen[data-view="wait"]:not([data-pairing])')
    await staff.waitForSelector('.screen-name:text-is("Window left")')
  })

  it('shows a call', async () => {
    await call(3)
    await screen.waitForSelector('[data-view="calling"][data-cashier="3"]')
  })

  it('is let in after a reload too', async () => {
    await screen.reload()
    await screen.waitForSelector('[data-view="calling"][data-cashier="3"]')
    expect(await screen.getAttribute('#screen', 'data-pairing')).toBeNull()
  })

  it('loses its number and asks to be paired within five seconds of being revoked, in mid-call', async () => {
    await call(4)
    await call(5)
    await screen.waitForSelector('[data-view="calling"]')
    await staff.click('[aria-label="Revoke Window left"]')
    const answered = staff.waitForResponse((answer) => answer.url().endsWith('/tokens/revoke'))
    await staff.click('text=Revoke it')
    await answered
    const revokedAt = Date.now()
    await screen.waitForSelector(INVITED)
    expect((await goneAt(screen)) - revokedAt).toBeLessThan(GONE_WITHIN)
    expect(await screen.getAttribute('#screen', 'data-view')).toBe('offline')
    expect(await screen.locator('.stage').isVisible()).toBe(false)
    expect(await screen.locator('.chip').count()).toBe(0)
    await staff.waitForSelector('[data-card="screens"] .note:not([hidden])')
  })

  it('shows none of the calls it knew, also after a reload', async () => {
    await screen.reload()
    await screen.waitForSelector(INVITED)
    const views = (await timeline(screen)).flatMap((moment) => (moment.kind === 'view' ? [moment.view] : []))
    expect(views).not.toContain('calling')
  })

  it('says so when staff refuse it', async () => {
    await staff.click('text=Another screen')
    await staff.fill('#code', (await shownCode(screen)).toLowerCase())
    await staff.click('text=Refuse >> nth=-1')
    await screen.waitForSelector('[data-pairing="refused"]')
    expect(await screen.textContent('.pairing-step')).toContain('refused')
    await phone.close()
    await screen.context().close()
  })
})

it('a relay that is only away brings no code onto the screen', async () => {
  const open = await Product.start()
  const screen = await openScreen(browser, open.address)
  await screen.waitForSelector('[data-view="wait"]')
  await open.kill('SIGKILL')
  await screen.waitForSelector('[data-view="offline"]')
  expect(await screen.getAttribute('#screen', 'data-pairing')).toBeNull()
  await screen.context().close()
  await open.stop()
})

it('somebody without a staff token is told so, by keyboard alone', async () => {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 } })
  await page.goto(`${product.address}/pair`)
  await page.keyboard.press('Tab')
  await page.keyboard.type('no token at all')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#token-problem:not(:empty)')
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  await page.close()
})

describe('the kiosk', () => {
  let display: Xvfb
  let home: Home
  let kiosk: ElectronApp
  const Kept = v.object({ token: v.string(), store: v.string(), relay: v.string() })

  beforeAll(async () => {
    display = await startXvfb()
    home = await Home.make()
    kiosk = await start({ relay: product.address, screenName: 'Entrance' })
  }, 400_000)

  afterAll(async () => {
    await kiosk?.close()
    await home?.remove()
    await display?.stop()
  })

  function start(settings?: object): Promise<ElectronApp> {
    return ElectronApp.start({ display, home, command: ['kiosk'], ...(settings ? { settings } : {}) })
  }

  async function approve(name: string): Promise<void> {
    const label = String(await kiosk.inPage(`document.querySelector('.pairing-code').getAttribute('aria-label')`))
    const code = label.replaceAll(' ', '')
    const about = await fetch(`${product.address}/api/v1/pairings/${code}`, { headers: asStaff() })
    expect(await about.json()).toMatchObject({ name: 'Entrance' })
    const approved = await fetch(`${product.address}/api/v1/pairings/${code}/approve`, {
      method: 'POST',
      headers: { ...asStaff(), 'Content-Type': 'application/json' },
      body: JSON.stringify({ name }),
    })
    expect(approved.status).toBe(200)
  }

  it('asks through its own program: its page reaches nobody else', async () => {
    await kiosk.untilShown({ pairing: 'code', view: 'offline' })
    await approve('Entrance')
    await kiosk.untilShown({ view: 'wait' })
    expect((await kiosk.shown())['pairing']).toBeUndefined()
    await kiosk.untilLogged('a screen was paired')
  })

  it('keeps the token in its settings, for their owner alone', async () => {
    await expect.poll(async () => v.is(Kept, await home.readSettings())).toBe(true)
    expect(v.parse(Kept, await home.readSettings())).toMatchObject({ store: 'main', relay: product.address })
    expect(statSync(home.settingsFile).mode & 0o777).toBe(0o600)
  })

  it('is let in at its next start, and shows a call', async () => {
    await kiosk.close()
    kiosk = await start()
    await kiosk.untilShown({ view: 'wait' })
    await call(2)
    await kiosk.untilShown({ view: 'calling', cashier: '2' })
    expect((await kiosk.shown())['pairing']).toBeUndefined()
  })

  it('asks again where that token was revoked', async () => {
    const listed = await fetch(`${product.address}/api/v1/tokens`, { headers: asStaff() })
    const { tokens } = v.parse(v.object({ tokens: v.array(v.object({ id: v.string() })) }), await listed.json())
    for (const { id } of tokens) {
      await fetch(`${product.address}/api/v1/tokens/revoke`, {
        method: 'POST',
        headers: { ...asStaff(), 'Content-Type': 'application/json' },
        body: JSON.stringify({ id }),
      })
    }
    await kiosk.untilShown({ pairing: 'code', view: 'offline', cashier: '' })
  })
})
