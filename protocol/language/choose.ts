/** From a language tag to the catalogue that is shown. */
import { LANGUAGES } from './all.ts'
import type { Catalogue } from './catalogue.ts'
import { en } from './en.ts'

/** `fallback`: no catalogue speaks this language, English stands in; whoever asked should say so in its log. */
export type Chosen = { readonly catalogue: Catalogue; readonly fallback: boolean }

const BY_TAG: ReadonlyMap<string, Catalogue> = new Map(LANGUAGES.map((catalogue) => [catalogue.tag, catalogue]))

/** Codes that name no language a person speaks: undetermined, several, uncoded, none at all. */
const NO_LANGUAGE = ['und', 'mul', 'mis', 'zxx']

/** The exact tag, else its base language (`pt-BR` reads `pt`), else English. */
export function catalogueFor(tag: string): Chosen {
  const catalogue = BY_TAG.get(tag) ?? BY_TAG.get(baseLanguage(tag) ?? '')
  return catalogue ? { catalogue, fallback: false } : { catalogue: en, fallback: true }
}

/** Whether the tag names a language that CLDR knows: `sv` does, `xx` and `not a tag` do not. */
export function isRealLanguage(tag: string): boolean {
  const base = baseLanguage(tag)
  if (base === undefined || NO_LANGUAGE.includes(base)) return false
  names ??= new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })
  return names.of(base) !== undefined
}

/** Made when it is first needed, once: it takes longer than all the rest of a press. */
let names: Intl.DisplayNames | undefined

function baseLanguage(tag: string): string | undefined {
  try {
    return new Intl.Locale(tag).language
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
