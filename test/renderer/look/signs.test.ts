import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../../protocol/language/index.ts'
import { ARROWS, SHAPES } from '../../../protocol/settings.ts'
import { ARROW_PATHS } from '../../../renderer/look/arrows.ts'
import { fontStack, lettersOf } from '../../../renderer/look/fonts.ts'
import { SHAPE_LABELS, SHAPE_PATHS } from '../../../renderer/look/shapes.ts'

const numbers = (path: string) => (path.match(/-?\d+(\.\d+)?/gu) ?? []).map(Number)

describe('shapes and arrows', () => {
  it('there is one for each that a till can have, no two alike', () => {
    expect(Object.keys(SHAPE_PATHS).sort()).toEqual([...SHAPES].sort())
    expect(Object.keys(ARROW_PATHS).sort()).toEqual(ARROWS.filter((arrow) => arrow !== 'none').sort())
    expect(new Set([...Object.values(SHAPE_PATHS), ...Object.values(ARROW_PATHS)]).size).toBe(9)
  })

  it.each(Object.entries({ ...SHAPE_PATHS, ...ARROW_PATHS }))('%s stays in its square and is closed', (_, path) => {
    expect(path).toMatch(/^M.*Z$/u)
    for (const value of numbers(path)) expect(Math.abs(value)).toBeLessThanOrEqual(50)
  })

  it.each(SHAPES)('%s has room for the label of the sign at the desk', (shape) => {
    const { y, height } = SHAPE_LABELS[shape]
    expect(Math.abs(y) + height / 2).toBeLessThan(40)
  })
})

describe('fonts', () => {
  it.each(LANGUAGES)('$tag: Latin first, then its own script, then all others', ({ tag }) => {
    const [first, second, ...rest] = fontStack(tag).split(', ')
    expect(first).toContain('Atkinson Hyperlegible Next')
    if (['ru', 'el', 'ar', 'he', 'hi', 'th', 'zh', 'ja', 'ko'].includes(tag)) expect(second).toContain('Noto Sans')
    expect(rest.at(-1)).toBe('sans-serif')
  })

  it('every language’s stack has every script, for a notice may be in any', () => {
    const families = (tag: string) => fontStack(tag).split(', ').sort()
    for (const { tag } of LANGUAGES) expect(families(tag), tag).toEqual(families('en'))
    expect(families('en')).toHaveLength(11)
    for (const script of ['Arabic', 'Hebrew', 'Devanagari', 'Thai', 'SC', 'TC', 'JP', 'KR']) {
      expect(fontStack('en')).toContain(`Noto Sans ${script} Variable`)
    }
  })

  it('each family of the stack is bundled', () => {
    const bundled = readFileSync('renderer/look/fonts.css', 'utf8')
    for (const family of fontStack('en').match(/(?<=')[^']+(?= Variable')/gu) ?? []) {
      expect(bundled).toContain(`@fontsource-variable/${family.toLowerCase().replaceAll(' ', '-')}/wght.css`)
    }
  })

  it.each([
    ['zh', 'SC'],
    ['ja', 'JP'],
    ['ko', 'KR'],
  ])('%s is set in its own forms: %s before all others of Han', (tag, script) => {
    expect(fontStack(tag).match(/(?:SC|TC|JP|KR)(?= Variable)/u)?.[0]).toBe(script)
  })

  it.each(LANGUAGES)('$tag: what is preloaded has every letter of the call and every digit', (catalogue) => {
    const letters = lettersOf(catalogue)
    for (const letter of `${catalogue.till.word}${catalogue.till.sign}${catalogue.wait}`)
      expect(letters).toContain(letter)
    expect(letters).toContain(catalogue.numbering === 'arab' ? '٧' : '7')
  })
})
