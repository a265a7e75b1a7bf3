/** The field for the code that stands on the screen. */
import { setText } from '../page/parts.ts'
import { el, setValue } from '../setup/dom.ts'
import { card, problemLine } from './card.ts'
import { grouped } from './code.ts'
import type { Desk, DeskEvent } from './desk.ts'
import { WORDS } from './words.ts'

export class CodeEntry {
  readonly element: HTMLElement
  readonly field = el('input', {
    id: 'code',
    class: 'code',
    type: 'text',
    inputmode: 'text',
    autocomplete: 'off',
    autocapitalize: 'characters',
    autocorrect: 'off',
    spellcheck: 'false',
    enterkeyhint: 'go',
    placeholder: '––––-––––',
    'aria-describedby': 'code-problem code-state',
  })
  readonly #problem = problemLine('code-problem')
  readonly #state = el('p', { class: 'note', id: 'code-state' })

  constructor(tell: (event: DeskEvent) => void) {
    this.field.addEventListener('input', () => {
      const { field } = this
      const atEnd = field.selectionStart === field.value.length
      tell({ kind: 'typed', text: field.value })
      if (atEnd) field.setSelectionRange(field.value.length, field.value.length)
    })
    this.field.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') tell({ kind: 'typed', text: this.field.value })
    })
    const label = el('label', { class: 'unseen', for: 'code' }, [WORDS.code.label])
    this.element = card('code', WORDS.code.title, [label, this.field, this.#state, this.#problem]).element
  }

  show(desk: Desk): void {
    this.element.hidden = desk.kind !== 'in' || desk.asking.kind === 'found' || desk.asking.kind === 'decided'
    if (desk.kind !== 'in') return
    setValue(this.field, shownCode(this.field.value, desk.code))
    const { asking } = desk
    setText(this.#state, asking.kind === 'looking' ? WORDS.code.looking : '')
    setText(this.#problem, asking.kind === 'failed' ? WORDS.problems[asking.problem] : '')
    this.field.setAttribute('aria-invalid', String(asking.kind === 'failed' && asking.problem === 'unknown-code'))
  }
}

/** A dash that was just typed behind the first group stays. */
function shownCode(typed: string, code: string): string {
  const shown = grouped(code)
  return typed.toUpperCase() === `${shown}-` && code.length === 4 ? `${shown}-` : shown
}
