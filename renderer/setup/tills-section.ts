/** The tills of the room: how many, in which order, and how to walk to each. */
import { setText } from '../page/parts.ts'
import { button, el, freshId } from './dom.ts'
import { selectField } from './field.ts'
import type { TillForm } from './form.ts'
import type { FormStore } from './form-store.ts'
import { moved, pointedFrom, withCount } from './room.ts'
import { type Section, section } from './section.ts'
import { tillEditor } from './till-editor.ts'
import { TillStrip } from './till-strip.ts'
import { WORDS } from './words.ts'

const { tills: SAID } = WORDS

/** `onChosen`: the preview calls the till that is edited. */
export function tillsSection(store: FormStore, onChosen: (cashier: number) => void): Section {
  let chosen = store.form.tills[0]?.key ?? 0
  const choose = (key: number) => {
    chosen = key
    store.change({})
    const till = store.form.tills.find((one) => one.key === key)
    if (till) onChosen(Number(till.number))
  }
  const strip = new TillStrip({
    onChoose: choose,
    onMove: (key, to) => store.change({ tills: moved(store.form.tills, key, to) }),
  })
  const editor = tillEditor(
    store,
    () => chosen,
    (place) => {
      const tills = store.form.tills.toSpliced(place, 1)
      chosen = tills[Math.min(place, tills.length - 1)]?.key ?? 0
      store.change({ tills })
    },
  )
  const count = counter(store)
  const arrows = arrowsAtOnce(store)
  const own = el('div', { class: 'group' }, [
    count.element,
    el('p', { class: 'label', id: 'room-title' }, [SAID.room]),
    strip.element,
    editor.element,
    arrows.element,
  ])
  strip.element.setAttribute('aria-labelledby', 'room-title')
  const central = el('p', { class: 'note' }, [SAID.central])
  return {
    id: 'tills',
    title: SAID.title,
    element: section('tills', SAID.title, SAID.lead, [own, central]),
    show(view) {
      const { tills, line } = view.form
      own.hidden = line === 'central'
      central.hidden = line === 'own'
      if (!tills.some(({ key }) => key === chosen)) chosen = tills.at(-1)?.key ?? 0
      const fields = [...view.problems.keys()]
      strip.show(tills, chosen, (key) => fields.some((field) => field.startsWith(`till-${key}-`)))
      editor.show(view)
      count.show(tills.length)
      arrows.show(tills)
    },
  }
}

function counter(store: FormStore) {
  const set = (by: number) => store.change({ tills: withCount(store.form.tills, store.form.tills.length + by) })
  const id = freshId('count')
  const number = el('output', { id, class: 'count' })
  const fewer = button('step', ['−'], () => set(-1))
  const more = button('step', ['+'], () => set(1))
  fewer.setAttribute('aria-label', SAID.fewer)
  more.setAttribute('aria-label', SAID.more)
  return {
    element: el('div', { class: 'stepper' }, [el('label', { for: id }, [SAID.count]), fewer, number, more]),
    show(count: number) {
      setText(number, String(count))
      fewer.disabled = count <= 1
      more.disabled = count >= 99
    },
  }
}

/** Nobody wants to set twelve arrows one by one: where the screen hangs says them all. */
function arrowsAtOnce(store: FormStore) {
  let place = ''
  const menu = selectField(SAID.hangs, (value) => {
    place = value
  })
  const press = button('button', [SAID.point], () =>
    store.change({ tills: pointedFrom(store.form.tills, Number(place)) }),
  )
  return {
    element: el('div', { class: 'at-once' }, [menu.element, press]),
    show(tills: readonly TillForm[]) {
      if (place === '' || Number(place) > tills.length) place = String(Math.floor(tills.length / 2))
      menu.show(
        Array.from({ length: tills.length + 1 }, (_, left) => ({ value: String(left), text: hanging(tills, left) })),
        place,
      )
    },
  }
}

function hanging(tills: readonly TillForm[], left: number): string {
  const name = (till: TillForm | undefined) => till?.label.trim() || till?.number || '?'
  if (left === 0) return SAID.leftmost
  if (left === tills.length) return SAID.rightmost
  return SAID.between(name(tills[left - 1]), name(tills[left]))
}
