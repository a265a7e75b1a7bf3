/** Everything about one till: number, sign, arrow, shape, colour, place. */
import { ENOUGH_CONTRAST } from '../../protocol/contrast.ts'
import { figureText } from '../../protocol/legibility.ts'
import { type ARROWS, type Arrow, SHAPES, type Shape, TILL_COLOURS } from '../../protocol/settings.ts'
import { arrowIcon } from '../look/arrows.ts'
import { shapeIcon } from '../look/shapes.ts'
import { setText } from '../page/parts.ts'
import { contrastOf } from './check.ts'
import { colourField } from './colour-field.ts'
import { button, el } from './dom.ts'
import { choice, textField } from './field.ts'
import type { TillForm } from './form.ts'
import type { FormStore, FormView } from './form-store.ts'
import { changed, moved } from './room.ts'
import { WORDS } from './words.ts'

const { tills: SAID } = WORDS
/** As they lie before the one who walks. */
const WALKS = ['left', 'up', 'right', 'none'] as const satisfies readonly (typeof ARROWS)[number][]

/** `chosen` tells the till that is edited, by its key; `onRemove` is told its place. */
export function tillEditor(store: FormStore, chosen: () => number, onRemove: (place: number) => void) {
  const change = (patch: Partial<TillForm>) => store.change({ tills: changed(store.form.tills, chosen(), patch) })
  const place = () => store.form.tills.findIndex(({ key }) => key === chosen())
  const shift = (by: number) => store.change({ tills: moved(store.form.tills, chosen(), place() + by) })
  const left = (what: string) => () => store.left(`till-${chosen()}-${what}`)
  const title = el('h3', { 'data-part': 'till-title' })
  const number = textField({
    field: 'till-number',
    label: SAID.number,
    mode: 'numeric',
    onInput: (value) => change({ number: value }),
    onLeft: left('number'),
  })
  const label = textField({
    field: 'till-label',
    label: SAID.label,
    hint: SAID.labelHint,
    onInput: (value) => change({ label: value }),
    onLeft: left('label'),
  })
  const arrows = choice<Arrow>(
    SAID.arrow,
    'segments',
    WALKS.map((value) => ({ value, label: WORDS.arrows[value], icon: arrowIcon(value) })),
    (arrow) => change({ arrow }),
  )
  const shapes = choice<Shape>(
    SAID.shape,
    'icons',
    SHAPES.map((value) => ({ value, label: WORDS.shapes[value], icon: shapeIcon(value) })),
    (shape) => change({ shape }),
  )
  const colour = colourField({
    label: SAID.colour,
    field: 'till-colour',
    swatches: TILL_COLOURS,
    onInput: (value) => change({ colour: value }),
    onLeft: left('colour'),
  })
  const figure = el('p', { class: 'figure' })
  const earlier = button('button', [SAID.earlier], () => shift(-1))
  const later = button('button', [SAID.later], () => shift(1))
  const remove = button('button quiet', [SAID.remove], () => onRemove(place()))
  const element = el('div', { class: 'card editor' }, [
    title,
    el('div', { class: 'pair' }, [number.element, label.element]),
    arrows.element,
    shapes.element,
    colour.element,
    figure,
    el('div', { class: 'actions' }, [earlier, later, remove]),
  ])
  return {
    element,
    show({ form, problems }: FormView) {
      const till = form.tills[place()]
      element.hidden = till === undefined
      if (!till) return
      // A till that cannot be called is told of at once: it is the only one on view.
      const problem = (what: string) => problems.get(`till-${till.key}-${what}`) ?? ''
      setText(title, SAID.till(till.label.trim() || till.number))
      number.show(till.number, problem('number'))
      label.show(till.label, problem('label'))
      arrows.show(till.arrow)
      shapes.show(till.shape)
      colour.show(till.colour, problem('colour'))
      showContrast(figure, contrastOf(till.colour, '#ffffff'), SAID.white)
      earlier.disabled = place() === 0
      later.disabled = place() === form.tills.length - 1
      remove.disabled = form.tills.length === 1
    },
  }
}

/** The figure beside a colour: "Contrast 8.1:1, white on it". */
export function showContrast(element: HTMLElement, ratio: number | undefined, of: string): void {
  element.dataset['pass'] = String(ratio !== undefined && ratio >= ENOUGH_CONTRAST)
  const figure = ratio === undefined ? '' : WORDS.look.contrast(figureText(ratio, ':1'))
  setText(element, figure === '' ? '' : `${figure}, ${of}; ${WORDS.look.enough}`)
}
