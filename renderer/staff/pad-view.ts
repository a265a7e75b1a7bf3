/** The pad in the document: a card at the side of the page, made once and then only written to. */
import { fontStack } from '../look/fonts.ts'
import type { LeaveHow } from './door.ts'
import { icon } from './icons.ts'
import { isLocked, LONGEST, type Pad, type PadEvent, SHORTEST } from './pad-machine.ts'
import { ENGLISH, type StaffWords, staffWords } from './words.ts'

/** The language that the page speaks while the pad is opened. */
export type Tongue = { readonly tag: string; readonly direction: 'ltr' | 'rtl' }

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const
const HOWS = ['setup', 'reload', 'quit'] as const satisfies readonly LeaveHow[]

export class PadView {
  readonly card: HTMLElement
  readonly #press: (event: PadEvent) => void
  #words: StaffWords = ENGLISH
  #note = element('p', 'staff-note')
  #dots = element('div', 'staff-dots')
  #enter = element('button', 'staff-key staff-enter')

  constructor(press: (event: PadEvent) => void) {
    this.#press = press
    this.card = element('aside', 'staff-pad')
    this.card.setAttribute('role', 'dialog')
    this.card.tabIndex = -1
    this.card.hidden = true
  }

  /** Builds the card anew in this language; it stays in it, though the page goes on through its own languages. */
  speak({ tag, direction }: Tongue): void {
    const words = staffWords(tag)
    this.#words = words
    const foreign = words !== ENGLISH
    this.card.lang = foreign ? tag : 'en'
    this.card.dir = foreign ? direction : 'ltr'
    this.card.style.setProperty('--font', fontStack(tag))
    this.card.setAttribute('aria-label', words.title)
    this.card.replaceChildren(this.#head(), this.#entry(), this.#choices())
  }

  show(pad: Pad, now: number): void {
    this.card.hidden = pad.kind === 'closed'
    if (pad.kind === 'closed') return
    const { dataset } = this.card
    dataset['side'] = pad.side
    dataset['pad'] = pad.kind === 'choices' || pad.kind === 'leaving' ? 'choices' : 'typing'
    dataset['wait'] = String(pad.kind === 'asking' || pad.kind === 'leaving' || isLocked(pad, now))
    const typed = pad.kind === 'typing' || pad.kind === 'asking' ? pad.digits.length : 0
    this.#showDots(typed)
    this.#enter.disabled = typed < SHORTEST
    if (pad.kind === 'typing' && pad.note) dataset['note'] = pad.note.kind
    else delete dataset['note']
    const note = this.#noteOf(pad, now)
    if (this.#note.textContent !== note) this.#note.textContent = note
  }

  #noteOf(pad: Pad, now: number): string {
    const words = this.#words
    if (pad.kind === 'choices' || pad.kind === 'leaving') return pad.pinless ? words.noPin : ''
    if (pad.kind !== 'typing' || pad.note === null) return words.pin
    switch (pad.note.kind) {
      case 'wrong':
        return `${words.wrong}. ${words.left} ${pad.note.left}`
      case 'locked':
        return `${words.locked} ${countdown(pad.note.until - now)}`
      case 'again':
        return words.again
    }
  }

  #showDots(count: number): void {
    if (this.#dots.childElementCount === count) return
    const shown = Array.from({ length: Math.min(count, LONGEST) }, () => element('i', 'staff-dot'))
    this.#dots.replaceChildren(...shown)
    this.#dots.setAttribute('aria-label', String(count))
  }

  #head(): HTMLElement {
    const head = element('header', 'staff-head')
    const title = element('h2', 'staff-title', this.#words.title)
    this.#note = element('p', 'staff-note')
    this.#note.setAttribute('role', 'status')
    head.append(title, this.#button('staff-close', { kind: 'close' }, this.#words.back, icon('close')), this.#note)
    return head
  }

  #entry(): HTMLElement {
    const entry = element('div', 'staff-entry')
    this.#dots = element('div', 'staff-dots')
    this.#dots.setAttribute('role', 'img')
    const keys = element('div', 'staff-keys')
    for (const digit of DIGITS) keys.append(this.#digit(digit))
    this.#enter = this.#button('staff-key staff-enter', { kind: 'enter' }, this.#words.enter, icon('enter'))
    keys.append(
      this.#button('staff-key', { kind: 'erase' }, this.#words.erase, icon('erase')),
      this.#digit('0'),
      this.#enter,
    )
    entry.append(this.#dots, keys)
    return entry
  }

  #choices(): HTMLElement {
    const choices = element('div', 'staff-choices')
    choices.append(this.#choice('back', { kind: 'close' }))
    for (const how of HOWS) choices.append(this.#choice(how, { kind: 'choose', how }))
    return choices
  }

  #digit(digit: string): HTMLButtonElement {
    return this.#button('staff-key', { kind: 'digit', digit }, digit, document.createTextNode(digit))
  }

  #choice(name: LeaveHow | 'back', event: PadEvent): HTMLButtonElement {
    const label = element('span', 'staff-label')
    label.append(element('b', 'staff-own', this.#words[name]))
    if (this.#words !== ENGLISH) {
      const english = element('small', 'staff-english', ENGLISH[name])
      english.lang = 'en'
      english.dir = 'ltr'
      label.append(english)
    }
    const button = this.#button('staff-choice', event, '', icon(name), label)
    button.dataset['choice'] = name
    return button
  }

  #button(className: string, event: PadEvent, label: string, ...content: Node[]): HTMLButtonElement {
    const button = element('button', className)
    button.type = 'button'
    if (label !== '') button.setAttribute('aria-label', label)
    button.append(...content)
    button.addEventListener('click', () => this.#press(event))
    return button
  }
}

/** `0:30`. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  text = '',
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = text
  return made
}
