import { copyFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Media, MediaItem } from '../../protocol/screen-setup.ts'
import { launchChromium } from '../helpers/chromium.ts'
import { glyphShares } from '../helpers/glyph-height.ts'
import { MediaRig } from '../helpers/media-rig.ts'

const recorded = (name: string) => resolve('test/recordings/media', name)
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0H40V10H0Z" fill="#c40"/></svg>'

/** A long list; its videos take their own time, so there is one of them. */
const TURNS = Array.from({ length: 20 }, (_, turn) => `turn-${turn}.jpg`)

let browser: Browser
let rig: MediaRig
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cashierq-media-'))
  for (const name of ['still.png', 'still.jpg', 'moving.webm', 'moving.mp4']) {
    await copyFile(recorded(name), join(folder, name))
  }
  for (const name of TURNS) await copyFile(recorded('still.jpg'), join(folder, name))
  // Each begins as what it says it is; only who decodes it finds out.
  await copyFile(recorded('still.png'), join(folder, 'torn.png'))
  await truncate(join(folder, 'torn.png'), 60)
  await copyFile(recorded('moving.webm'), join(folder, 'torn.webm'))
  await truncate(join(folder, 'torn.webm'), 300)
  await writeFile(join(folder, 'empty.png'), '')
  await writeFile(join(folder, 'logo.svg'), LOGO)
  browser = await launchChromium()
  rig = await MediaRig.start({ folder, seconds: 2, hours: [], onCall: 'hide' }, join(folder, 'logo.svg'))
})
afterAll(async () => {
  await browser.close()
  await rig.stop()
  await rm(folder, { recursive: true, force: true })
})
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())))

function itemsOf(...names: string[]): MediaItem[] {
  const { items } = rig.library.media()
  return names.map((name) => {
    const item = items.find((other) => other.name === name)
    if (!item) throw new Error(`the folder has no ${name}`)
    return item
  })
}

async function give(page: Page, items: MediaItem[], onCall: Media['onCall'] = 'hide'): Promise<void> {
  await page.evaluate((media) => window.stand.media(media), { items, onCall })
}

const IN_FIELD = '[data-media="field"]'
const problems = (page: Page) => page.evaluate(() => window.stand.problems)
/** Its kind and its address, of what is seen last of all. */
const shown = (page: Page) =>
  page.evaluate(() => {
    const element = document.querySelector('.media')?.lastElementChild
    return element instanceof HTMLVideoElement || element instanceof HTMLImageElement ? element.src : ''
  })
const isShown = async (page: Page, item: MediaItem | undefined) => (await shown(page)).endsWith(item?.src ?? 'nothing')

/** Where the picture itself is, without the empty part of its element. */
function inked(page: Page): Promise<{ x: number; width: number }> {
  return page.locator('.media img').evaluate((image) => {
    if (!(image instanceof HTMLImageElement)) throw new Error('there is no picture')
    const box = image.getBoundingClientRect()
    const scale = Math.min(box.width / image.naturalWidth, box.height / image.naturalHeight)
    const width = image.naturalWidth * scale
    return { x: box.x + (box.width - width) / 2, width }
  })
}

