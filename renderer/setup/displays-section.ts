/** Which displays show the line, and what each of them shows. */
import { setText } from '../page/parts.ts'
import { wishesOf } from './display-cards.ts'
import { displayDetail } from './display-detail.ts'
import { displayMap } from './display-map.ts'
import { button, el } from './dom.ts'
import { problemLine } from './field.ts'
import type { FormStore } from './form-store.ts'
import type { SetupHost } from './host.ts'
import { type Section, section } from './section.ts'
import { WORDS } from './words.ts'

const { displays: SAID } = WORDS

export function displaysSection(store: FormStore, host: SetupHost): Section {
  const map = displayMap((key) => {
    const displays = store.form.displays.map((card) => (card.key === key ? { ...card, on: !card.on } : card))
    store.change({ displays })
    store.left('displays')
  })
  const details = new Map<string, ReturnType<typeof displayDetail>>()
  const list = el('div', { class: 'group' })
  const problem = problemLine('displays-problem')
  const note = el('p', { class: 'note' }, [SAID.allOfThem])
  const none = el('p', { class: 'note' }, [SAID.none])
  const identify = button('button', [SAID.identify], () => void host.identify())
  identify.dataset['field'] = 'displays'
  return {
    id: 'displays',
    title: SAID.title,
    element: section('displays', SAID.title, SAID.lead, [map.element, none, problem, identify, note, list]),
    show(view) {
      const { displays } = view.form
      map.show(displays)
      map.element.hidden = !displays.some(({ screen }) => screen)
      none.hidden = !map.element.hidden
      identify.hidden = map.element.hidden
      setText(problem, view.said('displays'))
      note.hidden = wishesOf(displays)[0]?.display !== 'all'
      for (const [index, card] of displays.entries()) {
        const detail = details.get(card.key) ?? displayDetail(store, card.key)
        if (!details.has(card.key)) list.append(detail.element)
        details.set(card.key, detail)
        detail.show(card, index + 1, view)
      }
      for (const [key, { element }] of details) {
        if (!displays.some((card) => card.key === key)) element.remove()
      }
    },
  }
}
