/** The set-up page in a real browser, under the kiosk's own Content-Security-Policy, as a technician uses it. */
import type { Browser, BrowserContextOptions, FrameLocator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultTill } from '../../protocol/settings.ts'
import { launchChromium, picture } from '../helpers/chromium.ts'
import { glyphShares } from '../helpers/glyph-height.ts'
import {
  draft,
  facts,
  type HostAnswers,
  openSetup,
  SCREEN,
  type SetupServer,
  startSetupServer,
  UPRIGHT,
} from '../helpers/setup-page.ts'

let browser: Browser
let server: SetupServer
beforeAll(async () => {
  browser = await launchChromium()
  server = await startSetupServer()
})
afterAll(async () => {
  await browser.close()
  await server.close()
})
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()))
})

type Wish = { readonly facts?: ReturnType<typeof facts>; readonly answers?: HostAnswers }
const open = (wish: Wish = {}, context: BrowserContextOptions = {}) =>
  openSetup(browser, server.origin, { ...wish, context })
const preview = (page: Page): FrameLocator => page.frameLocator('[data-part="frame"]')
const field = (name: string) => `[data-field="${name}"]`
const saved = (page: Page) => page.waitForSelector('dialog[open]')

describe('by keyboard alone', () => {
  /** Goes on with Tab until the focus is where it should be; a test that never comes there fails by itself. */
  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let presses = 0; presses < 200; presses++) {
      const there = await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)
      if (there) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab never leads to ${selector}`)
  }

  test('a screen of a central relay is set up, tried, saved and started', async () => {
    const { page, calls, savedDraft, errors } = await open()
    await tabTo(page, '#line input[type="radio"]')
    await page.keyboard.press('ArrowRight')
    await tabTo(page, field('relay'))
    await page.keyboard.type('http://10.0.0.5:8000')
    await tabTo(page, '#line .trial button')
    await page.keyboard.press('Enter')
    await page.waitForSelector('#line .answer[data-kind="reached"]')
    await tabTo(page, field('screenName'))
    await page.keyboard.press('Control+A')
    await page.keyboard.type('Entrance')
    await tabTo(page, '#pin input[type="radio"]')
    await page.keyboard.press('ArrowLeft')
    await tabTo(page, field('digits'))
    await page.keyboard.type('4711')
    await tabTo(page, field('again'))
    await page.keyboard.type('4711')
    await tabTo(page, '.bar .primary')
    await page.keyboard.press('Enter')
    await saved(page)
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await calls()).map(({ verb }) => verb)).toEqual(['try-relay', 'save', 'finish'])
    expect(await savedDraft()).toMatchObject({
      line: { kind: 'central', relay: 'http://10.0.0.5:8000' },
      screenName: 'Entrance',
      pin: { kind: 'new', digits: '4711' },
    })
    expect(errors).toEqual([])
  })

  test('the focus is always seen', async () => {
    const { page } = await open()
    const unseen: string[] = []
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press('Tab')
      unseen.push(
        ...(await page.evaluate(() => {
          const at = document.activeElement
          if (!at || at === document.body) return []
          // A switch and a radio button are drawn by their label.
          const drawn = [at, at.closest('label'), at.nextElementSibling].filter((one) => one !== null)
          const outlined = drawn.some((one) => Number.parseFloat(getComputedStyle(one).outlineWidth) >= 3)
          return outlined ? [] : [at.outerHTML.slice(0, 120)]
        })),
      )
    }
    expect(unseen).toEqual([])
  })
})

describe('by touch', () => {
  const TOUCH = { hasTouch: true, viewport: { width: 1080, height: 1920 } }

  test('the room is laid out: more tills, arrows at once, one till changed, saved', async () => {
    const { page, savedDraft } = await open({}, TOUCH)
    await page.tap('[aria-label="One till more"]')
    await page.selectOption('.at-once select', '2')
    await page.tap('.at-once button')
    await page.tap('[data-key="6"] .till')
    await page.tap('.editor .segments .option:has-text("Ahead")')
    await page.tap('.editor .icons .option:has-text("Star")')
    await page.tap('.editor .swatch[aria-label$="#07653f"]')
    await page.fill(field('till-label'), 'B2')
    await page.tap('.bar .primary')
    await saved(page)
    const { tills } = await savedDraft()
    expect(tills.map(({ arrow }) => arrow)).toEqual(['left', 'left', 'right', 'right', 'right', 'right', 'up'])
    expect(tills[6]).toEqual({ number: 7, label: 'B2', arrow: 'up', shape: 'star', colour: '#07653f' })
  })

  test('a till is drawn to its place with a finger', async () => {
    const { page, savedDraft } = await open({}, TOUCH)
    await page.locator('.room').scrollIntoViewIfNeeded()
    const [from, to] = [await middle(page, '[data-key="0"] .till'), await middle(page, '[data-key="2"] .till')]
    const session = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly { x: number; y: number }[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: [...points] })
    await touch('touchStart', [from])
    for (const share of [0.2, 0.5, 0.8, 1])
      await touch('touchMove', [{ x: from.x + (to.x - from.x) * share, y: from.y }])
    await touch('touchEnd', [])
    const order = () => page.locator('.room .till-number').allTextContents()
    await expect.poll(order).toEqual(['2', '3', '1', '4', '5', '6'])
    await page.click('.bar .primary')
    await saved(page)
    expect((await savedDraft()).tills.map(({ number }) => number)).toEqual([2, 3, 1, 4, 5, 6])
  })

  test('everything that is pressed is large enough for a finger', async () => {
    const { page } = await open({ facts: facts({ screens: [SCREEN, UPRIGHT] }) }, TOUCH)
    await page.tap('#look .toggle')
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, select, input, a[href], .toggle')].flatMap((element) => {
        // Radio buttons and switches lie in a label, which takes the press.
        const target = element.closest('label') ?? element
        if (!element.checkVisibility() || element.matches('.toggle input')) return []
        const { width, height } = target.getBoundingClientRect()
        return width >= 44 && height >= 44 ? [] : [`${element.outerHTML.slice(0, 100)} ${width}x${height}`]
      }),
    )
    expect(small).toEqual([])
  })
})

describe('what is wrong', () => {
  test('own colours under 7:1 are refused with the figure beside them, and nothing is saved', async () => {
    const { page, calls } = await open()
    await page.click('#look .toggle')
    await page.fill(field('ground'), '#777777')
    const figure = page.locator('[data-part="own-contrast"]')
    expect(await figure.textContent()).toMatch(/^Contrast 4\.4:1/u)
    await page.click('.bar .primary')
    expect(await page.locator('#look .problem:not(:empty)').textContent()).toMatch(/has 4\.4:1; it must have 7:1/u)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-field'))).toBe('text')
    await picture(page, 'setup-contrast')
    expect(await calls()).toEqual([])
    await page.fill(field('ground'), '#10233f')
    expect(await figure.getAttribute('data-pass')).toBe('true')
    await page.click('.bar .primary')
    await saved(page)
  })

  test('in a till that is not on view is led to', async () => {
    const tills = [defaultTill(1), { ...defaultTill(2), colour: '#e69f00' }]
    const { page } = await open({ facts: facts({ draft: draft({ tills }) }) })
    await page.click('.bar .primary')
    expect(await page.locator('[data-part="till-title"]').textContent()).toBe('Till 2')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-field'))).toBe('till-colour')
  })

  test('stands beside its field, and is said only when the field is left', async () => {
    const { page } = await open()
    await page.fill(field('store'), '../x')
    const problem = page.locator('#line .field', { has: page.locator(field('store')) }).locator('.problem')
    expect(await problem.textContent()).toBe('')
    await page.locator(field('store')).blur()
    expect(await problem.textContent()).toMatch(/letters, digits/u)
    expect(await page.locator(field('store')).getAttribute('aria-invalid')).toBe('true')
  })

  test('and only the program knows is shown with the setting’s name, until something is changed', async () => {
    const refused = { kind: 'refused', setting: 'holdMs', reason: 'must be at least 2000 ms' } as const
    const { page } = await open({ answers: { saved: refused } })
    await page.click('.bar .primary')
    await page.waitForSelector('.status:has-text("Not saved. holdMs: must be at least 2000 ms")')
    await page.fill(field('screenName'), 'Door')
    await page.waitForSelector('.status:has-text("Nothing is missing.")')
  })

  test('with the file is told at the top', async () => {
    const { page } = await open({ facts: facts({ first: false, problems: ['theme: Invalid type'] }) })
    expect(await page.locator('.file-problems').textContent()).toContain('theme: Invalid type')
  })

  test('with the relay is told where it is tried, and goes when the address is changed', async () => {
    const { page } = await open({ answers: { tried: { kind: 'not', reason: 'connect ECONNREFUSED' } } })
    await page.click('#line .option:has-text("central")')
    await page.fill(field('relay'), 'http://10.0.0.5:8000')
    await page.click('#line .trial button')
    await page.waitForSelector('#line .answer:has-text("Not reached: connect ECONNREFUSED")')
    await page.fill(field('relay'), 'http://10.0.0.6:8000')
    expect(await page.locator('#line .answer').textContent()).toBe('')
  })
})

describe('the preview is the real screen', () => {
  test('and follows the draft: till, arrow, language, waiting, colours', async () => {
    const { page } = await open({ facts: facts({ draft: draft({ languages: ['en', 'de'] }) }) })
    const screen = preview(page)
    await screen.locator('#screen[data-view="calling"][data-cashier="1"]').waitFor()
    await page.click('[data-key="3"] .till')
    await screen.locator('#screen[data-cashier="4"]').waitFor()
    await page.click('.editor .segments .option:has-text("Left")')
    await screen.locator('[data-part="arrow"][data-arrow="left"]').waitFor()
    await page.selectOption('.menus .field:nth-child(2) select', 'de')
    await screen.locator('#screen[data-language="de"]').waitFor()
    await page.click('#look .option:has-text("Light")')
    await screen.locator('#screen[data-view="wait"]').waitFor()
    await screen.locator('html[data-theme="light"]').waitFor({ state: 'attached' })
    await page.click('#look .toggle')
    const ground = () => screen.locator('#screen').evaluate((root) => getComputedStyle(root).backgroundColor)
    await expect.poll(ground).toBe('rgb(16, 35, 63)')
    await page.click('.preview .option:has-text("No connection")')
    await screen.locator('#screen[data-view="offline"]').waitFor()
    await page.click('.preview .option:has-text("with others")')
    await expect.poll(() => screen.locator('.chip').count()).toBe(3)
  })

  test('calls only the tills of the display that is looked at', async () => {
    const displays = [{ display: 'primary', tills: [2, 5] }]
    const { page } = await open({ facts: facts({ draft: draft({ displays }) }) })
    await preview(page).locator('#screen[data-cashier="2"]').waitFor()
    expect(await page.locator('.menus .field:first-child option').allTextContents()).toEqual(['2', '5'])
  })

  test('has the display’s own size and proportions, made smaller as a whole', async () => {
    const { page } = await open({ facts: facts({ screens: [SCREEN, UPRIGHT] }) })
    const size = () =>
      preview(page)
        .locator('#screen')
        .evaluate(() => [innerWidth, innerHeight])
    await expect.poll(size).toEqual([1920, 1080])
    await page.selectOption('.menus .field:last-child select', '2')
    await expect.poll(size).toEqual([1080, 1920])
    const glass = await page.locator('.glass').boundingBox()
    expect((glass?.height ?? 0) / (glass?.width ?? 1)).toBeCloseTo(1920 / 1080, 1)
  })

  test.each(['en', 'ar', 'th'])(
    'upright (%s), numeral and word are as large as the self-check reckons',
    async (tag) => {
      const upright = facts({
        screens: [{ ...UPRIGHT, primary: true }],
        draft: draft({ languages: [tag], tills: [defaultTill(28)] }),
      })
      const { page } = await open({ facts: upright })
      await preview(page).locator(`#screen[data-cashier="28"][data-language="${tag}"]`).waitFor()
      const frame = page.frames().find((one) => one.url().includes('/preview/'))
      if (!frame) throw new Error('the preview has no frame')
      await frame.evaluate(() => document.fonts.ready)
      const { numeral, word } = await glyphShares(frame)
      expect(numeral).toBeGreaterThanOrEqual(0.3)
      expect(word).toBeGreaterThanOrEqual(0.08)
    },
  )
})