describe('a call', () => {
  test('hides the picture in the very task in which its entry comes', async () => {
    const page = await rig.open(browser)
    await give(page, itemsOf('still.png'))
    await page.waitForSelector(IN_FIELD)
    const seen = await page.evaluate(() => {
      const visible = () => getComputedStyle(document.querySelector('.media img') ?? document.body).visibility
      const before = visible()
      window.stand.press(3)
      return { before, after: visible(), numeral: document.querySelector('[data-part="numeral"]')?.textContent }
    })
    expect(seen).toEqual({ before: 'visible', after: 'hidden', numeral: '3' })
  })

  test('neither moves nor loads nor lays out the picture that it hides', async () => {
    const page = await rig.open(browser)
    await give(page, itemsOf('still.png'))
    await page.waitForSelector(IN_FIELD)
    const touched = await page.evaluate(async () => {
      const media = document.querySelector('.media')
      if (!media) throw new Error('there is no place for pictures')
      const place = () => [media.clientWidth, media.clientHeight, getComputedStyle(media).inset].join()
      const before = place()
      const changes: string[] = []
      const watch = new MutationObserver((all) => changes.push(...all.map(({ attributeName }) => `${attributeName}`)))
      watch.observe(media, { subtree: true, childList: true, attributes: true })
      window.stand.press(3)
      const same = place() === before
      await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)))
      return { changes, same }
    })
    expect(touched).toEqual({ changes: ['data-place'], same: true })
  })

  test('is followed by the same picture', async () => {
    const page = await rig.open(browser)
    await give(page, itemsOf('still.png'))
    await page.waitForSelector(IN_FIELD)
    await page.evaluate(() => window.stand.press(3))
    await page.waitForSelector('[data-view="calling"][data-media="none"]')
    await page.waitForSelector(IN_FIELD)
    expect(await isShown(page, itemsOf('still.png')[0])).toBe(true)
  })

  test('stops a video, which goes on afterwards where it was', async () => {
    const page = await rig.open(browser)
    await give(page, itemsOf('moving.webm'))
    await page.waitForSelector(IN_FIELD)
    const paused = () => page.evaluate(() => document.querySelector('video')?.paused)
    // At its end it is paused for a moment, until it begins anew.
    await expect.poll(paused).toBe(false)
    await page.evaluate(() => window.stand.press(3))
    await expect.poll(paused).toBe(true)
    await expect.poll(paused).toBe(false)
    expect(await problems(page)).toEqual([])
  })

  test('that shrinks the picture keeps its own size; the picture stands beside it, whole', async () => {
    const page = await rig.open(browser, { width: 1920, height: 1080 })
    await page.evaluate(() => window.stand.showPatiently())
    await give(page, itemsOf('still.png'), 'shrink')
    await page.waitForSelector(IN_FIELD)
    await page.evaluate(() => window.stand.press(3))
    await page.waitForSelector('[data-media="beside"]')
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
    const { numeral, word } = await glyphShares(page)
    expect(numeral).toBeGreaterThanOrEqual(0.52)
    expect(word).toBeGreaterThanOrEqual(0.21)
    const { x, width } = await inked(page)
    for (const part of ['numeral', 'word', 'sign', 'shape']) {
      const box = await page.locator(`[data-part="${part}"]`).boundingBox()
      expect((box?.x ?? 0) + (box?.width ?? 0), part).toBeLessThan(x)
    }
    expect(x + width).toBeLessThanOrEqual(1920)
    expect(width).toBeGreaterThan(1920 * 0.15)
  })

  test('that would have to get smaller for the picture hides it', async () => {
    const page = await rig.open(browser, { width: 1080, height: 1920 })
    await give(page, itemsOf('still.png'), 'shrink')
    await page.waitForSelector(IN_FIELD)
    const place = await page.evaluate(() => {
      window.stand.press(3)
      return document.getElementById('screen')?.dataset['media']
    })
    expect(place).toBe('none')
  })
})

