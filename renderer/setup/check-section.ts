/** The accessibility self-check: two figures in, one verdict a rule out, each with its figure and its limit. */
import {
  figureText,
  heightMm,
  type LegibilityFacts,
  type LegibilityVerdict,
  legibility,
  lowVisionMetres,
  SHARES,
} from '../../protocol/legibility.ts'
import { setText } from '../page/parts.ts'
import { el } from './dom.ts'
import { textField } from './field.ts'
import { decimal, type Form } from './form.ts'
import type { FormStore, FormView } from './form-store.ts'
import { type Section, section } from './section.ts'
import { WORDS } from './words.ts'

const { check: SAID } = WORDS
const COLOUR = /^#[0-9a-f]{6}$/u

export function checkSection(store: FormStore): Section {
  const text = (field: 'diagonal' | 'metres', label: string) =>
    textField({
      field,
      label,
      mode: 'decimal',
      onInput: (value) => store.change({ [field]: value }),
      onLeft: () => store.left(field),
    })
  const diagonal = text('diagonal', SAID.diagonal)
  const metres = text('metres', SAID.metres)
  const summary = el('p', { class: 'summary', role: 'status' })
  const reach = el('p', { class: 'hint' })
  const list = el('ul', { class: 'rules' })
  const result = el('div', { class: 'card' }, [summary, list, reach])
  return {
    id: 'check',
    title: SAID.title,
    element: section('check', SAID.title, SAID.lead, [
      el('div', { class: 'pair' }, [diagonal.element, metres.element]),
      result,
    ]),
    show(view) {
      diagonal.show(view.form.diagonal, view.said('diagonal'))
      metres.show(view.form.metres, view.said('metres'))
      result.hidden = view.problems.has('diagonal') || view.problems.has('metres')
      if (!result.hidden) showVerdicts(view, { summary, list, reach })
    },
  }
}

type Parts = { readonly summary: HTMLElement; readonly list: HTMLElement; readonly reach: HTMLElement }

function showVerdicts(view: FormView, { summary, list, reach }: Parts): void {
  const facts = legibilityFacts(view)
  const verdicts = legibility(facts)
  const failed = verdicts.filter(({ pass }) => !pass)
  const portrait = facts.aspect.height > facts.aspect.width
  const numeral = heightMm(facts.diagonalInches, facts.aspect) * SHARES[portrait ? 'portrait' : 'landscape'].numeral
  summary.dataset['pass'] = String(failed.length === 0)
  const larger = failed.some(({ unit }) => unit === 'mm' || unit === 'arcmin') ? largerScreen(facts) : undefined
  const way = larger === undefined ? '' : ` ${SAID.larger(larger)}`
  setText(summary, failed.length === 0 ? SAID.all : `${SAID.some(failed.length)}${way}`)
  setText(reach, SAID.reach((Math.floor(lowVisionMetres(numeral) * 10) / 10).toFixed(1)))
  const wanted = JSON.stringify(verdicts)
  if (list.dataset['shown'] === wanted) return
  list.dataset['shown'] = wanted
  list.replaceChildren(...verdicts.map(row))
}

/** What the screen would have: the first display that shows the line, the colours of the form. */
export function legibilityFacts({ form, facts }: FormView): LegibilityFacts {
  const screen = form.displays.find(({ on, screen }) => on && screen)?.screen
  return {
    diagonalInches: decimal(form.diagonal),
    readingMetres: decimal(form.metres),
    aspect: screen ?? { width: 16, height: 9 },
    ...(form.ownColours && readable(form) ? { colours: { ground: form.ground, text: form.text } } : {}),
    tills: form.tills
      .filter(({ colour }) => COLOUR.test(colour))
      .map(({ number, colour }) => ({ number: Number(number), colour })),
    holdMs: facts.holdMs,
    floorMs: facts.floorMs,
  }
}

function readable({ ground, text }: Form): boolean {
  return COLOUR.test(ground) && COLOUR.test(text)
}

/** The smallest diagonal, in whole inches, at which every size passes; undefined: none is sold. */
function largerScreen(facts: LegibilityFacts): number | undefined {
  for (let inches = Math.ceil(facts.diagonalInches); inches <= 110; inches++) {
    const verdicts = legibility({ ...facts, diagonalInches: inches })
    if (verdicts.every(({ pass, unit }) => pass || (unit !== 'mm' && unit !== 'arcmin'))) return inches
  }
  return undefined
}

function row({ rule, pass, value, limit, most, unit, of }: LegibilityVerdict): HTMLElement {
  const figure = `${figureText(value, unit)}${of === undefined ? '' : ` (${of})`}`
  const asked =
    most === undefined
      ? SAID.least(figureText(limit, unit, 'limit'))
      : SAID.between(String(limit), figureText(most, unit))
  return el('li', { class: 'rule', 'data-rule': rule, 'data-pass': String(pass) }, [
    el('span', { class: 'verdict' }, [pass ? SAID.pass : SAID.fail]),
    el('span', { class: 'rule-name' }, [SAID.rules[rule]]),
    el('span', { class: 'rule-figure' }, [figure]),
    el('span', { class: 'rule-limit' }, [asked]),
  ])
}
