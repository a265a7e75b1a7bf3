/** Which font a language is set in, and having it at hand before the first call needs it. */
import { type Catalogue, numeral } from '../../protocol/language/index.ts'

const LATIN = "'Atkinson Hyperlegible Next Variable'"

const CHINESE = "'Noto Sans SC Variable'"
const TRADITIONAL = "'Noto Sans TC Variable'"
const JAPANESE = "'Noto Sans JP Variable'"
const KOREAN = "'Noto Sans KR Variable'"

/** The scripts that Atkinson Hyperlegible lacks, none of which has a letter in common with another. */
const SCRIPTS: { readonly [tag: string]: string } = {
  ru: "'Noto Sans Variable'",
  el: "'Noto Sans Variable'",
  ar: "'Noto Sans Arabic Variable'",
  he: "'Noto Sans Hebrew Variable'",
  hi: "'Noto Sans Devanagari Variable'",
  th: "'Noto Sans Thai Variable'",
}

/** These share code points but not their forms: the page's own comes first, the others have what it lacks. */
const HAN: { readonly [tag: string]: readonly string[] } = {
  zh: [CHINESE, TRADITIONAL, JAPANESE, KOREAN],
  ja: [JAPANESE, CHINESE, TRADITIONAL, KOREAN],
  ko: [KOREAN, JAPANESE, TRADITIONAL, CHINESE],
}
const HAN_ELSEWHERE: readonly string[] = [CHINESE, JAPANESE, TRADITIONAL, KOREAN]

/** Weights in use, heaviest first; the fonts are variable, so one file has them all. */
export const WEIGHT = { numeral: 760, word: 700, text: 560, quiet: 450 } as const

/**
 * `font-family` for a language: Latin letters and digits always look the same, the language's own script comes next, then
 * all others, for a notice or a label may be in any.
 */
export function fontStack(tag: string): string {
  const own = SCRIPTS[tag]
  const han = HAN[tag]
  const first = own !== undefined ? [own] : (han ?? [])
  return [...new Set([LATIN, ...first, ...Object.values(SCRIPTS), ...(han ?? HAN_ELSEWHERE)]), 'sans-serif'].join(', ')
}

/** Every letter that a catalogue can put on a page. */
export function lettersOf(catalogue: Catalogue): string {
  const digits = Array.from({ length: 10 }, (_, digit) => numeral(catalogue, digit)).join('')
  return [...new Set(strings(catalogue).join('') + digits)].join('')
}

/** Loads the fonts for these catalogues, in their order. Resolves when all have come, or have failed: a page works either way. */
export async function preloadFonts(catalogues: readonly Catalogue[]): Promise<void> {
  for (const catalogue of catalogues) {
    const font = `${WEIGHT.word} 48px ${fontStack(catalogue.tag)}`
    await Promise.allSettled([document.fonts.load(font, lettersOf(catalogue))])
  }
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}
