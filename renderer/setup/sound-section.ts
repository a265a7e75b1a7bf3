/** Chime and voice, how loud at which time of day, and buttons to hear them. */
import { catalogueFor } from '../../protocol/language/index.ts'
import { defaultTill } from '../../protocol/settings.ts'
import { setText } from '../page/parts.ts'
import { button, el } from './dom.ts'
import { toggle } from './field.ts'
import { tillOf } from './form.ts'
import type { FormStore } from './form-store.ts'
import { told } from './host.ts'
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
  const answer = el('p', { class: 'answer', role: 'status', 'data-part': 'sound-answer' })
  let latest = 0
  async function play(parts: { readonly chime: boolean; readonly voice: boolean }): Promise<void> {
    const { tills, languages, announceLanguages, volume } = store.form
    latest += 1
    const turn = latest
    const said: string[] = []
    // A newer press hushes an older one, which then has nothing more to say here.
    const say = (text: string) => turn === latest && setText(answer, text)
    say(SAID.playing)
    await test.play({
      ...parts,
      till: tills[0] ? tillOf(tills[0]) : defaultTill(1),
      languages: [languages[0] ?? 'en', ...announceLanguages],
      volume: Math.max(...volume.map(({ percent }) => percent)) / 100,
      onLine({ language }, by) {
        said.push(SAID.by[by](catalogueFor(language).catalogue.name))
        say(said.join(' '))
      },
    })
    if (said.length === 0) say('')
  }
  const press = (label: string, chime: boolean, voice: boolean) =>
    button('button', [label], () => play({ chime, voice }).catch((error: unknown) => setText(answer, told(error))))
  return el('div', { class: 'trial' }, [
    press(SAID.testChime, true, false),
    press(SAID.testVoice, false, true),
    press(SAID.testAll, true, true),
    answer,
  ])
}
