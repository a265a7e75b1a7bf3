import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_SCREEN, type ScreenSetup } from '../../protocol/screen-setup.ts'
import { launchChromium, WAITING } from '../helpers/chromium.ts'
import { Product } from '../helpers/product.ts'
import { postPress } from '../helpers/relay-rig.ts'
import { heardBy, listenTo, loudest } from '../helpers/sound-meter.ts'
import { packOf } from '../helpers/voice-pack.ts'

let browser: Browser
let product: Product
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())
beforeEach(async () => {
  product = await Product.start()
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
  await product.stop()
})

/** As loud at every hour, or a test at night would be another one. */
const LOUD: ScreenSetup = { ...DEFAULT_SCREEN, volume: [{ from: '00:00', volume: 1 }] }
/** Below this a meter shows nothing but rounding. */
const SILENCE = 0.001
const VOICE = 0.02
/** A whole pack, of which no clip is a sound. */
const NO_SOUND = Buffer.from(packOf({ 'till-6': 'nothing that anybody can hear' }))

/** A screen that is told this, live, with its sound measured; `ruin` may spoil what it fetches. */
async function screen(setup: Partial<ScreenSetup>, ruin?: (page: Page) => Promise<unknown>): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await listenTo(page)
  await page.addInitScript(keepContexts)
  await page.route('**/screen.json*', (route) => route.fulfill({ json: { ...LOUD, ...setup } }))
  await ruin?.(page)
  await page.goto(`${product.address}/`)
  const metrics = async () => (await fetch(`${product.address}/metrics`)).text()
  await expect.poll(metrics, { timeout: 15_000 }).toContain('cashierq_clients{role="screen"} 1')
  await page.waitForSelector(WAITING)
  // A sound card of a busy machine is there later than the page.
  await page.waitForFunction(() => window.contexts.length === window.running)
  return page
}

async function press(cashier: number, language = 'en'): Promise<void> {
  expect((await postPress(product.address, { cashier, language })).status).toBe(204)
}

/** Waits until this many lines were said, or not said. */
async function lines(page: Page, count: number) {
  await expect.poll(async () => (await heardBy(page)).voices.length, { timeout: 20_000 }).toBe(count)
  return (await heardBy(page)).voices.map(({ language, by, cashier }) => `${cashier} ${language} by ${by}`)
}

