/** The steps of the volume over the day: from when, how loud. */
import { setText } from '../page/parts.ts'
import { button, el, freshId, setAttribute, setValue } from './dom.ts'
import { problemLine } from './field.ts'
import type { VolumeForm } from './form.ts'
import type { FormStore, FormView } from './form-store.ts'
import { WORDS } from './words.ts'

const { sound: SAID } = WORDS
const MOST = 24

export function volumeList(store: FormStore) {
  const list = el('ol', { class: 'steps' })
  const rows = new Map<number, ReturnType<typeof volumeRow>>()
  const add = button('button quiet', [SAID.add], () => {
    const { volume } = store.form
    const key = Math.max(-1, ...volume.map((step) => step.key)) + 1
    store.change({ volume: [...volume, { key, from: freeTime(volume), percent: volume.at(-1)?.percent ?? 100 }] })
  })
  return {
    element: el('div', { class: 'field' }, [el('p', { class: 'label' }, [SAID.volume]), list, add]),
    show(view: FormView) {
      const { volume } = view.form
      for (const [key, { element }] of rows) {
        if (volume.some((step) => step.key === key)) continue
        element.remove()
        rows.delete(key)
      }
      for (const step of volume) {
        const row = rows.get(step.key) ?? volumeRow(store, step.key)
        if (!rows.has(step.key)) list.append(row.element)
        rows.set(step.key, row)
        row.show(step, view.problems.get(`volume-${step.key}`) ?? '', volume.length > 1)
      }
      add.hidden = volume.length >= MOST
    },
  }
}

function volumeRow(store: FormStore, key: number) {
  const change = (patch: Partial<VolumeForm>) =>
    store.change({ volume: store.form.volume.map((step) => (step.key === key ? { ...step, ...patch } : step)) })
  const [timeId, levelId] = [freshId('time'), freshId('level')]
  const time = el('input', {
    id: timeId,
    type: 'time',
    'data-field': `volume-${key}`,
    'aria-describedby': `${timeId}-problem`,
  })
  const level = el('input', { id: levelId, type: 'range', min: 0, max: 100, step: 5 })
  const figure = el('output', { class: 'level', for: levelId })
  const problem = problemLine(`${timeId}-problem`)
  const remove = button('tag-button', ['×'], () =>
    store.change({ volume: store.form.volume.filter((step) => step.key !== key) }),
  )
  time.addEventListener('input', () => change({ from: time.value }))
  level.addEventListener('input', () => change({ percent: Number(level.value) }))
  const element = el('li', { class: 'step-row' }, [
    el('label', { for: timeId }, [SAID.from]),
    time,
    el('label', { class: 'unseen', for: levelId }, [SAID.level]),
    level,
    figure,
    remove,
    problem,
  ])
  return {
    element,
    show({ from, percent }: VolumeForm, said: string, removable: boolean) {
      setValue(time, from)
      setValue(level, String(percent))
      setText(figure, `${percent} %`)
      setText(problem, said)
      setAttribute(time, 'aria-invalid', said === '' ? null : 'true')
      setAttribute(remove, 'aria-label', SAID.remove(from))
      remove.hidden = !removable
    },
  }
}

function freeTime(volume: readonly VolumeForm[]): string {
  const taken = new Set(volume.map(({ from }) => from))
  const hours = ['12:00', '18:00', ...Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`)]
  return hours.find((time) => !taken.has(time)) ?? '00:30'
}
