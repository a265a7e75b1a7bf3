/** What the screen shows, in words and signs, before a single pixel of it: `view` in the language of the moment. Pure. */

import { inkOn } from '../../protocol/contrast.ts'
import { type Catalogue, catalogueFor, numeral, tillName, tillPhrase } from '../../protocol/language/index.ts'
import type { Arrow, Shape } from '../../protocol/settings.ts'
import type { State } from '../../protocol/state.ts'
import { type AlsoCalled, type ShownCall, tillOf, type View } from '../../protocol/view.ts'
import type { Standing } from './standing.ts'

export type Chip = {
  readonly cashier: number
  readonly name: string
  readonly arrow: Arrow
  readonly shape: Shape
  readonly colour: string
}

export type CallPicture = {
  readonly cashier: number
  readonly offset: number
  /** Changes with each new call and each recall. */
  readonly key: string
  readonly order: Catalogue['till']['order']
  readonly word: string
  readonly sign: string
  readonly name: string
  /** What the sign at the desk says, inside its shape: without it a triangle reads as an arrow. Null: too long for it. */
  readonly badge: string | null
  readonly phrase: string
  /** For the voice, which says it in other languages too. */
  readonly till: { readonly number: number; readonly label?: string }
  readonly arrow: Arrow
  readonly shape: Shape
  readonly colour: string
  readonly ink: string
}

type Common = {
  readonly offset: number
  readonly catalogue: Catalogue
  readonly also: readonly Chip[]
  /** The connection is away for a moment. */
  readonly away: boolean
}

export type Picture =
  | (Common & { readonly kind: 'wait'; readonly notice: string | null })
  | (Common & { readonly kind: 'calling'; readonly call: CallPicture })
  | (Common & { readonly kind: 'offline' })

export function picture(view: View, state: State, standing: Standing): Picture {
  const { catalogue } = catalogueFor(view.language)
  const base = { offset: view.offset, catalogue, away: standing.kind !== 'sure' }
  if (standing.kind === 'offline') return { ...base, kind: 'offline', also: [] }
  const also = view.also.map((called) => chip(called, state, catalogue))
  if (view.mode === 'wait') return { ...base, kind: 'wait', also, notice: view.notice }
  return { ...base, kind: 'calling', also, call: call(view.call, state, catalogue) }
}

/** A call's name for "the same announcement again?". */
function callKey(call: Pick<ShownCall, 'offset' | 'recalls'>): string {
  return `${call.offset}:${call.recalls}`
}

function call(shown: ShownCall, state: State, catalogue: Catalogue): CallPicture {
  const till = tillOf(state, shown.cashier)
  const name = tillName(catalogue, till)
  const badge = till.label === undefined ? String(till.number) : till.label.length <= 2 ? till.label : null
  const { order, word, sign } = catalogue.till
  return {
    cashier: shown.cashier,
    offset: shown.offset,
    key: callKey(shown),
    order,
    word,
    sign,
    name,
    badge,
    phrase: tillPhrase(catalogue, name),
    till: { number: till.number, ...(till.label === undefined ? {} : { label: till.label }) },
    arrow: till.arrow,
    shape: till.shape,
    colour: till.colour,
    ink: inkOn(till.colour),
  }
}

function chip(called: AlsoCalled, state: State, catalogue: Catalogue): Chip {
  const till = tillOf(state, called.cashier)
  const { arrow, shape, colour } = till
  return { cashier: called.cashier, name: tillName(catalogue, till), arrow, shape, colour }
}

/** The catalogue's numerals for a clock or a count; digits by locale, as in the call. */
export function clockText(catalogue: Catalogue, hour: number, minute: number): string {
  const pad = numeral(catalogue, 0)
  const two = (value: number) => numeral(catalogue, value).padStart(2, pad)
  return `${two(hour)}:${two(minute)}`
}
