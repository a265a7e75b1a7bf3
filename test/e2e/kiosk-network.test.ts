/** The kiosk's pages talk to their relay and to nobody else, however they try. */
import { afterAll, beforeAll, beforeEach, expect, it, test } from 'vitest'
import { ElectronApp } from '../helpers/electron-app.ts'
import { type ForeignServer, startForeignServer } from '../helpers/foreign-server.ts'
import { Product } from '../helpers/product.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

let display: Xvfb
let product: Product
let elsewhere: ForeignServer
let kiosk: ElectronApp

beforeAll(async () => {
  display = await startXvfb()
  product = await Product.start()
  elsewhere = await startForeignServer()
  kiosk = await ElectronApp.start({ display, command: ['kiosk', `--relay=${product.address}`] })
  await kiosk.untilShown({ view: 'wait' })
}, 400_000)

afterAll(async () => {
  await kiosk?.close()
  await elsewhere?.close()
  await product?.stop()
  await display?.stop()
})

beforeEach(() => elsewhere.settled())

/** Two ways out of a page: the answer says whether its own policy refused it. */
const ASKED: readonly (readonly [string, string])[] = [
  ['fetch', `fetch(THERE).then(() => 'reached', () => 'refused')`],
  ['fetch without CORS', `fetch(THERE, { mode: 'no-cors' }).then(() => 'reached', () => 'refused')`],
  [
    'XMLHttpRequest',
    `new Promise((done) => {
      const request = new XMLHttpRequest()
      request.onload = () => done('reached')
      request.onerror = () => done('refused')
      request.open('GET', THERE)
      request.send()
    })`,
  ],
  [
    'WebSocket',
    `new Promise((done) => {
      const socket = new WebSocket(THERE.replace('http', 'ws'))
      socket.onopen = () => done('reached')
      socket.onerror = () => done('refused')
    })`,
  ],
  [
    'EventSource',
    `new Promise((done) => {
      const source = new EventSource(THERE)
      source.onopen = () => done('reached')
      source.onerror = () => { source.close(); done('refused') }
    })`,
  ],
]

test.each(ASKED)('%s reaches no other server', async (_name, script) => {
  expect(await kiosk.inPage(script.replace('THERE', JSON.stringify(`${elsewhere.origin}/`)))).toBe('refused')
  expect(await elsewhere.settled()).toEqual([])
})

/** What a page can say and never hears about. */
const SAID: readonly (readonly [string, string])[] = [
  ['a beacon', `navigator.sendBeacon(THERE, 'x')`],
  ['a picture', `new Image().src = THERE`],
  [
    'a style sheet',
    `document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: THERE }))`,
  ],
  [
    'a prefetch',
    `document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', href: THERE }))`,
  ],
  ['a video', `document.body.append(Object.assign(document.createElement('video'), { src: THERE, preload: 'auto' }))`],
  [
    'a font',
    `document.fonts.add(new FontFace('foreign', 'url(' + THERE + ')')); void document.fonts.load('1em foreign').catch(() => {})`,
  ],
  [
    'a form',
    `{
      const form = Object.assign(document.createElement('form'), { action: THERE, method: 'post' })
      document.body.append(form)
      form.submit()
    }`,
  ],
  ['a ping', `Object.assign(document.createElement('a'), { href: '#', ping: THERE }).click()`],
  ['a frame', `document.body.append(Object.assign(document.createElement('iframe'), { src: THERE }))`],
  [
    'a frame that moves on',
    `{
      const frame = document.createElement('iframe')
      document.body.append(frame)
      frame.contentWindow.location.assign(THERE)
    }`,
  ],
  [
    'a peer connection',
    `{
      const peer = new RTCPeerConnection({ iceServers: [
        { urls: 'stun:HOST' },
        { urls: 'turn:HOST?transport=tcp', username: 'u', credential: 'c' },
      ] })
      peer.createDataChannel('x')
      peer.createOffer().then((offer) => peer.setLocalDescription(offer))
      new Promise((done) => { peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && done() })
    }`,
  ],
]

test.each(SAID)('%s reaches no other server', async (_name, script) => {
  const address = JSON.stringify(`${elsewhere.origin}/`)
  await kiosk.inPage(script.replace('THERE', address).replaceAll('HOST', elsewhere.host))
  // What the page asked for before this answer has been decided.
  expect(await kiosk.inPage(`fetch('/healthz').then((answer) => answer.status)`)).toBe(200)
  expect(await elsewhere.settled()).toEqual([])
  expect(await kiosk.inPage('location.pathname')).toBe('/screen/')
})

/** Ways to run what did not come with the page. Each would leave a mark. */
const FOREIGN_SCRIPT: readonly (readonly [string, string])[] = [
  ['eval', `eval('window.foreign = 1')`],
  ['a function of text', `new Function('window.foreign = 1')()`],
  ['a timer of text', `setTimeout('window.foreign = 1')`],
  ['markup', `document.body.innerHTML = '<img src="x:" onerror="window.foreign = 1">'`],
  [
    'an inline script',
    `document.head.append(Object.assign(document.createElement('script'), { text: 'window.foreign = 1' }))`,
  ],
  ['a script from elsewhere', `document.head.append(Object.assign(document.createElement('script'), { src: THERE }))`],
  ['a handler in markup', `document.body.setAttribute('onclick', 'window.foreign = 1'); document.body.click()`],
  ['a module of data', `void import('data:text/javascript,window.foreign = 1').catch(() => {})`],
  ['a worker of its own', `new Worker(URL.createObjectURL(new Blob(['fetch(' + THERE + ')'])))`],
]

test.each(FOREIGN_SCRIPT)('%s does not run', async (_name, script) => {
  const address = JSON.stringify(`${elsewhere.origin}/`)
  // The script that asks is the main process's, which no policy binds; what it tries is the page's.
  await kiosk.inPage(`try { ${script.replace('THERE', address)} } catch (error) { error.name }`)
  expect(await kiosk.inPage(`fetch('/healthz').then(() => window.foreign ?? 'nothing ran')`)).toBe('nothing ran')
  expect(await elsewhere.settled()).toEqual([])
})

it('applies no style that did not come with the page', async () => {
  const colour = await kiosk.inPage(`(() => {
    const item = document.createElement('p')
    item.setAttribute('style', 'color: rgb(1, 2, 3)')
    document.body.append(item, Object.assign(document.createElement('style'), { textContent: 'p { color: rgb(1, 2, 3) }' }))
    return getComputedStyle(item).color
  })()`)
  expect(colour).not.toBe('rgb(1, 2, 3)')
})

it('lets nothing out to another server even where a page has no policy of its own', async () => {
  const outcome = await kiosk.app.evaluate(async ({ BrowserWindow }, address) => {
    const session = BrowserWindow.getAllWindows()[0]?.webContents.session
    const window = new BrowserWindow({ show: false, webPreferences: session ? { session } : {} })
    await window.loadURL('about:blank')
    const script = `fetch('${address}', { mode: 'no-cors' }).then(() => 'reached', () => 'refused')`
    const answer = await window.webContents.executeJavaScript(script)
    window.destroy()
    return String(answer)
  }, elsewhere.origin)
  expect(outcome).toBe('refused')
  expect(await elsewhere.settled()).toEqual([])
  await kiosk.untilLogged('a page wanted something from elsewhere: refused')
})

it('still talks to its relay after all this', async () => {
  await kiosk.untilShown({ view: 'wait' })
})
