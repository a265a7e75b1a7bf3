/** Which font a language is set in, and having it at hand before the first call needs it. */
import { type Catalogue, numeral } from '../../protocol/language/index.ts'

const LATIN = "'Atkinson Hyperlegible Next Variable'"

/** The scripts that Atkinson Hyperlegible lacks. Chinese and Japanese share code points but not their forms. */
const SCRIPTS: { readonly [tag: string]: string } = {
  ar: "'Noto Sans Arabic Variable'",
  he: "'Noto Sans Hebrew Variable'",
  hi: "'Noto Sans Devanagari Variable'",
  zh: "'Noto Sans SC Variable'",
  ja: "'Noto Sans JP Variable'",
}

/** Weights in use, heaviest first; the fonts are variable, so one file has them all. */
export const WEIGHT = { numeral: 760, word: 700, text: 560, quiet: 450 } as const

/** `font-family` for a language: Latin letters and digits always look the same, the language's own script comes next. */
export function fontStack(tag: string): string {
  const own = SCRIPTS[tag]
  const others = Object.values(SCRIPTS).filter((family) => family !== own)
  return [LATIN, ...(own ? [own] : []), ...others, 'sans-serif'].join(', ')
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
