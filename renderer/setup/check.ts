/** What is wrong in the form, field by field, in words that stand beside the field. Pure. */
import { contrast, ENOUGH_CONTRAST } from '../../protocol/contrast.ts'
import { figureText } from '../../protocol/legibility.ts'
import { decimal, type Form, type TillForm } from './form.ts'
import { readNumbers } from './number-list.ts'
import { WORDS } from './words.ts'

/** Field -> what is wrong with it; in the order in which the fields stand on the page. */
export type Problems = ReadonlyMap<string, string>

const { problems: SAID } = WORDS
const COLOUR = /^#[0-9a-f]{6}$/u

export function problemsOf(form: Form): Problems {
  const found = new Map<string, string>()
  const check = (field: string, bad: boolean, said: string) => {
    if (bad && !found.has(field)) found.set(field, said)
  }
  checkLine(form, check)
  check('languages', form.languages.length === 0, SAID.noLanguage)
  check('announceLanguages', form.announceLanguages.length > 6, SAID.manyLanguages)
  // A central relay has the tills of its store.
  if (form.line === 'own') checkTills(form.tills, check)
  checkDisplays(form, check)
  checkColours(form, check)
  checkSound(form, check)
  checkPin(form, check)
  check('diagonal', !within(decimal(form.diagonal), 5, 200), SAID.diagonal)
  check('metres', !within(decimal(form.metres), 0.5, 50), SAID.metres)
  return found
}

type Check = (field: string, bad: boolean, said: string) => void

/** How a colour with white on it reads; undefined: it is no colour yet. */
export function contrastOf(one: string, other: string): number | undefined {
  return COLOUR.test(one) && COLOUR.test(other) ? contrast(one, other) : undefined
}

function checkLine({ line, relay, token, store, screenName }: Form, check: Check): void {
  if (line === 'central') {
    check('relay', !isAddress(relay.trim()), SAID.relay)
    check('token', token.trim() !== '' && token.trim().length < 16, SAID.token)
  }
  check('store', !/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}$/u.test(store.trim()), SAID.store)
  check('screenName', screenName.trim().length < 1 || screenName.trim().length > 60, SAID.screenName)
}

function checkTills(tills: readonly TillForm[], check: Check): void {
  const seen = new Set<number>()
  for (const { key, number, label, colour } of tills) {
    const value = /^\d{1,2}$/u.test(number.trim()) ? Number(number) : 0
    check(`till-${key}-number`, value < 1, SAID.tillNumber)
    check(`till-${key}-number`, seen.has(value), SAID.tillTwice(value))
    seen.add(value)
    check(`till-${key}-label`, label.trim().length > 4, SAID.label)
    const ratio = contrastOf(colour, '#ffffff')
    check(`till-${key}-colour`, ratio === undefined, SAID.colour)
    check(`till-${key}-colour`, ratio !== undefined && ratio < ENOUGH_CONTRAST, SAID.tillContrast(figure(ratio)))
  }
}

function checkDisplays({ displays }: Form, check: Check): void {
  check('displays', !displays.some(({ on }) => on), SAID.noDisplay)
  for (const { key, on, some, tills, name } of displays) {
    if (!on) continue
    check(`display-${key}-name`, name.trim().length > 60, SAID.displayName)
    if (some) check(`display-${key}-tills`, (readNumbers(tills) ?? []).length === 0, SAID.displayTills)
  }
}

function checkColours({ ownColours, ground, text }: Form, check: Check): void {
  if (!ownColours) return
  const ratio = contrastOf(ground, text)
  check('ground', !COLOUR.test(ground), SAID.colour)
  check('text', !COLOUR.test(text), SAID.colour)
  check('text', ratio !== undefined && ratio < ENOUGH_CONTRAST, SAID.contrast(figure(ratio)))
}

function checkSound({ volume }: Form, check: Check): void {
  const seen = new Set<string>()
  for (const { key, from } of volume) {
    check(`volume-${key}`, !/^([01]\d|2[0-3]):[0-5]\d$/u.test(from), SAID.time)
    check(`volume-${key}`, seen.has(from), SAID.timeTwice)
    seen.add(from)
  }
}

function checkPin({ pin, digits, again }: Form, check: Check): void {
  if (pin !== 'new') return
  check('digits', !/^\d{4,12}$/u.test(digits), SAID.digits)
  check('again', digits !== again, SAID.again)
}

function isAddress(text: string): boolean {
  return /^https?:\/\//u.test(text) && URL.canParse(text)
}

function within(value: number, low: number, high: number): boolean {
  return value >= low && value <= high
}

function figure(ratio: number | undefined): string {
  return figureText(ratio ?? 1, ':1')
}
