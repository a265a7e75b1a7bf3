/** What a page of the kiosk may not do, tried from within the real page. */
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { ElectronApp } from '../helpers/electron-app.ts'
import { type ForeignServer, startForeignServer } from '../helpers/foreign-server.ts'
import { Home } from '../helpers/home.ts'
import { Product } from '../helpers/product.ts'
import { startXvfb, type Xvfb } from '../helpers/xvfb.ts'

const SCREEN = 'app://kiosk/screen/?display=0'

let display: Xvfb
let product: Product
let elsewhere: ForeignServer
let home: Home
let kiosk: ElectronApp
let page: Page

beforeAll(async () => {
  display = await startXvfb()
  product = await Product.start()
  elsewhere = await startForeignServer()
  home = await Home.make()
  const env = { PATH: `${await programsOf(home)}:${process.env['PATH']}` }
  kiosk = await ElectronApp.start({ display, home, env, command: ['kiosk', `--relay=${product.address}`] })
  await kiosk.untilShown({ view: 'wait' })
  page = await kiosk.page()
  await kiosk.inPage('window.sameAsBefore = true')
}, 400_000)

afterAll(async () => {
  await kiosk?.close()
  await home?.remove()
  await elsewhere?.close()
  await product?.stop()
  await display?.stop()
})

/** Whatever the page tried before this has been decided, and it is still the very same page. */
async function expectSamePage(): Promise<void> {
  expect(await kiosk.inPage(`fetch('/healthz').then(() => [location.href, window.sameAsBefore])`)).toEqual([
    SCREEN,
    true,
  ])
  const windows = await kiosk.app.evaluate(({ webContents }) => webContents.getAllWebContents().length)
  expect(windows).toBe(1)
  expect(await elsewhere.settled()).toEqual([])
}

describe('a page', () => {
  it('has no Node and no Electron', async () => {
    const names = [
      'require',
      'process',
      'module',
      'exports',
      'global',
      'Buffer',
      'electron',
      'ipcRenderer',
      '__dirname',
    ]
    expect(await page.evaluate((wanted) => wanted.filter((name) => name in globalThis), names)).toEqual([])
  })

  it('has verbs, which it cannot change, and nothing else', async () => {
    const found = await page.evaluate(() => {
      const own = Object.entries(window).find(([name]) => name === 'cashierqKiosk')?.[1]
      const kinds = Object.entries(Object(own)).map(([name, value]) => `${name}: ${typeof value}`)
      return { kinds: kinds.sort(), frozen: Object.isFrozen(own), setup: 'cashierqSetup' in window }
    })
    expect(found).toEqual({
      kinds: ['beat', 'keepToken', 'leave', 'mediaProblem', 'onStaffAsked', 'pageProblem', 'unlock'].map(
        (name) => `${name}: function`,
      ),
      frozen: true,
      setup: false,
    })
  })

  it('is granted no permission', async () => {
    const states = await page.evaluate(async () => {
      const names: PermissionName[] = [
        'geolocation',
        'notifications',
        'camera',
        'microphone',
        'midi',
        'screen-wake-lock',
      ]
      return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
    })
    expect(new Set(states)).toEqual(new Set(['denied']))
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
  })

  const DEVICES = [
    ['a camera', `navigator.mediaDevices.getUserMedia({ video: true })`],
    ['the display', `navigator.mediaDevices.getDisplayMedia({ video: true })`],
    ['the clipboard', `navigator.clipboard.readText()`],
    ['a place', `new Promise((done, refused) => navigator.geolocation.getCurrentPosition(done, refused))`],
    ['a serial port', `navigator.serial.requestPort()`],
    ['a HID', `navigator.hid.requestDevice({ filters: [] }).then((found) => found[0].open())`],
    ['USB', `navigator.usb.requestDevice({ filters: [] })`],
  ] as const
  test.each(DEVICES)('is not given %s', async (_name, script) => {
    const asked = `Promise.resolve().then(() => ${script}).then(() => 'given', () => 'refused')`
    // Playwright's evaluate counts as a person's gesture, which these ask for before anything else.
    expect(await page.evaluate(asked)).toBe('refused')
  })

  it('opens no dialog of the system’s', async () => {
    const printed = `new Promise((done) => {
      addEventListener('beforeprint', () => done('printed'), { once: true })
      window.print()
      setTimeout(done, 200, 'nothing')
    })`
    expect(
      await page.evaluate(() => ['showOpenFilePicker', 'showDirectoryPicker'].filter((name) => name in window)),
    ).toEqual([])
    expect(await page.evaluate(printed)).toBe('nothing')
  })

  it('downloads nothing', async () => {
    const before = await readdir(home.folder, { recursive: true })
    await page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), { href: '/screen/index.html', download: 'loot.html' })
      link.click()
    })
    await expectSamePage()
    const after = await readdir(home.folder, { recursive: true })
    expect(after.filter((name) => name.includes('loot'))).toEqual([])
    expect(before.length).toBeGreaterThan(0)
    const outcome = await kiosk.app.evaluate(({ BrowserWindow }) => {
      const pages = BrowserWindow.getAllWindows()[0]?.webContents.session
      return new Promise<string>((resolve) => {
        // The kiosk's own listener comes first and has decided by the time this one asks.
        pages?.once('will-download', (event) => resolve(event.defaultPrevented ? 'refused' : 'accepted'))
        pages?.downloadURL('data:application/octet-stream,x')
      })
    })
    expect(outcome).toBe('refused')
  })

  it.each(['/screen/', 'about:blank', 'app://kiosk/setup/', 'HERE'])('opens no window of %s', async (address) => {
    const to = address.replace('HERE', elsewhere.origin)
    expect(await page.evaluate((url) => window.open(url, '_blank', 'popup') === null, to)).toBe(true)
    await expectSamePage()
  })

  const PLACES = [
    'HERE/',
    'file:///etc/passwd',
    'app://kiosk/setup/',
    'app://kiosk/buttons/',
    'app://kiosk/preview/',
    'app://other/screen/',
    'data:text/html,<p>x',
    'blob:app://kiosk/x',
    'javascript:void(window.sameAsBefore = false)',
    'view-source:app://kiosk/screen/',
    'chrome://gpu/',
    'devtools://devtools/bundled/inspector.html',
    'mailto:a@example.invalid',
    'tel:1',
  ]
  it.each(PLACES)('does not go to %s', async (address) => {
    const to = address.replace('HERE', elsewhere.origin)
    await kiosk.inPage(`try { location.assign(${JSON.stringify(to)}) } catch (error) { error.name }`)
    await expectSamePage()
    await page.evaluate((url) => Object.assign(document.createElement('a'), { href: url, target: '_top' }).click(), to)
    await expectSamePage()
    expect(await openedOutside(home)).toEqual([])
  })

  it.each(PLACES)('frames no %s', async (address) => {
    const to = address.replace('HERE', elsewhere.origin)
    const seen = await kiosk.inPage(`new Promise((done) => {
      const frame = Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(to)} })
      frame.onload = () => {
        try { done([frame.contentDocument.body.textContent, typeof frame.contentWindow.cashierqKiosk]) }
        catch { done(['not ours', 'undefined']) }
      }
      document.body.append(frame)
      setTimeout(done, 300, ['nothing came', 'undefined'])
    })`)
    expect(seen).toEqual([expect.stringMatching(/^(|not ours|nothing came)$/u), 'undefined'])
    await expectSamePage()
  })
})