describe('displays', () => {
  test('are drawn as they stand; a press turns one on, its tills are chosen', async () => {
    const { page, savedDraft, calls } = await open({ facts: facts({ screens: [SCREEN, UPRIGHT] }) })
    const [left, right] = [await box(page, '.display[data-key="1"]'), await box(page, '.display[data-key="2"]')]
    expect(left.x + left.width).toBeCloseTo(right.x, 0)
    expect(right.height / left.height).toBeCloseTo(1920 / 1080, 1)
    await page.click('.display[data-key="2"]')
    await page.click('#displays .card:nth-child(2) .option:has-text("Only some")')
    await page.click('#displays .card:nth-child(2) .chip[aria-label="Till 2"]')
    await page.click('#displays .card:nth-child(2) .chip[aria-label="Till 3"]')
    await page.click('button:has-text("Show their names")')
    await page.click('.bar .primary')
    await saved(page)
    expect((await calls())[0]?.verb).toBe('identify')
    expect((await savedDraft()).displays).toEqual([{ display: 'primary' }, { display: 'DP-2', tills: [2, 3] }])
  })
})

describe('the self-check', () => {
  test('passes a 43 inch screen at 10 m, and says which rule a longer line breaks and what would do', async () => {
    const { page } = await open()
    expect(await page.locator('.summary').textContent()).toBe('All rules pass.')
    await page.fill(field('metres'), '12,5')
    expect(await page.locator('.rule[data-pass="false"]').getAttribute('data-rule')).toBe('low-vision')
    expect(await page.locator('.summary').textContent()).toMatch(/^1 rule fails\. A screen of 54 inches/u)
  })
})

