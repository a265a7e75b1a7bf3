import { existsSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../../protocol/language/index.ts'
import { readPack } from '../../../renderer/screen/clips.ts'
import { READINGS, textsOf } from '../../../scripts/voices/readings.mjs'
import { opusFacts } from '../../helpers/voice-pack.ts'

/** Most spoken of the catalogues' languages, first and second speakers together (Ethnologue 2025). */
const SHIPPED = ['en', 'zh', 'hi', 'es', 'ar']
const fileOf = (tag: string) => `renderer/voices/${tag}.pack`
const MEGABYTE = 1024 * 1024

describe('the packs that ship', () => {
  const made = LANGUAGES.filter(({ tag }) => SHIPPED.includes(tag) || existsSync(fileOf(tag)))

  it.each(made)(
    '$tag: says every till and every letter, in clips that are sound and neither cut nor endless',
    (catalogue) => {
      const reading = readPack(new Uint8Array(readFileSync(fileOf(catalogue.tag))))
      if (reading.kind === 'bad') throw new Error(reading.reason)
      const { language, clips } = reading.pack
      expect(language).toBe(catalogue.tag)
      expect([...clips.keys()]).toEqual(expect.arrayContaining([...textsOf(catalogue).texts.keys()]))
      for (const [name, clip] of clips) {
        const { channels, seconds } = opusFacts(clip)
        expect(channels, name).toBe(1)
        expect(seconds, name).toBeGreaterThan(name.startsWith('till-') ? 0.9 : 0.15)
        expect(seconds, name).toBeLessThan(name.startsWith('sign-') ? 2 : 6)
      }
    },
  )

  it('are small enough to be kept with the sources', () => {
    expect(SHIPPED.reduce((sum, tag) => sum + statSync(fileOf(tag)).size, 0)).toBeLessThan(3 * MEGABYTE)
  })
})

describe('what espeak-ng is told to say', () => {
  it.each(LANGUAGES)('$tag: is the sentence of the catalogue, or of another spelling for it', (catalogue) => {
    const reading = READINGS[catalogue.tag]
    expect(reading).toBeDefined()
    if (reading?.says !== undefined) expect(reading.of).toBe(catalogue.till.spoken)
  })

  it.each(LANGUAGES)('$tag: has a text of its own for every till, letter and digit', (catalogue) => {
    const { texts } = textsOf(catalogue)
    const names = Array.from({ length: 99 }, (_, index) => `till-${index + 1}`)
    for (const sign of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789') names.push(`sign-${sign}`)
    const said = names.map((name) => texts.get(name) ?? '')
    expect(said.filter((text) => text === '' || /undefined|\{n\}/u.test(text))).toEqual([])
    expect(new Set(said).size).toBe(names.length)
  })
})
