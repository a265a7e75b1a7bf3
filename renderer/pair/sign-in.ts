/** The sign-in of staff: a token is pasted, or came in the page's address. */
import { setText } from '../page/parts.ts'
import { el } from '../setup/dom.ts'
import { card, problemLine } from './card.ts'
import { grouped, tokenIn } from './code.ts'
import type { Desk, DeskEvent } from './desk.ts'
import { WORDS } from './words.ts'

export class SignIn {
  readonly element: HTMLElement
  readonly #field = el('input', {
    id: 'token',
    type: 'password',
    // Browsers keep it for the next time, if staff wish: it is a password to them.
    autocomplete: 'current-password',
    autocapitalize: 'none',
    spellcheck: 'false',
    'aria-describedby': 'token-hint token-problem',
  })
  readonly #problem = problemLine('token-problem')
  readonly #code = el('b', { class: 'nowrap' })
  readonly #waiting = el('p', { class: 'note' }, [WORDS.signIn.waiting, this.#code])
  readonly #go = el('button', { class: 'button primary', type: 'submit' }, [WORDS.signIn.go])

  constructor(tell: (event: DeskEvent) => void) {
    const form = el('form', { class: 'form' }, [
      el('div', { class: 'field' }, [
        el('label', { for: 'token' }, [WORDS.signIn.token]),
        this.#field,
        el('p', { class: 'hint', id: 'token-hint' }, [WORDS.signIn.hint]),
        this.#problem,
      ]),
      this.#go,
    ])
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      tell({ kind: 'sign-in', token: tokenIn(this.#field.value) })
    })
    const lead = el('p', { class: 'note' }, [WORDS.signIn.lead])
    this.element = card('sign-in', WORDS.signIn.title, [lead, this.#waiting, form]).element
  }

  show(desk: Desk): void {
    this.element.hidden = desk.kind === 'in'
    if (desk.kind === 'in') {
      this.#field.value = ''
      return
    }
    const knocking = desk.kind === 'knocking'
    this.#go.disabled = knocking
    setText(this.#go, knocking ? WORDS.signIn.going : WORDS.signIn.go)
    const why = desk.kind === 'out' ? desk.why : null
    setText(this.#problem, why === null ? '' : why === 'not-staff' ? WORDS.signIn.notStaff : WORDS.problems[why])
    this.#field.setAttribute('aria-invalid', String(why === 'not-staff'))
    this.#waiting.hidden = desk.code === ''
    setText(this.#code, grouped(desk.code))
  }
}
