/** `npm start` as a shop has it: one command, the relay, the bridge and a real window with the real screen. */
import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { electronRuntime } from '../../scripts/electron-runtime.mjs'
import { Product } from '../helpers/product.ts'
import { postPress } from '../helpers/relay-rig.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

let display: Xvfb
let electronFolder: string
beforeAll(async () => {
  const runtime = await electronRuntime()
  if ('missing' in runtime) throw new Error(`no Electron to test with: ${runtime.why}`)
  electronFolder = dirname(runtime.path)
  display = await startXvfb()
})
afterAll(() => display?.stop())

async function startUp(env: { readonly [name: string]: string }, passedOn: readonly string[]): Promise<Product> {
  const product = await Product.start({
    command: ['up', ...passedOn],
    env: { DISPLAY: display.env['DISPLAY'] ?? '', WAYLAND_DISPLAY: '', ...env },
  })
  onTestFinished(() => product.stop())
  return product
}

async function screens(product: Product): Promise<string | undefined> {
  const text = await (await fetch(`${product.address}/metrics`)).text()
  return /cashierq_clients\{role="screen"\} (\d+)/u.exec(text)?.[1]
}

test('opens the screen in Electron, which follows the log', async () => {
  const product = await startUp({ ELECTRON_OVERRIDE_DIST_PATH: electronFolder }, ['--', '--no-sandbox'])
  await expect.poll(() => screens(product), { timeout: 90_000 }).toBe('1')
  expect((await postPress(product.address, { cashier: 3, language: 'en' })).status).toBe(204)
})

test('opens it in Chromium where Electron cannot run', async () => {
  const product = await startUp({ ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' }, ['--', '--no-sandbox'])
  await expect.poll(() => screens(product), { timeout: 90_000 }).toBe('1')
})

test('runs without a window where there is no display, and says which address to open', async () => {
  const product = await startUp({ DISPLAY: '' }, [])
  await expect.poll(() => product.output()).toContain(`cashierq screen ${product.address} (no window here: `)
  expect((await postPress(product.address, { cashier: 3, language: 'en' })).status).toBe(204)
})
