/** The screens that were paired, and how one is sent away again. */
import { setText } from '../page/parts.ts'
import { button, el } from '../setup/dom.ts'
import { card, problemLine } from './card.ts'
import type { Desk, DeskEvent, Paired, SignedIn } from './desk.ts'
import { WORDS } from './words.ts'

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

export class ScreensCard {
  readonly element: HTMLElement
  readonly #tell: (event: DeskEvent) => void
  readonly #list = el('ul', { class: 'screens' })
  readonly #none = el('p', { class: 'note' }, [WORDS.screens.none])
  readonly #problem = problemLine('screens-problem')
  #shown: Pick<SignedIn, 'screens' | 'revoking'> | null = null

  constructor(tell: (event: DeskEvent) => void) {
    this.#tell = tell
    this.element = card('screens', WORDS.screens.title, [this.#none, this.#list, this.#problem]).element
    this.element.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') tell({ kind: 'keep' })
    })
  }

  show(desk: Desk): void {
    this.element.hidden = desk.kind !== 'in'
    if (desk.kind !== 'in') return
    setText(this.#problem, desk.problem === null ? '' : WORDS.problems[desk.problem])
    this.#none.hidden = desk.screens.length > 0
    const { screens, revoking } = desk
    if (this.#shown?.screens === screens && this.#shown.revoking === revoking) return
    const asked = this.#shown?.revoking?.id
    this.#shown = { screens, revoking }
    this.#list.replaceChildren(...screens.map((screen) => this.#row(screen, revoking)))
    this.#focus(revoking?.id, asked)
  }

  #row(screen: Paired, revoking: SignedIn['revoking']): HTMLElement {
    const { id, name, issuedAt, expiresAt } = screen
    const days = [WORDS.screens.since(DAY.format(issuedAt)), WORDS.screens.until(DAY.format(expiresAt))]
    const about = el('div', { class: 'screen-about' }, [
      el('span', { class: 'screen-name', dir: 'auto' }, [name]),
      el(
        'span',
        { class: 'hint screen-days' },
        days.map((day) => el('span', { class: 'nowrap' }, [day])),
      ),
    ])
    const isAsked = revoking?.id === id
    const start = button('button quiet', [WORDS.screens.revoke], () => this.#tell({ kind: 'revoke', id }))
    start.setAttribute('aria-label', WORDS.screens.revokeNamed(name))
    start.hidden = isAsked
    const rest = isAsked ? [this.#question(name, revoking.sent)] : []
    return el('li', { class: 'screen', 'data-id': id }, [about, start, ...rest])
  }

  #question(name: string, sent: boolean): HTMLElement {
    const yes = button('button danger', [sent ? WORDS.screens.yesSent : WORDS.screens.yes], () =>
      this.#tell({ kind: 'confirm' }),
    )
    const no = button('button', [WORDS.screens.no], () => this.#tell({ kind: 'keep' }))
    yes.disabled = sent
    no.disabled = sent
    const label = WORDS.screens.sure(name)
    return el('div', { class: 'sure', role: 'group', 'aria-label': label }, [
      el('p', {}, [label]),
      el('div', { class: 'actions' }, [yes, no]),
    ])
  }

  /** To the question when it comes, back to its button when it goes. */
  #focus(asked: string | undefined, before: string | undefined): void {
    const id = asked ?? before
    if (id === undefined) return
    const row = [...this.#list.children].find((child) => child instanceof HTMLElement && child.dataset['id'] === id)
    const selector = asked === undefined ? '.quiet' : '.sure .button:not(.danger)'
    row?.querySelector<HTMLElement>(selector)?.focus()
  }
}
