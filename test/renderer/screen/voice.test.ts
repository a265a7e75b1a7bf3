import { describe, expect, it } from 'vitest'
import { localVoice } from '../../../renderer/screen/voice.ts'

const local = (lang: string) => ({ lang, localService: true })
const network = (lang: string) => ({ lang, localService: false })

describe('the voice of the machine', () => {
  it('is one that needs no internet', () => {
    expect(localVoice([network('en-US'), local('en-GB')], 'en')).toEqual(local('en-GB'))
    expect(localVoice([network('en-US')], 'en')).toBeUndefined()
  })

  it('speaks the language and no other', () => {
    expect(localVoice([local('de-DE'), local('enm')], 'en')).toBeUndefined()
    expect(localVoice([local('de-DE'), local('de-AT')], 'de')).toEqual(local('de-DE'))
  })

  it.each([
    ['de_DE', 'de'],
    ['PT-br', 'pt'],
    ['iw-IL', 'he'],
    ['eng', 'en'],
  ])('%s speaks %s, however its system writes it', (lang, language) => {
    expect(localVoice([local(lang)], language)).toEqual(local(lang))
  })

  it.each([
    ['zh', ['zh-HK', 'zh-TW', 'zh-CN'], 'zh-CN'],
    ['pt', ['pt-PT', 'pt-BR'], 'pt-BR'],
    ['en', ['en-IN', 'en'], 'en'],
    ['es', ['es-MX'], 'es-MX'],
  ])('for %s of %s is %s', (language, voices, chosen) => {
    expect(localVoice(voices.map(local), language)).toEqual(local(chosen))
  })

  it('with a name that is no language is passed over', () => {
    expect(localVoice([local(''), local('voice 1'), local('fr-FR')], 'fr')).toEqual(local('fr-FR'))
  })
})
