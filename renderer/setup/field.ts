/** Fields: a label, an input, a hint, and room for what is wrong. Each is made once and then only written to. */
import { setText } from '../page/parts.ts'
import { type Child, el, freshId, setAttribute, setValue } from './dom.ts'

export type Field = { readonly element: HTMLElement; show(value: string, problem: string): void }

export type TextField = {
  readonly label: string
  readonly hint?: string
  readonly type?: 'text' | 'url' | 'password' | 'time'
  readonly mode?: 'numeric' | 'decimal' | 'url' | 'text'
  readonly size?: 'short' | 'full'
  /** Names the field for whoever jumps to it. */
  readonly field: string
  onInput(value: string): void
  onLeft?(): void
}

export function textField(options: TextField): Field & { readonly input: HTMLInputElement } {
  const id = freshId('field')
  const { label, hint, type = 'text', mode, size = 'full', field } = options
  const input = el('input', {
    id,
    type,
    inputmode: mode,
    autocomplete: 'off',
    spellcheck: 'false',
    'data-field': field,
  })
  const problem = problemLine(`${id}-problem`)
  const described = hint === undefined ? problem.id : `${id}-hint ${problem.id}`
  input.setAttribute('aria-describedby', described)
  input.addEventListener('input', () => options.onInput(input.value))
  input.addEventListener('change', () => options.onLeft?.())
  const element = el('div', { class: `field ${size}` }, [
    el('label', { for: id }, [label]),
    input,
    ...(hint === undefined ? [] : [el('p', { class: 'hint', id: `${id}-hint` }, [hint])]),
    problem,
  ])
  return {
    element,
    input,
    show(value, said) {
      setValue(input, value)
      setAttribute(input, 'aria-invalid', said === '' ? null : 'true')
      setText(problem, said)
    },
  }
}

export function problemLine(id: string): HTMLElement {
  return el('p', { class: 'problem', id, role: 'alert' })
}

export type Option = { readonly value: string; readonly text: string }

export function selectField(
  label: string,
  onChange: (value: string) => void,
): {
  readonly element: HTMLElement
  readonly select: HTMLSelectElement
  show(options: readonly Option[], value: string): void
} {
  const id = freshId('select')
  const select = el('select', { id })
  select.addEventListener('change', () => onChange(select.value))
  const element = el('div', { class: 'field' }, [
    el('label', { for: id }, [label]),
    el('div', { class: 'select' }, [select]),
  ])
  let shown = ''
  return {
    element,
    select,
    show(options, value) {
      const wanted = JSON.stringify(options)
      if (wanted !== shown) {
        shown = wanted
        select.replaceChildren(...options.map((one) => el('option', { value: one.value }, [one.text])))
      }
      setValue(select, value)
    },
  }
}

/** A switch that is on or off. */
export function toggle(label: string, hint: string, onChange: (on: boolean) => void) {
  const id = freshId('toggle')
  const input = el('input', { id, type: 'checkbox', role: 'switch' })
  input.addEventListener('change', () => onChange(input.checked))
  const text = el('span', { class: 'toggle-text' }, [
    el('span', { class: 'toggle-label' }, [label]),
    ...(hint === '' ? [] : [el('span', { class: 'hint' }, [hint])]),
  ])
  const element = el('label', { class: 'toggle', for: id }, [
    input,
    el('span', { class: 'track', 'aria-hidden': 'true' }),
    text,
  ])
  return {
    element,
    show(on: boolean) {
      if (input.checked !== on) input.checked = on
    },
  }
}

export type Choice<Value extends string> = {
  readonly value: Value
  readonly label: string
  readonly hint?: string
  readonly icon?: Child | undefined
}

/** One of a few, all to be seen: radio buttons, so the arrow keys move between them. */
export function choice<Value extends string>(
  legend: string,
  kind: 'segments' | 'cards' | 'icons',
  choices: readonly Choice<Value>[],
  onChange: (value: Value) => void,
) {
  const name = freshId('choice')
  const inputs = new Map<Value, HTMLInputElement>()
  const options = choices.map(({ value, label, hint, icon }) => {
    const input = el('input', { type: 'radio', name, value, id: `${name}-${value}` })
    input.addEventListener('change', () => onChange(value))
    inputs.set(value, input)
    const words = el('span', { class: 'choice-text' }, [el('span', {}, [label])])
    if (hint !== undefined) words.append(el('span', { class: 'hint' }, [hint]))
    return el('label', { class: 'option', for: `${name}-${value}` }, [
      input,
      ...(icon === undefined ? [] : [icon]),
      words,
    ])
  })
  const element = el('fieldset', { class: `choice ${kind}` }, [
    el('legend', {}, [legend]),
    el('div', { class: 'options' }, options),
  ])
  return {
    element,
    show(value: Value) {
      const input = inputs.get(value)
      if (input && !input.checked) input.checked = true
    },
  }
}