describe('sound', () => {
  test('is tested as a call, and who says it is told', async () => {
    const { page, errors } = await open()
    await page.click('#sound button:has-text("As a call")')
    await page.waitForSelector('[data-part="sound-answer"]:has-text("English: ")', { timeout: 20_000 })
    expect(errors).toEqual([])
  })
})

describe('for everybody', () => {
  const sizes = [
    ['1080p', 1920, 1080],
    ['laptop', 1366, 768],
    ['portrait', 1080, 1920],
    ['4k', 3840, 2160],
    ['phone', 360, 740],
    ['phone-landscape', 740, 360],
  ] as const
  test.each(sizes)('%s: nothing scrolls sideways, nothing is cut off', async (name, width, height) => {
    const told = facts({ screens: [SCREEN, UPRIGHT], draft: draft({ displays: [{ display: 'all' }] }) })
    const { page, errors } = await open({ facts: told }, { viewport: { width, height } })
    await preview(page).locator('#screen[data-view="calling"]').waitFor()
    await page.click('#look .toggle')
    await page.click('#line .option:has-text("central")')
    await picture(page, `setup-${name}`)
    const beyond = await page.evaluate(() =>
      [...document.querySelectorAll('.page *')].flatMap((element) => {
        const { left, right, width: wide } = element.getBoundingClientRect()
        const inside = wide === 0 || (left >= -0.5 && right <= innerWidth + 0.5) || element.closest('.glass, .unseen')
        return inside ? [] : [element.outerHTML.slice(0, 100)]
      }),
    )
    expect(beyond).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    expect(errors).toEqual([])
  })

  test('every field, button and frame has a name, every id is there once, headings stand in order', async () => {
    const told = facts({ screens: [SCREEN, UPRIGHT], pinSet: true, draft: draft({ pin: { kind: 'keep' } }) })
    const { page } = await open({ facts: told })
    await page.click('#look .toggle')
    const found = await page.evaluate(() => {
      const nameOf = (element: Element) =>
        element.getAttribute('aria-label') ??
        element.getAttribute('title') ??
        ('labels' in element && element.labels instanceof NodeList && element.labels.length > 0
          ? element.labels[0]?.textContent
          : element.textContent)
      const controls = [...document.querySelectorAll('input, select, button, iframe, fieldset, nav, aside')]
      const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
      const described = [...document.querySelectorAll('[aria-describedby], [aria-labelledby], label[for]')].flatMap(
        (element) =>
          ['aria-describedby', 'aria-labelledby', 'for'].flatMap(
            (name) => element.getAttribute(name)?.split(' ') ?? [],
          ),
      )
      return {
        nameless: controls.filter((one) => !nameOf(one)?.trim()).map((one) => one.outerHTML.slice(0, 100)),
        twice: ids.filter((id, index) => ids.indexOf(id) !== index),
        dangling: described.filter((id) => !document.getElementById(id)),
        headings: [...document.querySelectorAll('h1, h2, h3')].map(({ tagName }) => Number(tagName.slice(1))),
      }
    })
    expect(found).toMatchObject({ nameless: [], twice: [], dangling: [] })
    expect(found.headings.every((level, i) => level <= (found.headings[i - 1] ?? 0) + 1)).toBe(true)
  })

  test('in a browser the page says that it belongs to the kiosk', async () => {
    const page = await browser.newPage()
    await page.goto(`${server.origin}/setup/`)
    await page.waitForSelector('[data-state="stopped"]')
    expect(await page.locator('[data-part="lead"]').textContent()).toMatch(/CashierQ program/u)
  })
})

test('languages are added, put first and taken out by their own names', async () => {
  const { page, savedDraft } = await open()
  await page.selectOption(field('languages'), 'ar')
  await page.click('[aria-label="العربية: earlier"]')
  await page.selectOption(field('announceLanguages'), 'de')
  await page.click('.bar .primary')
  await saved(page)
  expect(await savedDraft()).toMatchObject({ languages: ['ar', 'en'], announceLanguages: ['de'] })
})

async function box(page: Page, selector: string) {
  const found = await page.locator(selector).boundingBox()
  if (!found) throw new Error(`${selector} is not to be seen`)
  return found
}

async function middle(page: Page, selector: string) {
  const { x, y, width, height } = await box(page, selector)
  return { x: x + width / 2, y: y + height / 2 }
}
