/** The door between pages and program, against a page that got hold of the whole of `ipcRenderer`. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it, test } from 'vitest'
import { ElectronApp } from '../helpers/electron-app.ts'
import { Product } from '../helpers/product.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

/** What the kiosk's own preload never does. */
const EVERYTHING = `const { contextBridge, ipcRenderer } = require('electron')
contextBridge.exposeInMainWorld('ipc', {
  send: (...said) => ipcRenderer.send(...said),
  invoke: (...said) => ipcRenderer.invoke(...said),
})`

let display: Xvfb
let product: Product
let kiosk: ElectronApp

beforeAll(async () => {
  display = await startXvfb()
  product = await Product.start()
  const settings = { pin: '2468', relay: product.address }
  kiosk = await ElectronApp.start({ display, settings, command: ['kiosk'] })
  await kiosk.untilShown({ view: 'wait' })
  await writeFile(join(kiosk.home.folder, 'everything.cjs'), EVERYTHING)
}, 400_000)

afterAll(async () => {
  await kiosk?.close()
  await product?.stop()
  await display?.stop()
})

let before = 0
beforeEach(() => {
  before = kiosk.logged(REFUSED).length
})

const REFUSED = 'a page said what it may not'

/** Runs `script` in a page at `address` of the kiosk's own session that has `ipc`; one page for all tests of an address. */
function intruder(address: string, script: string): Promise<unknown> {
  return kiosk.app.evaluate(
    async ({ BrowserWindow }, { url, text, preload }) => {
      const [first, ...others] = BrowserWindow.getAllWindows().sort((a, b) => a.id - b.id)
      if (!first) throw new Error('the kiosk has no window')
      const webPreferences = { session: first.webContents.session, preload, nodeIntegrationInSubFrames: true }
      const there = others.find((each) => each.getTitle() === url)
      const window = there ?? new BrowserWindow({ show: false, webPreferences })
      window.on('page-title-updated', (event) => event.preventDefault())
      if (!there) await window.loadURL(url)
      window.setTitle(url)
      const answer: unknown = await window.webContents.executeJavaScript(text)
      return answer
    },
    { url: address, text: script, preload: join(kiosk.home.folder, 'everything.cjs') },
  )
}

function asked(channel: string, payload: string): string {
  return `ipc.invoke('${channel}', ${payload}).then((answer) => ({ answer }), ({ message }) => message)`
}

const SCREEN = 'app://kiosk/screen/?display=9'
const SETUP = 'app://kiosk/setup/'

async function expectRefused(why: string): Promise<void> {
  await expect.poll(() => kiosk.logged(REFUSED).slice(before).join('\n')).toContain(why)
}

it('lets in what a page may say', async () => {
  expect(await intruder(SCREEN, asked('unlock', `{ pin: '' }`))).toEqual({ answer: { kind: 'wrong', left: 3 } })
  expect(kiosk.logged(REFUSED)).toHaveLength(before)
})

const FOREIGN_VERBS = ['setup-load', 'setup-save', 'setup-try-relay', 'setup-identify', 'setup-finish']
test.each(FOREIGN_VERBS)('refuses %s from the screen', async (verb) => {
  expect(await intruder(SCREEN, asked(verb, 'undefined'))).toContain('refused')
  await expectRefused('not for this page')
})

test.each(['unlock', 'leave'])('refuses %s from the set-up page', async (verb) => {
  expect(await intruder(SETUP, asked(verb, `{ pin: '2468', how: 'quit' }`))).toContain('refused')
  await expectRefused('not for this page')
})

const FOREIGN_PAGES = [
  'data:text/html,<p>x',
  'about:blank',
  'app://kiosk/preview/',
  'app://kiosk/screen.json?display=0',
]
test.each(FOREIGN_PAGES)('refuses every verb from %s', async (address) => {
  expect(await intruder(address, asked('unlock', `{ pin: '2468' }`))).toContain('refused')
  await expectRefused('page')
})

it('refuses a frame within a page, also one of its own', async () => {
  const script = `new Promise((done) => {
    const frame = Object.assign(document.createElement('iframe'), { src: '/preview/' })
    frame.onload = () => done(frame.contentWindow.ipc.invoke('setup-load').then(
      (answer) => ({ answer }), ({ message }) => message))
    document.body.append(frame)
  })`
  expect(await intruder(SETUP, script)).toContain('refused')
  await expectRefused('a frame within a page')
})

const SHAPES = [
  ['unlock', `undefined`],
  ['unlock', `{ pin: 2468 }`],
  ['unlock', `{ pin: '2468', more: true }`],
  ['unlock', `{ pin: '${'2'.repeat(13)}' }`],
  ['unlock', `[{ pin: '2468' }]`],
  ['leave', `{ how: 'at once' }`],
  ['leave', `'quit'`],
] as const
test.each(SHAPES)('refuses %s of the shape %s', async (verb, payload) => {
  expect(await intruder(SCREEN, asked(verb, payload))).toContain('refused')
  await expectRefused('bad shape')
})

const BEATS = [
  `undefined`,
  `{ view: 'calm', offset: 1 }`,
  `{ view: 'wait', offset: -1 }`,
  `{ view: 'wait', offset: NaN }`,
  `{ view: 'wait', offset: 1.5 }`,
  `{ view: 'wait', offset: 1, more: 'x' }`,
]
test.each(BEATS)('hears no beat of the shape %s', async (payload) => {
  await intruder(SCREEN, `ipc.send('beat', ${payload})`)
  await expectRefused('bad shape')
})

test.each(['ELECTRON_BROWSER_GET_BUILT_IN_MODULE', 'ping', 'constructor', '__proto__', ''])(
  'knows no verb "%s"',
  async (channel) => {
    expect(await intruder(SCREEN, asked(channel, 'undefined'))).toMatch(/No handler registered|refused/u)
  },
)

it('never says what was typed', async () => {
  await intruder(SCREEN, asked('unlock', `{ pin: '97531', more: '86420' }`))
  await expectRefused('bad shape')
  expect([...kiosk.logged('97531'), ...kiosk.logged('86420')]).toEqual([])
})
