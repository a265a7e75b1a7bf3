/** Some languages in an order: each with its own name, to be moved up or taken out, and a menu of the others. */
import { catalogueFor, LANGUAGES } from '../../protocol/language/index.ts'
import { fontStack } from '../look/fonts.ts'
import { setStyle, setText } from '../page/parts.ts'
import { button, el, freshId } from './dom.ts'
import { problemLine } from './field.ts'
import { WORDS } from './words.ts'

const { languages: SAID } = WORDS

export type LanguageListOptions = {
  readonly label: string
  readonly hint: string
  readonly field: string
  /** Below this a language cannot be taken out. */
  readonly least: number
  onChange(tags: readonly string[]): void
}

export function languageList({ label, hint, field, least, onChange }: LanguageListOptions) {
  const id = freshId('languages')
  const list = el('ol', { class: 'tags' })
  const menu = el('select', { id, 'data-field': field, 'aria-describedby': `${id}-problem` })
  const problem = problemLine(`${id}-problem`)
  let shown: readonly string[] = []
  menu.addEventListener('change', () => {
    if (menu.value !== '') onChange([...shown, menu.value])
  })
  const element = el('div', { class: 'field languages' }, [
    el('label', { for: id }, [label]),
    ...(hint === '' ? [] : [el('p', { class: 'hint' }, [hint])]),
    list,
    el('div', { class: 'select' }, [menu]),
    problem,
  ])
  return {
    element,
    show(tags: readonly string[], said: string) {
      setText(problem, said)
      if (tags.join() === shown.join() && menu.childElementCount > 0) return
      const hadFocus = list.contains(document.activeElement)
      shown = tags
      list.replaceChildren(...tags.map((tag, index) => entry(tag, index, tags, least, onChange)))
      menu.replaceChildren(el('option', { value: '' }, [SAID.add]), ...offered(tags))
      // The pressed button has gone with its entry: who works by keyboard goes on from here.
      if (hadFocus) menu.focus()
    },
  }
}

function entry(
  tag: string,
  index: number,
  tags: readonly string[],
  least: number,
  onChange: (tags: readonly string[]) => void,
): HTMLLIElement {
  const { catalogue, fallback } = catalogueFor(tag)
  const name = fallback ? tag : catalogue.name
  const others = tags.toSpliced(index, 1)
  const label = el('span', { class: 'tag-name', lang: tag, dir: 'auto' }, [name])
  setStyle(label, 'font-family', fontStack(tag))
  const parts: HTMLElement[] = [label]
  if (index > 0) {
    const up = button('tag-button', ['↑'], () => onChange(others.toSpliced(index - 1, 0, tag)))
    up.setAttribute('aria-label', SAID.earlier(name))
    parts.push(up)
  }
  if (tags.length > least) {
    const out = button('tag-button', ['×'], () => onChange(others))
    out.setAttribute('aria-label', SAID.remove(name))
    parts.push(out)
  }
  return el('li', { class: 'tag' }, parts)
}

function offered(tags: readonly string[]): HTMLOptionElement[] {
  const others = LANGUAGES.filter(({ tag }) => !tags.includes(tag))
  return others.map(({ tag, name }) => el('option', { value: tag, lang: tag }, [name]))
}
