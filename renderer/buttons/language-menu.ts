/** The choice of language, kept in the page's address: it survives a reload, and a bookmark carries it. */
import { type Catalogue, catalogueFor, LANGUAGES } from '../../protocol/language/index.ts'

const PARAMETER = 'language'

/** The address's own, else the first of the reader's languages that there is a catalogue for, else the store's. */
export function initialLanguage(href: string, readers: readonly string[], stores: readonly string[]): Catalogue {
  const asked = new URL(href).searchParams.get(PARAMETER)
  const wanted = [...(asked === null ? [] : [asked]), ...readers, ...stores].map(catalogueFor)
  return (wanted.find(({ fallback }) => !fallback) ?? catalogueFor('en')).catalogue
}

export function fillLanguageMenu(menu: HTMLSelectElement, chosen: Catalogue, onChange: (catalogue: Catalogue) => void) {
  for (const { tag, name, direction } of LANGUAGES) {
    const option = new Option(name, tag, false, tag === chosen.tag)
    option.lang = tag
    option.dir = direction
    menu.add(option)
  }
  menu.addEventListener('change', () => {
    const address = new URL(location.href)
    address.searchParams.set(PARAMETER, menu.value)
    history.replaceState(null, '', address)
    onChange(catalogueFor(menu.value).catalogue)
  })
}
