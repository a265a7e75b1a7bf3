/** Numbers and sentences in a language. */
import type { Catalogue, PluralForms } from './catalogue.ts'

/** The number in the numerals that this language's readers expect: 12 or ١٢. */
export function numeral(catalogue: Catalogue, value: number): string {
  return formatter(catalogue).format(value)
}

/** What the sign at the desk says, in this language: its label if it has one, else its number. */
export function tillName(catalogue: Catalogue, till: { readonly number: number; readonly label?: string }): string {
  return till.label ?? numeral(catalogue, till.number)
}

/** "Cashier Nº 3", in reading order. `name` comes from `tillName`. */
export function tillPhrase(catalogue: Catalogue, name: string): string {
  return fill(catalogue.till.phrase, name)
}

/** What a voice says for the till. Latin digits: every speech engine reads those, not all read others. */
export function spokenCall(catalogue: Catalogue, till: { readonly number: number; readonly label?: string }): string {
  return fill(catalogue.till.spoken, till.label ?? String(till.number))
}

/** "Waiting behind 2 calls"; with nobody ahead, "Next". */
export function waitingText(catalogue: Catalogue, behind: number): string {
  if (behind <= 0) return catalogue.desk.next
  return fill(pluralForm(catalogue.tag, catalogue.desk.waiting, behind), numeral(catalogue, behind))
}

/** The form for `count` by CLDR's rules of the language. */
export function pluralForm(tag: string, forms: PluralForms, count: number): string {
  return forms[pluralRules(tag).select(count)] ?? forms.other
}

function fill(template: string, value: string): string {
  return template.replace('{n}', () => value)
}

const formatter = memo((catalogue: Catalogue) => {
  const { tag, numbering } = catalogue
  return new Intl.NumberFormat(tag, { numberingSystem: numbering, useGrouping: false })
})
const pluralRules = memo((tag: string) => new Intl.PluralRules(tag))

/** Intl objects take up to a millisecond to make, and a call must reach the screen within one frame. */
function memo<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const fresh = make(key)
    made.set(key, fresh)
    return fresh
  }
}
