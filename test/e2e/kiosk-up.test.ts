/** `up` in one program: the store in a process of its own beside the screen, as the installed package runs it. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { ElectronApp } from '../helpers/electron-app.ts'
import { freePort } from '../helpers/free-port.ts'
import { postPress } from '../helpers/relay-rig.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

const SOON = { timeout: 30_000, interval: 50 }

let display: Xvfb
let kiosk: ElectronApp
let address: string

beforeAll(async () => {
  display = await startXvfb()
  const port = await freePort()
  address = `http://127.0.0.1:${port}`
  // A call stays for as long as it takes to look at it, also on a busy machine.
  const env = { CASHIERQ_HOLD_MS: '10000' }
  kiosk = await ElectronApp.start({ display, env, command: ['up', `--port=${port}`] })
  await vi.waitFor(async () => expect(await isReady()).toBe(true), SOON)
  // The store is ready before its screen is: a call made now could be over when the page comes.
  await kiosk.untilShown({ view: 'wait' })
}, 400_000)

afterAll(async () => {
  await kiosk?.close()
  await display?.stop()
})

function storeProcess(): Promise<number | undefined> {
  return kiosk.app.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'cashierq store')?.pid)
}

it('calls with a store of its own', async () => {
  expect((await postPress(address, { cashier: 3, language: 'en' })).status).toBe(204)
  await kiosk.untilShown({ view: 'calling', cashier: '3' })
})

it('starts a store that is killed again, with all that it had, and calls go on', async () => {
  const { offset } = await kiosk.shown()
  const before = await storeProcess()
  process.kill(before ?? 0, 'SIGKILL')
  await vi.waitFor(async () => {
    const now = await storeProcess()
    expect(now).toBeGreaterThan(0)
    expect(now).not.toBe(before)
  }, SOON)
  await vi.waitFor(async () => expect(await isReady()).toBe(true), SOON)
  expect((await postPress(address, { cashier: 4, language: 'en' })).status).toBe(204)
  await kiosk.untilShown({ view: 'calling', cashier: '4', offset: String(Number(offset) + 1) })
})

it('ends its store with itself', async () => {
  const store = await storeProcess()
  // The program may be gone before it has answered.
  const answered = kiosk.app.evaluate(({ app }) => app.quit()).catch(() => undefined)
  expect(await kiosk.exitCode()).toBe(0)
  await answered
  expect(store).toBeGreaterThan(0)
  expect(() => process.kill(store ?? 0, 0)).toThrow('ESRCH')
})

async function isReady(): Promise<boolean> {
  const answer = await fetch(`${address}/readyz`).catch(() => undefined)
  return answer?.status === 200
}
