/** A colour: swatches to press, the system's picker, and the six digits to type. */
import { setText } from '../page/parts.ts'
import { button, el, freshId, setAttribute, setValue } from './dom.ts'
import { problemLine } from './field.ts'
import { WORDS } from './words.ts'

export type ColourField = {
  readonly label: string
  readonly field: string
  readonly swatches: readonly string[]
  onInput(colour: string): void
  onLeft?(): void
}

export function colourField({ label, field, swatches, onInput, onLeft }: ColourField) {
  const id = freshId('colour')
  const give = (colour: string) => {
    onInput(colour.trim().toLowerCase())
    onLeft?.()
  }
  const typed = el('input', {
    id,
    type: 'text',
    class: 'hex',
    spellcheck: 'false',
    autocomplete: 'off',
    maxlength: 7,
    'data-field': field,
    'aria-describedby': `${id}-problem`,
  })
  const picker = el('input', { type: 'color', class: 'picker', 'aria-label': `${label}: ${WORDS.tills.ownColour}` })
  typed.addEventListener('input', () => onInput(typed.value.trim().toLowerCase()))
  typed.addEventListener('change', () => onLeft?.())
  picker.addEventListener('input', () => give(picker.value))
  const buttons = swatches.map((colour) => {
    const swatch = button('swatch', [], () => give(colour))
    swatch.setAttribute('aria-label', `${label} ${colour}`)
    swatch.style.setProperty('--swatch', colour)
    return { colour, swatch }
  })
  const problem = problemLine(`${id}-problem`)
  const element = el('div', { class: 'field colour' }, [
    el('label', { for: id }, [label]),
    el('div', { class: 'swatches' }, [...buttons.map(({ swatch }) => swatch), picker, typed]),
    problem,
  ])
  return {
    element,
    show(colour: string, said: string) {
      setValue(typed, colour)
      if (/^#[0-9a-f]{6}$/u.test(colour)) setValue(picker, colour)
      for (const one of buttons) one.swatch.setAttribute('aria-pressed', String(one.colour === colour))
      setAttribute(typed, 'aria-invalid', said === '' ? null : 'true')
      setText(problem, said)
    },
  }
}
