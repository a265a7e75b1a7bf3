/** Where the calls come from, whose they are, and what staff call this screen. */

import type { Tried } from '../../protocol/setup.ts'
import { setText } from '../page/parts.ts'
import { button, el } from './dom.ts'
import { choice, textField } from './field.ts'
import type { FormStore } from './form-store.ts'
import { type SetupHost, told } from './host.ts'
import { type Section, section } from './section.ts'
import { WORDS } from './words.ts'

const { line: SAID } = WORDS

export function lineSection(store: FormStore, host: SetupHost): Section {
  const where = choice<'own' | 'central'>(
    SAID.title,
    'cards',
    [
      { value: 'own', label: SAID.own, hint: SAID.ownHint },
      { value: 'central', label: SAID.central, hint: SAID.centralHint },
    ],
    (line) => store.change({ line }),
  )
  const text = (field: 'relay' | 'token' | 'store' | 'screenName', label: string, hint: string, type?: 'url') =>
    textField({
      field,
      label,
      hint,
      ...(type && { type, mode: type }),
      onInput: (value) => store.change({ [field]: value }),
      onLeft: () => store.left(field),
    })
  const relay = text('relay', SAID.relay, SAID.relayHint, 'url')
  const token = text('token', SAID.token, SAID.tokenHint)
  const name = text('store', SAID.store, SAID.storeHint)
  const screenName = text('screenName', SAID.screenName, SAID.screenNameHint)
  const trial = relayTrial(store, host)
  const central = el('div', { class: 'group', 'data-part': 'central' }, [relay.element, trial.element, token.element])
  const names = el('div', { class: 'pair' }, [name.element, screenName.element])
  return {
    id: 'line',
    title: SAID.title,
    element: section('line', SAID.title, SAID.lead, [where.element, central, names]),
    show({ form, said }) {
      where.show(form.line)
      central.hidden = form.line === 'own'
      relay.show(form.relay, said('relay'))
      token.show(form.token, said('token'))
      name.show(form.store, said('store'))
      screenName.show(form.screenName, said('screenName'))
      trial.show(form.relay)
    },
  }
}

/** The button that asks the address, and what came of it; the answer goes when the address is changed. */
function relayTrial(store: FormStore, host: SetupHost) {
  const answer = el('p', { class: 'answer', role: 'status' })
  let tried = ''
  const say = (kind: string, text: string) => {
    answer.dataset['kind'] = kind
    setText(answer, text)
  }
  const press = button('button', [SAID.try], () => void ask())
  async function ask(): Promise<void> {
    store.left('relay')
    if (store.view().problems.has('relay')) return
    tried = store.form.relay
    press.disabled = true
    say('trying', SAID.trying)
    const failed = (error: unknown): Answer => ['not', SAID.not(told(error))]
    const said = await host.tryRelay(tried.trim()).then(sentence, failed)
    press.disabled = false
    if (store.form.relay === tried) say(...said)
  }
  return {
    element: el('div', { class: 'trial' }, [press, answer]),
    show(relay: string) {
      if (relay === tried) return
      tried = ''
      say('', '')
    },
  }
}

/** Its kind, for the colour, and its words. */
type Answer = readonly [string, string]

function sentence(tried: Tried): Answer {
  if (tried.kind === 'reached') return [tried.kind, SAID.reached(`${Math.max(1, Math.round(tried.roundTripMs))} ms`)]
  return [tried.kind, tried.kind === 'not' ? SAID.not(tried.reason) : SAID.notReady(tried.reason)]
}
