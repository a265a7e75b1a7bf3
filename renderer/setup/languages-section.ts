/** The languages of "Please wait", and those in which a call is said besides its own. */
import { el } from './dom.ts'
import type { FormStore } from './form-store.ts'
import { languageList } from './language-list.ts'
import { type Section, section } from './section.ts'
import { WORDS } from './words.ts'

const { languages: SAID } = WORDS

export function languagesSection(store: FormStore): Section {
  const wait = languageList({
    label: SAID.wait,
    hint: '',
    field: 'languages',
    least: 1,
    onChange: (languages) => store.change({ languages }),
  })
  const announce = languageList({
    label: SAID.announce,
    hint: SAID.announceHint,
    field: 'announceLanguages',
    least: 0,
    onChange(announceLanguages) {
      store.change({ announceLanguages })
      store.left('announceLanguages')
    },
  })
  const central = el('p', { class: 'note' }, [SAID.central])
  return {
    id: 'languages',
    title: SAID.title,
    element: section('languages', SAID.title, SAID.lead, [wait.element, central, announce.element]),
    show({ form, said }) {
      wait.show(form.languages, said('languages'))
      announce.show(form.announceLanguages, said('announceLanguages'))
      central.hidden = form.line === 'own'
    },
  }
}
