import { describe, expect, it } from 'vitest'
import { type Catalogue, LANGUAGES } from '../../../protocol/language/index.ts'

/** Keys that may be empty: not every language writes a number sign. */
const MAY_BE_EMPTY = ['till.sign']

function strings(value: unknown, path = ''): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => strings(inner, path === '' ? key : `${path}.${key}`))
}

const pathsOf = (catalogue: Catalogue) =>
  strings({ ...catalogue, desk: { ...catalogue.desk, waiting: 'forms differ' } }).map(({ path }) => path)

describe('the catalogues', () => {
  it('speak seventeen languages, each once', () => {
    const tags = LANGUAGES.map(({ tag }) => tag)
    expect(tags).toEqual(expect.arrayContaining('en fr de es pt it nl pl ru el ar he hi th zh ja ko'.split(' ')))
    expect(new Set(tags).size).toBe(tags.length)
  })

  it.each(LANGUAGES)('$tag: says everything that English says, with nothing empty and no stray blanks', (catalogue) => {
    const [english] = LANGUAGES
    expect(english && pathsOf(english)).toEqual(pathsOf(catalogue))
    for (const { path, text } of strings(catalogue)) {
      if (!MAY_BE_EMPTY.includes(path)) expect(text, path).not.toBe('')
      expect(text, path).toBe(text.trim())
    }
  })

  it.each(LANGUAGES)('$tag: has a plural form for every count of calls that can wait', (catalogue) => {
    const rules = new Intl.PluralRules(catalogue.tag)
    const needed = new Set(Array.from({ length: 100 }, (_, behind) => rules.select(behind)))
    for (const category of needed) {
      const form = catalogue.desk.waiting[category] ?? catalogue.desk.waiting.other
      expect(form, category).not.toBe('')
    }
    if (['ar', 'ru'].includes(catalogue.tag))
      expect(Object.keys(catalogue.desk.waiting)).toEqual(expect.arrayContaining([...needed]))
  })

  it('go from right to left for Arabic and Hebrew only', () => {
    expect(LANGUAGES.filter(({ direction }) => direction === 'rtl').map(({ tag }) => tag)).toEqual(['ar', 'he'])
  })

  it.each(LANGUAGES)('$tag: is named in its own language, as CLDR names it', ({ tag, name }) => {
    const own = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? ''
    expect(name.toLocaleLowerCase(tag)).toBe(own.toLocaleLowerCase(tag))
  })

  it.each(LANGUAGES)(
    '$tag: the phrase has word, sign and number in the order that the screen lays out',
    (catalogue) => {
      const { order, word, sign, phrase } = catalogue.till
      const parts = order === 'word-first' ? [word, sign, '{n}'] : ['{n}', sign, word]
      expect(phrase.replaceAll(' ', '')).toBe(parts.join('').replaceAll(' ', ''))
    },
  )
})
