/** The screen that asks: who it is, its name for staff, and the decision. Then what became of it. */
import { setText } from '../page/parts.ts'
import { button, el, setValue } from '../setup/dom.ts'
import { card } from './card.ts'
import { grouped } from './code.ts'
import { type Desk, type DeskEvent, LONGEST_NAME, mayApprove, type Request } from './desk.ts'
import { agoText, WORDS } from './words.ts'

export class AskingCard {
  readonly element: HTMLElement
  readonly heading: HTMLElement
  readonly #facts = el('dl', { class: 'facts' })
  readonly #name = el('input', {
    id: 'name',
    type: 'text',
    maxlength: LONGEST_NAME,
    autocomplete: 'off',
    enterkeyhint: 'done',
    'aria-describedby': 'name-hint',
  })
  readonly #approve = el('button', { class: 'button primary', type: 'submit' }, [WORDS.found.approve])
  readonly #refuse: HTMLButtonElement
  #shown: Request | null = null

  constructor(tell: (event: DeskEvent) => void) {
    this.#refuse = button('button', [WORDS.found.refuse], () => tell({ kind: 'decide', how: 'refused' }))
    this.#name.addEventListener('input', () => tell({ kind: 'named', name: this.#name.value }))
    const form = el('form', { class: 'form' }, [
      el('div', { class: 'field' }, [
        el('label', { for: 'name' }, [WORDS.found.name]),
        this.#name,
        el('p', { class: 'hint', id: 'name-hint' }, [WORDS.found.nameHint]),
      ]),
      el('div', { class: 'actions' }, [this.#approve, this.#refuse]),
    ])
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      tell({ kind: 'decide', how: 'approved' })
    })
    const check = el('p', { class: 'note' }, [WORDS.found.check])
    const made = card('asking', WORDS.found.title, [this.#facts, check, form])
    this.element = made.element
    this.heading = made.heading
  }

  show(desk: Desk): void {
    const asked = desk.kind === 'in' && desk.asking.kind === 'found' ? desk.asking : null
    this.element.hidden = asked === null
    if (asked === null) return
    if (asked.request !== this.#shown) this.#facts.replaceChildren(...facts(asked.request))
    this.#shown = asked.request
    setValue(this.#name, asked.name)
    this.#approve.disabled = !mayApprove(asked)
    this.#refuse.disabled = asked.deciding
  }
}

function facts({ code, name, address, askedAgo }: Request): HTMLElement[] {
  const row = (term: string, value: string, more: string) =>
    el('div', { class: `fact ${more}` }, [el('dt', {}, [term]), el('dd', { dir: 'auto' }, [value])])
  return [
    row(WORDS.code.title, grouped(code.replace('-', '')), 'fact-code'),
    row(WORDS.found.calls, name ?? WORDS.found.nameless, ''),
    row(WORDS.found.address, address, ''),
    row(WORDS.found.asked, agoText(askedAgo), ''),
  ]
}

export class DecidedCard {
  readonly element: HTMLElement
  readonly again: HTMLButtonElement
  readonly #line = el('p', { class: 'outcome', role: 'status' })

  constructor(tell: (event: DeskEvent) => void) {
    this.again = button('button', [WORDS.decided.another], () => tell({ kind: 'another' }))
    this.element = el('section', { class: 'card', 'data-card': 'decided' }, [this.#line, this.again])
  }

  show(desk: Desk): void {
    const decided = desk.kind === 'in' && desk.asking.kind === 'decided' ? desk.asking : null
    this.element.hidden = decided === null
    if (decided === null || desk.kind !== 'in') return
    this.element.dataset['how'] = decided.how
    const { approved, refused } = WORDS.decided
    setText(this.#line, decided.how === 'approved' ? approved(decided.name, desk.store) : refused)
  }
}
