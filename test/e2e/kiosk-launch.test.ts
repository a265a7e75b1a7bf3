/** `cashierq kiosk` as a service starts it: Electron, and a keeper that starts it again until somebody wants it to end. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { WAITING } from '../helpers/chromium.ts'
import { ElectronApp, electronProgram } from '../helpers/electron-app.ts'
import { freePort } from '../helpers/free-port.ts'
import { Home } from '../helpers/home.ts'
import { endProcess, Product } from '../helpers/product.ts'
import { postPress } from '../helpers/relay-rig.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

const SOON = { timeout: 40_000, interval: 100 }
const PIN = '2468'

let display: Xvfb
let product: Product
let home: Home
let keeper: ChildProcess
let inspector: string

beforeAll(async () => {
  display = await startXvfb()
  // A call stays for as long as it takes to connect to the page that shows it, also on a busy machine.
  product = await Product.start({ env: { CASHIERQ_HOLD_MS: '10000' } })
  home = await Home.make()
  await home.writeSettings({ relay: product.address, pin: PIN })
  const port = await freePort()
  inspector = `http://127.0.0.1:${port}`
  // Chromium's own switches are handed on; a package refuses this one.
  const args = ['kiosk', '--', '--no-sandbox', `--remote-debugging-port=${port}`]
  keeper = spawn(process.execPath, [resolve('dist/cli/main.js'), ...args], {
    cwd: home.folder,
    env: { ...display.env, ...home.env, ELECTRON_OVERRIDE_DIST_PATH: dirname(await electronProgram()) },
    stdio: 'ignore',
  })
}, 400_000)

afterAll(async () => {
  if (keeper) await endProcess(keeper, 'SIGTERM')
  await home?.remove()
  await product?.stop()
  await display?.stop()
})

/** Process of the program that the keeper has started; undefined: none at the moment. */
async function programOf({ pid }: ChildProcess): Promise<number | undefined> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return /\d+/u.test(children) ? Number.parseInt(children, 10) : undefined
}

/** Runs `look` on the screen's page, through a connection of its own: no page outlives its program. */
async function onScreen<Found>(look: (page: Page) => Promise<Found>): Promise<Found> {
  const browser: Browser = await chromium.connectOverCDP(inspector)
  const page = browser.contexts()[0]?.pages()[0]
  if (!page) throw new Error('the program has no page')
  return look(page).finally(() => browser.close())
}

async function untilItCalls(cashier: number): Promise<void> {
  await vi.waitFor(() => onScreen((page) => page.waitForSelector(WAITING, { timeout: 5_000 })), SOON)
  await onScreen(async (page) => {
    expect((await postPress(product.address, { cashier, language: 'en' })).status).toBe(204)
    await page.waitForSelector(`[data-view=calling][data-cashier="${cashier}"]`)
  })
}

it('opens the screen in Electron', async () => {
  await untilItCalls(3)
})

it('opens it again when the whole program is killed', async () => {
  const before = await programOf(keeper)
  process.kill(before ?? 0, 'SIGKILL')
  await vi.waitFor(async () => {
    const now = await programOf(keeper)
    expect(now).toBeGreaterThan(0)
    expect(now).not.toBe(before)
  }, SOON)
  await untilItCalls(4)
})

it('ends for good when staff quit with the PIN', async () => {
  const ended = once(keeper, 'exit')
  await onScreen(async (page) => {
    expect(await page.evaluate(`cashierqKiosk.unlock('${PIN}')`)).toEqual({ kind: 'ok' })
    // The program may be gone before the page has answered.
    await page.evaluate(`void cashierqKiosk.leave('quit')`).catch(() => undefined)
  })
  expect(await ended).toEqual([0, null])
})

it('refuses a relay that is no address of one', async () => {
  const refused = await ElectronApp.run({ display, home, command: ['kiosk', '--relay=file:///etc/passwd'] })
  expect(refused.code).toBe(2)
  expect(refused.err).toContain('must begin with http:// or https://')
})
