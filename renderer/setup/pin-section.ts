/** The PIN with which staff leave the screen. What is set already is never shown, only kept or replaced. */
import type { SetupPin } from '../../protocol/setup.ts'
import { el } from './dom.ts'
import { choice, textField } from './field.ts'
import type { FormStore } from './form-store.ts'
import { type Section, section } from './section.ts'
import { WORDS } from './words.ts'

const { pin: SAID } = WORDS

export function pinSection(store: FormStore): Section {
  const { pinSet } = store.facts
  const what = choice<SetupPin['kind']>(
    SAID.title,
    'segments',
    [
      ...(pinSet ? [{ value: 'keep', label: SAID.keep } as const] : []),
      { value: 'new', label: pinSet ? SAID.change : SAID.new },
      { value: 'none', label: SAID.none },
    ],
    (pin) => store.change({ pin, digits: '', again: '' }),
  )
  const text = (field: 'digits' | 'again', label: string) =>
    textField({
      field,
      label,
      type: 'password',
      mode: 'numeric',
      onInput: (value) => store.change({ [field]: value }),
      onLeft: () => store.left(field),
    })
  const digits = text('digits', SAID.digits)
  const again = text('again', SAID.again)
  const both = el('div', { class: 'pair' }, [digits.element, again.element])
  const open = el('p', { class: 'note' }, [SAID.noneHint])
  return {
    id: 'pin',
    title: SAID.title,
    element: section('pin', SAID.title, SAID.lead, [what.element, both, open]),
    show({ form, said }) {
      what.show(form.pin)
      both.hidden = form.pin !== 'new'
      open.hidden = form.pin !== 'none'
      digits.show(form.digits, said('digits'))
      again.show(form.again, said('again'))
    },
  }
}
