/**
 * How tall a part of the call really is on the screen: ink, not `font-size`.
 *
 *     const { numeral, word } = await glyphShares(page)   // 0.565 and 0.215 of the window's height
 *
 * Each text is drawn once more on a canvas, in the font, weight and size that the page uses, and the rows of ink are
 * counted from the first to the last. Of a Latin word its capital counts, of any other script the ink above the baseline.
 *
 * How to extend: another part of the page is measured by its `data-part`; it must be one text in one font.
 */
import type { Frame, Page } from 'playwright-core'

export type GlyphShares = { readonly numeral: number; readonly word: number }

export async function glyphShares(page: Page | Frame): Promise<GlyphShares> {
  return { numeral: await glyphShare(page, 'numeral', 'all'), word: await glyphShare(page, 'word', 'capital') }
}

async function glyphShare(page: Page | Frame, name: string, count: 'all' | 'capital'): Promise<number> {
  return page.locator(`[data-part="${name}"]`).evaluate((element, counted) => {
    const style = getComputedStyle(element)
    const content = element.textContent ?? ''
    const latin = /^\p{Script=Latin}/u.test(content)
    const text = counted === 'capital' && latin ? content.slice(0, 1) : content
    const size = Number.parseFloat(style.fontSize)
    const canvas = document.createElement('canvas')
    canvas.width = Math.ceil(size * (text.length + 1) * 1.5)
    canvas.height = Math.ceil(size * 2)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('this browser has no 2D canvas')
    const baseline = Math.round(size * 1.4)
    context.direction = 'ltr'
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    context.fillText(text, size / 2, baseline)
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    const bottom = counted === 'capital' ? baseline : canvas.height
    const inked = Array.from({ length: bottom }, (_, y) => y).filter((y) =>
      data
        .subarray(y * canvas.width * 4, (y + 1) * canvas.width * 4)
        .some((value, index) => index % 4 === 3 && value > 127),
    )
    const [first = 0] = inked
    return ((inked.at(-1) ?? -1) - first + 1) / innerHeight
  }, count)
}
