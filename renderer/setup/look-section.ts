/** The theme, or the store's own two colours with their contrast beside them, and its mark. */
import { THEMES, type Theme } from '../../protocol/screen-setup.ts'
import { contrastOf } from './check.ts'
import { colourField } from './colour-field.ts'
import { el } from './dom.ts'
import { choice, textField, toggle } from './field.ts'
import type { FormStore } from './form-store.ts'
import { type Section, section } from './section.ts'
import { showContrast } from './till-editor.ts'
import { WORDS } from './words.ts'

const { look: SAID } = WORDS
/** Grounds that white reads well on, and text for them. */
const GROUNDS = ['#10233f', '#12332a', '#3a1420', '#2c1a47', '#f3efe4'] as const
const TEXTS = ['#ffffff', '#fff4d6', '#0b0d10'] as const

export function lookSection(store: FormStore): Section {
  const theme = choice<Theme>(
    SAID.theme,
    'cards',
    THEMES.map((value) => ({ value, label: WORDS.themes[value], icon: sample(value) })),
    (value) => store.change({ theme: value }),
  )
  const own = toggle(SAID.own, '', (ownColours) => store.change({ ownColours }))
  const ground = colourField({
    label: SAID.ground,
    field: 'ground',
    swatches: GROUNDS,
    onInput: (value) => store.change({ ground: value }),
  })
  const text = colourField({
    label: SAID.text,
    field: 'text',
    swatches: TEXTS,
    onInput: (value) => store.change({ text: value }),
  })
  const figure = el('p', { class: 'figure', 'data-part': 'own-contrast' })
  const colours = el('div', { class: 'card' }, [ground.element, text.element, figure])
  const logo = textField({
    field: 'logo',
    label: SAID.logo,
    hint: SAID.logoHint,
    onInput: (value) => store.change({ logo: value }),
  })
  return {
    id: 'look',
    title: SAID.title,
    element: section('look', SAID.title, SAID.lead, [theme.element, own.element, colours, logo.element]),
    show({ form, problems }) {
      theme.show(form.theme)
      own.show(form.ownColours)
      colours.hidden = !form.ownColours
      // Said while the colours are being mixed: the figure is what one steers by.
      ground.show(form.ground, problems.get('ground') ?? '')
      text.show(form.text, problems.get('text') ?? '')
      showContrast(figure, contrastOf(form.ground, form.text), SAID.pair)
      logo.show(form.logo, '')
    },
  }
}

function sample(theme: Theme): HTMLElement {
  return el('span', { class: 'sample', 'data-sample': theme, 'aria-hidden': 'true' }, ['3'])
}