/** The till presses again as soon as anything is heard: on the way through this process a sentence may have ended. */
async function pressWhenHeard(page: Page, press: { readonly cashier: number; readonly language: string }) {
  await page.waitForFunction((voice) => window.measured.loudness.some(({ rms }) => rms > voice), VOICE, { polling: 20 })
  await page.evaluate(async (body) => {
    await fetch('/cashier_action', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
  }, JSON.stringify(press))
}

/** Waits until the page's clock has come this far behind `at`, ms. */
async function pass(page: Page, at: number, ms: number): Promise<void> {
  await page.waitForFunction((until) => performance.now() > until, at + ms)
}

describe('a call, where the machine has no voice of its own', () => {
  test('is chimed, then said from the packs: in its language, then in the screen’s others, each heard', async () => {
    const page = await screen({ announceLanguages: ['en', 'es'] })
    await press(3)
    expect(await lines(page, 2)).toEqual(['3 en by pack', '3 es by pack'])
    const [english, spanish] = (await heardBy(page)).voices
    if (!english || !spanish) throw new Error('nothing was said')
    await pass(page, spanish.at, 1_500)
    const heard = await heardBy(page)
    const chimeAt = heard.chimes[0]?.at ?? Number.NaN
    expect(loudest(heard, chimeAt, english.at)).toBeGreaterThan(VOICE)
    // A sentence: neither at once over nor one over the other.
    expect(spanish.at - english.at).toBeGreaterThan(1_500)
    expect(loudest(heard, english.at + 300, english.at + 1_500)).toBeGreaterThan(VOICE)
    expect(loudest(heard, spanish.at + 300, spanish.at + 1_500)).toBeGreaterThan(VOICE)
  })

  test('is hushed at once when it is called anew', async () => {
    const page = await screen({ chime: false }, (page) => page.route('**/th-*.pack', (route) => route.abort()))
    // A sentence of 3.6 s, and then one that nobody can say: what is heard after it is what was not hushed.
    await press(12, 'ar')
    await pressWhenHeard(page, { cashier: 12, language: 'th' })
    expect(await lines(page, 2)).toEqual(['12 ar by pack', '12 th by nobody'])
    const [first, second] = (await heardBy(page)).voices
    if (!first || !second) throw new Error('nothing was said')
    expect(second.at - first.at).toBeLessThan(2_500)
    await pass(page, first.at, 4_000)
    expect(loudest(await heardBy(page), second.at + 200, first.at + 4_000)).toBeLessThan(SILENCE)
  })
})

describe('two switches', () => {
  test('without the chime the voice begins at once', async () => {
    const page = await screen({ chime: false })
    await press(4)
    expect(await lines(page, 1)).toEqual(['4 en by pack'])
    const { at } = (await heardBy(page)).voices[0] ?? { at: Number.NaN }
    await pass(page, at, 1_000)
    const heard = await heardBy(page)
    expect(heard.chimes).toEqual([])
    expect(loudest(heard, at, at + 1_000)).toBeGreaterThan(VOICE)
  })

  test('without the voice the chime rings alone', async () => {
    const page = await screen({ voice: false })
    await press(4)
    await expect.poll(async () => (await heardBy(page)).chimes.length).toBe(1)
    const { at } = (await heardBy(page)).chimes[0] ?? { at: Number.NaN }
    await pass(page, at, 3_000)
    const heard = await heardBy(page)
    expect(loudest(heard, at, at + 1_000)).toBeGreaterThan(VOICE)
    expect(loudest(heard, at + 2_000, at + 3_000)).toBeLessThan(SILENCE)
    expect(heard.voices).toEqual([])
  })
})

describe('whatever happens to the sound, the picture stands', () => {
  const ruins: [string, (page: Page) => Promise<unknown>][] = [
    ['a pack that cannot be had', (page) => page.route('**/*.pack', (route) => route.abort())],
    ['a pack that is a page of HTML', (page) => page.route('**/*.pack', (route) => route.fulfill({ body: '<html>' }))],
    ['clips that are no sound', (page) => page.route('**/*.pack', (route) => route.fulfill({ body: NO_SOUND }))],
    ['a machine without sound', (page) => page.addInitScript(takeSound)],
  ]
  test.each(ruins)('%s: the call is shown, and it is told that nobody says it', async (_, ruin) => {
    const page = await screen({}, ruin)
    await press(6)
    await page.waitForSelector('[data-view="calling"][data-cashier="6"]')
    expect(await lines(page, 1)).toEqual(['6 en by nobody'])
    await page.waitForSelector('[data-view="wait"]')
  })

  test('a sound card that is pulled out: the next call is heard from what is there then', async () => {
    const page = await screen({ chime: false })
    await page.evaluate(() => window.contexts.at(-1)?.dispatchEvent(new Event('error')))
    await page.waitForFunction(() => window.running === 2)
    await press(6)
    expect(await lines(page, 1)).toEqual(['6 en by pack'])
    const { at } = (await heardBy(page)).voices[0] ?? { at: Number.NaN }
    await pass(page, at, 1_000)
    expect(loudest(await heardBy(page), at, at + 1_000)).toBeGreaterThan(VOICE)
    const states = () => page.evaluate(() => window.contexts.map(({ state }) => state))
    await expect.poll(states).toEqual(['closed', 'running'])
  })
})

describe('a sound card that has nothing to play', () => {
  test('rests, unasked for a tap, and says the next call', async () => {
    const page = await screen({ chime: false })
    await page.waitForFunction(() => window.contexts.at(-1)?.state === 'suspended')
    expect(await page.locator('[data-part="sound"]').isHidden()).toBe(true)
    await press(6)
    expect(await lines(page, 1)).toEqual(['6 en by pack'])
    const { at } = (await heardBy(page)).voices[0] ?? { at: Number.NaN }
    await pass(page, at, 1_000)
    expect(loudest(await heardBy(page), at, at + 1_000)).toBeGreaterThan(VOICE)
    expect(await page.evaluate(() => window.contexts.map(({ state }) => state))).toEqual(['running'])
  })
})

declare global {
  interface Window {
    contexts: AudioContext[]
    /** How many of them have said that their sound card runs: what `state` says before that is only what is wished. */
    running: number
  }
}

/** These run in the page before anything else. */
function keepContexts(): void {
  window.contexts = []
  window.running = 0
  window.AudioContext = class extends AudioContext {
    constructor(options?: AudioContextOptions) {
      super(options)
      window.contexts.push(this)
      const started = () => {
        if (this.state !== 'running') return
        window.running++
        this.removeEventListener('statechange', started)
      }
      this.addEventListener('statechange', started)
    }
  }
}

function takeSound(): void {
  const refuse = () => {
    throw new DOMException('no sound here', 'NotSupportedError')
  }
  window.AudioContext = new Proxy(AudioContext, { construct: refuse })
}
