/** What one display shows: its own name, every till or only some. */
import { setText } from '../page/parts.ts'
import type { DisplayCard } from './display-cards.ts'
import { displayName } from './display-map.ts'
import { button, el } from './dom.ts'
import { choice, textField } from './field.ts'
import type { FormStore, FormView } from './form-store.ts'
import { numbersText, readNumbers } from './number-list.ts'
import { WORDS } from './words.ts'

const { displays: SAID } = WORDS

export function displayDetail(store: FormStore, key: string) {
  const change = (patch: Partial<DisplayCard>) => {
    const displays = store.form.displays.map((card) => (card.key === key ? { ...card, ...patch } : card))
    store.change({ displays })
  }
  const title = el('h3')
  const name = textField({
    field: `display-${key}-name`,
    label: SAID.name,
    onInput: (value) => change({ name: value }),
    onLeft: () => store.left(`display-${key}-name`),
  })
  const which = choice<'all' | 'some'>(
    SAID.tills,
    'segments',
    [
      { value: 'all', label: SAID.everything },
      { value: 'some', label: SAID.some },
    ],
    (value) => change({ some: value === 'some' }),
  )
  const tills = textField({
    field: `display-${key}-tills`,
    label: SAID.tills,
    hint: SAID.tillsHint,
    onInput: (value) => change({ tills: value }),
    onLeft: () => store.left(`display-${key}-tills`),
  })
  const chips = el('div', { class: 'chips', role: 'group', 'aria-label': SAID.tills })
  const forget = button('button quiet', [SAID.forget], () =>
    store.change({ displays: store.form.displays.filter((card) => card.key !== key) }),
  )
  const element = el('div', { class: 'card' }, [title, name.element, which.element, chips, tills.element, forget])
  return {
    element,
    show(card: DisplayCard, place: number, { form, said }: FormView) {
      element.hidden = !card.on
      setText(title, displayName(card, place))
      name.show(card.name, said(`display-${key}-name`))
      which.show(card.some ? 'some' : 'all')
      tills.show(card.tills, said(`display-${key}-tills`))
      tills.element.hidden = !card.some
      // A central relay's tills are not known here.
      chips.hidden = !card.some || form.line === 'central'
      showChips(
        chips,
        form.tills.map(({ number }) => Number(number)),
        card.tills,
        (text) => change({ tills: text }),
      )
      forget.hidden = card.screen !== null
    },
  }
}

/** The tills of the room, each to be pressed; the field below says the same in numbers. */
function showChips(host: HTMLElement, tills: readonly number[], text: string, onChange: (text: string) => void): void {
  const chosen = new Set(readNumbers(text) ?? [])
  const wanted = tills.filter((till) => till >= 1 && till <= 99)
  if (host.dataset['tills'] !== wanted.join()) {
    host.dataset['tills'] = wanted.join()
    host.replaceChildren(...wanted.map((till) => button('chip', [String(till)], () => {})))
  }
  wanted.forEach((till, index) => {
    const chip = host.children[index]
    if (!(chip instanceof HTMLButtonElement)) return
    chip.setAttribute('aria-pressed', String(chosen.has(till)))
    chip.setAttribute('aria-label', WORDS.tills.till(String(till)))
    chip.onclick = () => onChange(numbersText(flipped(chosen, till)))
  })
}

function flipped(chosen: ReadonlySet<number>, till: number): number[] {
  return chosen.has(till) ? [...chosen].filter((other) => other !== till) : [...chosen, till]
}
