/** The form: what stands in the page's fields at the moment, right or wrong. Made of the facts, turned into a draft. Pure. */
import * as v from 'valibot'
import type { Theme } from '../../protocol/screen-setup.ts'
import { type Arrow, DEFAULT_SETTINGS, type Shape, Till } from '../../protocol/settings.ts'
import type { SetupDraft, SetupFacts, SetupPin } from '../../protocol/setup.ts'
import { cardsOf, type DisplayCard, wishesOf } from './display-cards.ts'

/** `key` stays with a till while its number is changed or it is moved. */
export type TillForm = {
  readonly key: number
  /** As typed. */
  readonly number: string
  readonly label: string
  readonly arrow: Arrow
  readonly shape: Shape
  readonly colour: string
}

/** `percent` is 0 to 100. */
export type VolumeForm = { readonly key: number; readonly from: string; readonly percent: number }

export type Form = {
  readonly line: 'own' | 'central'
  readonly relay: string
  readonly token: string
  readonly store: string
  readonly screenName: string
  readonly languages: readonly string[]
  readonly announceLanguages: readonly string[]
  readonly tills: readonly TillForm[]
  readonly chime: boolean
  readonly voice: boolean
  readonly volume: readonly VolumeForm[]
  readonly displays: readonly DisplayCard[]
  readonly theme: Theme
  readonly ownColours: boolean
  readonly ground: string
  readonly text: string
  readonly logo: string
  readonly pin: SetupPin['kind']
  readonly digits: string
  readonly again: string
  readonly diagonal: string
  readonly metres: string
}

/** A store that turns its own colours on begins with these: a deep blue, white on it at 15:1. */
const FIRST_COLOURS = { ground: '#10233f', text: '#ffffff' } as const

export function formOf({ draft, screens }: SetupFacts): Form {
  const { line, colours } = draft
  return {
    line: line.kind,
    relay: line.kind === 'central' ? line.relay : '',
    token: line.kind === 'central' ? (line.token ?? '') : '',
    store: draft.store,
    screenName: draft.screenName,
    languages: draft.languages,
    announceLanguages: draft.announceLanguages,
    tills: draft.tills.map(tillForm),
    chime: draft.chime,
    voice: draft.voice,
    volume: draft.volume.map(({ from, volume }, key) => ({ key, from, percent: Math.round(volume * 100) })),
    displays: cardsOf(draft.displays, screens),
    theme: draft.theme,
    ownColours: colours !== undefined,
    ...(colours ?? FIRST_COLOURS),
    logo: draft.logo ?? '',
    pin: draft.pin.kind,
    digits: '',
    again: '',
    diagonal: String(draft.diagonalInches),
    metres: String(draft.readingMetres),
  }
}

export function tillForm(till: Till, key: number): TillForm {
  const { number, label = '', arrow, shape, colour } = till
  return { key, number: String(number), label, arrow, shape, colour }
}

/** Only for a form without problems: what is not a number then is not noticed. */
export function draftOf(form: Form): SetupDraft {
  return {
    line: lineOf(form),
    store: form.store.trim(),
    screenName: form.screenName.trim(),
    languages: [...form.languages],
    announceLanguages: [...form.announceLanguages],
    tills: [...tillsOf(form)],
    chime: form.chime,
    voice: form.voice,
    volume: form.volume
      .map(({ from, percent }) => ({ from, volume: percent / 100 }))
      .toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    displays: wishesOf(form.displays),
    theme: form.theme,
    ...(form.ownColours ? { colours: { ground: form.ground, text: form.text } } : {}),
    ...(form.logo.trim() === '' ? {} : { logo: form.logo.trim() }),
    pin: form.pin === 'new' ? { kind: 'new', digits: form.digits } : { kind: form.pin },
    diagonalInches: decimal(form.diagonal),
    readingMetres: decimal(form.metres),
  }
}

/** A central relay has the tills: what stands half typed in fields that nobody sees any more must not hold up saving. */
function tillsOf({ line, tills }: Form): readonly Till[] {
  const typed = tills.map(tillOf)
  if (line === 'own') return typed
  const whole = typed.filter((till) => v.is(Till, till))
  return whole.length > 0 ? whole : DEFAULT_SETTINGS.tills
}

export function tillOf({ number, label, arrow, shape, colour }: TillForm): Till {
  return { number: Number(number), ...(label.trim() === '' ? {} : { label: label.trim() }), arrow, shape, colour }
}

/** Half the world types a comma. NaN: no number. */
export function decimal(text: string): number {
  return /^\d+([.,]\d+)?$/u.test(text.trim()) ? Number(text.trim().replace(',', '.')) : Number.NaN
}

function lineOf({ line, relay, token }: Form): SetupDraft['line'] {
  if (line === 'own') return { kind: 'own' }
  return { kind: 'central', relay: relay.trim(), ...(token.trim() === '' ? {} : { token: token.trim() }) }
}
