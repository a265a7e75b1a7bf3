import { describe, expect, it } from 'vitest'
import { catalogueFor, isRealLanguage, LANGUAGES } from '../../../protocol/language/index.ts'

describe('choosing a catalogue', () => {
  it.each(LANGUAGES)('$tag: is found by its own tag', (catalogue) => {
    expect(catalogueFor(catalogue.tag)).toEqual({ catalogue, fallback: false })
  })

  it.each([
    ['pt-BR', 'pt'],
    ['zh-Hant-TW', 'zh'],
    ['AR-eg', 'ar'],
    ['iw', 'he'],
  ])('%s is read in its base language, %s', (tag, base) => {
    const { catalogue, fallback } = catalogueFor(tag)
    expect({ tag: catalogue.tag, fallback }).toEqual({ tag: base, fallback: false })
  })

  it.each(['sv', 'tlh', 'xx', '', 'not a tag'])('%j has no catalogue: English, and it says so', (tag) => {
    const { catalogue, fallback } = catalogueFor(tag)
    expect({ tag: catalogue.tag, fallback }).toEqual({ tag: 'en', fallback: true })
  })
})

describe('what counts as a language', () => {
  it.each(['en', 'sv', 'pt-BR', 'zh-Hans', 'fil'])('%s does', (tag) => {
    expect(isRealLanguage(tag)).toBe(true)
  })

  it.each(['xx', 'qq', 'zxx', 'und', 'mul', '', 'e', 'not a tag', '3'])('%j does not', (tag) => {
    expect(isRealLanguage(tag)).toBe(false)
  })
})
