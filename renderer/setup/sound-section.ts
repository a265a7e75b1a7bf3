/** Chime and voice, how loud at which time of day, and buttons to hear them. */
import { catalogueFor } from '../../protocol/language/index.ts'
import { defaultTill } from '../../protocol/settings.ts'
import { setText } from '../page/parts.ts'
import { button, el } from './dom.ts'
import { toggle } from './field.ts'
import { tillOf } from './form.ts'
import type { FormStore } from './form-store.ts'
import { type Section, section } from './section.ts'
import { SoundTest } from './sound-test.ts'
import { volumeList } from './volume-list.ts'
import { WORDS } from './words.ts'

const { sound: SAID } = WORDS

export function soundSection(store: FormStore): Section {
  const chime = toggle(SAID.chime, SAID.chimeHint, (on) => store.change({ chime: on }))
  const voice = toggle(SAID.voice, SAID.voiceHint, (on) => store.change({ voice: on }))
  const volume = volumeList(store)
  const tests = soundTests(store)
  const silent = el('p', { class: 'note' }, [SAID.silent])
  return {
    id: 'sound',
    title: SAID.title,
    element: section('sound', SAID.title, SAID.lead, [
      el('div', { class: 'pair' }, [chime.element, voice.element]),
      silent,
      volume.element,
      tests,
    ]),
    show(view) {
      chime.show(view.form.chime)
      voice.show(view.form.voice)
      silent.hidden = view.form.chime || view.form.voice
      volume.show(view)
    },
  }
}

function soundTests(store: FormStore): HTMLElement {
  const test = new SoundTest()
  const answer = el('p', { class: 'answer', role: 'status' })
  const loud = () => Math.max(...store.form.volume.map(({ percent }) => percent), 0) / 100
  const speak = () => {
    const { tills, languages, announceLanguages } = store.form
    const language = languages[0] ?? announceLanguages[0] ?? 'en'
    const till = tills[0] ? tillOf(tills[0]) : defaultTill(1)
    const heard = test.voice(till, language, loud())
    setText(answer, heard ? SAID.playing : SAID.noVoice(catalogueFor(language).catalogue.name))
  }
  const ring = (then?: () => void) => {
    setText(answer, SAID.playing)
    void test.chime(loud(), then ?? (() => setText(answer, '')))
  }
  return el('div', { class: 'trial' }, [
    button('button', [SAID.testChime], () => ring()),
    button('button', [SAID.testVoice], speak),
    button('button', [SAID.testAll], () => ring(speak)),
    answer,
  ])
}