describe('while nobody is called', () => {
  test('videos play without sound to their end, then the next comes', async () => {
    const page = await rig.open(browser)
    const [film, still] = itemsOf('moving.webm', 'still.png')
    await give(page, itemsOf('moving.webm', 'still.png'))
    // It is over after two seconds: looked at once, the first time it is there.
    const seen = await page.waitForFunction(() => {
      const video = document.querySelector<HTMLVideoElement>('.media video')
      return video && { src: video.src, muted: video.muted }
    })
    expect(await seen.jsonValue()).toEqual({ src: expect.stringContaining(film?.src ?? 'nothing'), muted: true })
    await expect.poll(() => page.evaluate(() => document.querySelector('video')?.currentTime ?? 9)).toBeGreaterThan(0.3)
    await expect.poll(() => isShown(page, still)).toBe(true)
    expect(await problems(page)).toEqual([])
  })

  test('an MP4 plays where the browser can, and is named where it cannot', async () => {
    const page = await rig.open(browser)
    await give(page, itemsOf('moving.mp4'))
    const can = await page.evaluate(() =>
      document.createElement('video').canPlayType('video/mp4; codecs="avc1.42E01E"'),
    )
    if (can) await page.waitForSelector(IN_FIELD)
    else await expect.poll(() => problems(page)).toEqual([expect.stringContaining('moving.mp4: ')])
  })

  test('bad files are skipped and named; the others are shown', async () => {
    const page = await rig.open(browser, { query: '?speed=20' })
    expect(rig.reported).toEqual(['empty.png is empty'])
    await give(page, itemsOf('torn.png', 'still.png', 'torn.webm', 'still.jpg'))
    await expect.poll(() => isShown(page, itemsOf('still.jpg')[0])).toBe(true)
    await expect.poll(() => isShown(page, itemsOf('still.png')[0])).toBe(true)
    const named = await problems(page)
    expect(named.map((line) => line.split(':')[0]).sort()).toEqual(['torn.png', 'torn.webm'])
  })

  test('the words are below the picture, never on it, and nothing is cut off', async () => {
    for (const [width, height] of [
      [1920, 1080],
      [1080, 1920],
      [360, 740],
    ] as const) {
      const page = await rig.open(browser, { width, height })
      await page.evaluate(() =>
        window.stand.happens({ type: 'notice', text: 'The fish counter closes at 18:00', source: 'test' }),
      )
      await give(page, itemsOf('still.png'))
      await page.waitForSelector(IN_FIELD)
      const picture = await page.locator('.media').boundingBox()
      for (const part of ['wait', 'clock', 'notice']) {
        const box = await page.locator(`[data-part="${part}"]`).boundingBox()
        expect(box?.y, part).toBeGreaterThanOrEqual((picture?.y ?? 0) + (picture?.height ?? 0) - 1)
        expect((box?.y ?? 0) + (box?.height ?? 0), part).toBeLessThanOrEqual(height)
        expect((box?.x ?? 0) + (box?.width ?? 0), part).toBeLessThanOrEqual(width)
      }
      await page.context().close()
    }
  })

  test('picture and band drift together against burn-in', async () => {
    const page = await rig.open(browser, { width: 1920, height: 1080 })
    await give(page, itemsOf('still.png'))
    await page.waitForSelector(IN_FIELD)
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
    const moved = await page.evaluate(() => {
      const place = (selector: string) => document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect()
      const before = ['.media', '[data-part="wait"]', '[data-part="clock"]'].map(place)
      const now = Date.now
      Date.now = () => now() + 5 * 60_000
      window.stand.offline(false)
      Date.now = now
      const after = ['.media', '[data-part="wait"]', '[data-part="clock"]'].map(place)
      return after.map(({ x, y }, index) => [x - (before[index]?.x ?? 0), y - (before[index]?.y ?? 0)].map(Math.round))
    })
    expect(moved[0]).not.toEqual([0, 0])
    expect(moved[1]).toEqual(moved[0])
    // The clock's digits changed, so only its height is compared.
    expect(moved[2]?.[1]).toBe(moved[0]?.[1])
  })

  test('nothing fades where no movement is wanted', async () => {
    const page = await rig.open(browser, { reducedMotion: 'reduce' })
    await give(page, itemsOf('still.png', 'still.jpg'))
    await page.waitForSelector(IN_FIELD)
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
  })

  test('without the log there is no picture: people are told to watch the cashiers', async () => {
    const page = await rig.open(browser)
    await give(page, itemsOf('still.png'))
    await page.waitForSelector(IN_FIELD)
    await page.evaluate(() => window.stand.offline(true))
    await expect(page.locator('.media img').isVisible()).resolves.toBe(false)
    await expect(page.locator('[data-part="watch"]').isVisible()).resolves.toBe(true)
  })

  test('nothing to show is the plain screen, and is again when the list gets empty', async () => {
    const page = await rig.open(browser)
    await give(page, [])
    expect(await page.locator('#screen').getAttribute('data-media')).toBe('none')
    await give(page, itemsOf('still.png'))
    await page.waitForSelector(IN_FIELD)
    await give(page, [])
    await page.waitForSelector('[data-media="none"]')
    await expect(page.locator('[data-part="hint"]').isVisible()).resolves.toBe(true)
    await expect.poll(() => page.locator('.media > *').count()).toBe(0)
  })

  test('two hundred turns leave as many elements as before', async () => {
    const page = await rig.open(browser, { query: '?speed=40' })
    await page.evaluate(() => {
      const host = document.querySelector('.media')
      const counts = { turns: 0, most: 0, elements: 0 }
      const count = () => {
        counts.most = Math.max(counts.most, host?.childElementCount ?? 0)
        counts.elements = document.querySelectorAll('*').length
      }
      new MutationObserver((all) => {
        counts.turns += all.filter(({ addedNodes }) => addedNodes.length > 0).length
        count()
      }).observe(host ?? document, { childList: true })
      Object.assign(window, { counts })
    })
    const counts = (): Promise<{ turns: number; most: number; elements: number }> =>
      page.evaluate(() => Reflect.get(window, 'counts'))
    await give(page, itemsOf('moving.webm', ...TURNS))
    await expect.poll(async () => (await counts()).turns).toBeGreaterThan(4)
    const elements = () =>
      page.evaluate(
        () => document.querySelectorAll('*').length - (document.querySelector('.media')?.childElementCount ?? 0),
      )
    const early = await elements()
    await expect.poll(async () => (await counts()).turns, { timeout: 280_000 }).toBeGreaterThan(200)
    expect((await counts()).most).toBeLessThanOrEqual(2)
    expect(await elements()).toBe(early)
    expect(await problems(page)).toEqual([])
  }, 300_000)
})