describe('the kiosk’s own scheme', () => {
  const OUTSIDE = [
    'app://kiosk/../package.json',
    'app://kiosk/../../package.json',
    'app://kiosk/%2e%2e/%2e%2e/package.json',
    'app://kiosk/..%2f..%2fpackage.json',
    'app://kiosk/screen/..%5c..%5c..%5cpackage.json',
    'app://kiosk/assets/../../cli/app.js',
    'app://kiosk//etc/passwd',
    'app://kiosk/%2fetc%2fpasswd',
    'app://kiosk/screen/index.html%00.js',
    'app://kiosk/media/..%2f..%2fcashierq.json',
    'app://kiosk/cashierq.json',
    'app://kiosk/screen.json?display=99',
    'app://kiosk/screen.json',
    'app://other/screen/index.html',
    'app://kiosk@other/screen/index.html',
    'app://kiosk.other/screen/index.html',
  ]
  it.each(OUTSIDE)('has nothing at %s', async (address) => {
    const status = await kiosk.app.evaluate(async ({ BrowserWindow }, url) => {
      const answer = await BrowserWindow.getAllWindows()[0]
        ?.webContents.session.fetch(url)
        .catch(() => undefined)
      return answer?.status ?? 'refused'
    }, address)
    expect(['refused', 404]).toContain(status)
  })

  it('has its page, under a policy that allows nothing by default', async () => {
    const answer = await kiosk.app.evaluate(async ({ BrowserWindow }) => {
      const got = await BrowserWindow.getAllWindows()[0]?.webContents.session.fetch('app://kiosk/screen/')
      return { status: got?.status, policy: got?.headers.get('content-security-policy') }
    })
    expect(answer).toEqual({ status: 200, policy: expect.stringMatching(/^default-src 'none';/u) })
  })
})

/** In place of what opens links outside: programs that leave a trace. */
async function programsOf({ folder }: Home): Promise<string> {
  const programs = join(folder, 'programs')
  await mkdir(programs)
  for (const name of ['xdg-open', 'xdg-email', 'gio', 'gnome-open']) {
    await writeFile(join(programs, name), `#!/bin/sh\necho "$@" >> ${join(folder, 'opened-outside')}\n`)
    await chmod(join(programs, name), 0o755)
  }
  return programs
}

async function openedOutside({ folder }: Home): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name === 'opened-outside')
}
