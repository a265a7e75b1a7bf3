/** What is still to be put right, saving, and what came of it. */
import { setText } from '../page/parts.ts'
import { button, el } from './dom.ts'
import { draftOf } from './form.ts'
import type { FormStore, FormView } from './form-store.ts'
import { type SetupHost, told } from './host.ts'
import { WORDS } from './words.ts'

const { save: SAID } = WORDS

/** `onShow` leads to the field of the first mistake. */
export function saveBar(store: FormStore, host: SetupHost, onShow: (field: string) => void) {
  const status = el('p', { class: 'status', role: 'status' })
  const jump = button('button quiet', [SAID.show], () => onShow(firstProblem() ?? ''))
  const press = button('button primary', [SAID.save], () => void save())
  const done = savedDialog(store, host, (text) => say(text))
  let refusal = ''
  const firstProblem = () => [...store.view().problems.keys()][0]

  function say(text: string): void {
    refusal = text
    show(store.view())
  }
  function show({ problems }: FormView): void {
    const count = problems.size
    setText(status, refusal !== '' ? refusal : count === 0 ? SAID.ready : SAID.problems(count))
    status.dataset['kind'] = refusal !== '' || count > 0 ? 'wrong' : 'ready'
    jump.hidden = count === 0
  }
  async function save(): Promise<void> {
    store.asked()
    const problem = firstProblem()
    if (problem !== undefined) return onShow(problem)
    press.disabled = true
    say(SAID.saving)
    try {
      const saved = await host.save(draftOf(store.form))
      say(saved.kind === 'refused' ? SAID.refused(saved.setting, saved.reason) : '')
      if (saved.kind === 'saved') done.showModal()
    } catch (error) {
      say(SAID.failed(told(error)))
    } finally {
      press.disabled = false
    }
  }
  // A refusal is of what was saved; with the next change it is out of date.
  store.onChange((view) => {
    refusal = ''
    show(view)
  })
  return { children: [status, jump, press, done] as const }
}

function savedDialog(store: FormStore, host: SetupHost, onFailure: (text: string) => void): HTMLDialogElement {
  const start = button('button primary', [SAID.start], () => {
    host.finish().catch((error: unknown) => {
      dialog.close()
      onFailure(told(error))
    })
  })
  const more = button('button', [SAID.more], () => dialog.close())
  start.setAttribute('autofocus', '')
  const dialog = el('dialog', { class: 'saved', 'aria-labelledby': 'saved-title' }, [
    el('h2', { id: 'saved-title' }, [SAID.saved]),
    el('p', { class: 'path' }, [store.facts.file]),
    el('p', {}, [SAID.where]),
    el('div', { class: 'actions' }, [start, more]),
  ])
  return dialog
}