describe('the look', () => {
  const colour = (page: Page, selector: string, property: 'color' | 'backgroundColor') =>
    page.locator(selector).evaluate((element, name) => getComputedStyle(element)[name], property)
  const still = async (page: Page) => {
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
    return page
  }

  test('a store’s own colours are on the waiting screen, and a call has its till’s all the same', async () => {
    const page = await rig.open(browser)
    await page.evaluate(() => window.stand.look({ theme: 'dark', colours: { ground: '#fff4d6', text: '#4a1c05' } }))
    await page.evaluate(() => window.stand.showPatiently())
    await still(page)
    expect(await colour(page, '#screen', 'backgroundColor')).toBe('rgb(255, 244, 214)')
    expect(await colour(page, '[data-part="wait"]', 'color')).toBe('rgb(74, 28, 5)')
    await page.evaluate(() => window.stand.press(1))
    expect(await colour(page, '#screen', 'backgroundColor')).toBe('rgb(15, 76, 172)')
  })

  test('own colours that cannot be read give way to the theme, and go when they are taken back', async () => {
    const page = await rig.open(browser)
    await page.evaluate(() => window.stand.look({ theme: 'light', colours: { ground: '#10233f', text: '#ffffff' } }))
    await page.evaluate(() => window.stand.look({ theme: 'light', colours: { ground: '#777777', text: '#ffffff' } }))
    await still(page)
    expect(await colour(page, '#screen', 'backgroundColor')).toBe('rgb(246, 247, 248)')
  })

  test('nothing is grey for who asks the machine for more contrast', async () => {
    const page = await rig.open(browser, { contrast: 'more' })
    await page.evaluate(() => window.stand.look({ theme: 'dark', colours: { ground: '#10233f', text: '#ffffff' } }))
    expect(await colour(page, '[data-part="hint"]', 'color')).toBe('rgb(255, 255, 255)')
  })

  test('the system’s own colours leave a call those of its till', async () => {
    const page = await rig.open(browser, { forcedColors: 'active' })
    await page.evaluate(() => window.stand.showPatiently())
    await page.evaluate(() => window.stand.press(1))
    expect(await colour(page, '#screen', 'backgroundColor')).toBe('rgb(15, 76, 172)')
    expect(await colour(page, '#screen', 'color')).toBe('rgb(255, 255, 255)')
  })

  test('the shop’s mark stands at the head; one that is damaged is named, and ours stays', async () => {
    const page = await rig.open(browser)
    await page.evaluate((logo) => window.stand.mark(logo), rig.library.logo() ?? '')
    const mark = page.locator('[data-part="mark"] img')
    await mark.waitFor()
    expect((await mark.boundingBox())?.height).toBeGreaterThan(20)
    await page.evaluate((src) => window.stand.mark(src), itemsOf('torn.png')[0]?.src ?? '')
    await page.locator('[data-part="mark"] svg').waitFor()
    expect(await problems(page)).toEqual([expect.stringMatching(/^logo: /u)])
  })
})
