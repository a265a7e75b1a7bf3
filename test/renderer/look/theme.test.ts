import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contrast, ENOUGH_CONTRAST } from '../../../protocol/contrast.ts'
import { THEMES } from '../../../protocol/screen-setup.ts'

const css = readFileSync(new URL('../../../renderer/look/tokens.css', import.meta.url), 'utf8')

/** The theme's own colours by the names of their tokens. */
function coloursOf(theme: string): { [token: string]: string } {
  const selector = theme === 'dark' ? ':root' : `:root[data-theme="${theme}"]`
  const start = css.indexOf(`${selector} {`)
  const block = start < 0 ? '' : css.slice(start, css.indexOf('}', start))
  const rows = [...block.matchAll(/--(\w+): var\(--own-\w+, (#[0-9a-f]{6})\)/gu)]
  return Object.fromEntries(rows.map(([, token = '', colour = '']) => [token, colour]))
}

describe.each(THEMES)('the theme "%s"', (theme) => {
  const colours = coloursOf(theme)

  it('has every colour that a page asks for, each to be replaced by a store’s own', () => {
    expect(Object.keys(colours).sort()).toEqual(['focus', 'ground', 'line', 'quiet', 'raised', 'text'])
  })

  it('reaches 7:1 for each text on each ground', () => {
    for (const ink of ['text', 'quiet', 'focus']) {
      for (const field of ['ground', 'raised']) {
        const pair = contrast(`${colours[ink]}`, `${colours[field]}`)
        expect(pair, `${ink} on ${field}`).toBeGreaterThanOrEqual(ENOUGH_CONTRAST)
      }
    }
  })
})

describe('the theme "contrast"', () => {
  it('has black, white and yellow, and nothing else', () => {
    expect(new Set(Object.values(coloursOf('contrast')))).toEqual(new Set(['#000000', '#ffffff', '#ffff00']))
  })
})
