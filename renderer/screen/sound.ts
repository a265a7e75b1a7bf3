/** Chime, then voice. Everything said is also shown, so nothing here is ever the only way to know. */
import type { Catalogue } from '../../protocol/language/index.ts'
import type { ScreenSetup } from '../../protocol/screen-setup.ts'
import { volumeAt } from '../../protocol/volume.ts'
import { mutedMark } from '../page/parts.ts'
import { type Line, linesOf, type SaidBy } from './announcement.ts'
import type { SpokenTill } from './clips.ts'
import { openSpeakers, type Speakers } from './speakers.ts'

/** Dispatched on `window` when a chime is asked for, heard or not: tests and shop systems listen to it. */
const CHIME_EVENT = 'cashierq:chime'
export type ChimeDetail = { readonly offset: number; readonly cashier: number }

/** Dispatched on `window` when a call begins to be said in a language, and when nobody here can say it. */
const VOICE_EVENT = 'cashierq:voice'
export type VoiceDetail = { readonly language: string; readonly by: SaidBy; readonly cashier: number }

export type SoundSetup = Pick<ScreenSetup, 'chime' | 'voice' | 'volume' | 'announceLanguages'>

/** As `CallPicture` has it. */
export type AnnouncedCall = { readonly cashier: number; readonly offset: number; readonly till: SpokenTill }

export class Sound {
  readonly #setup: SoundSetup
  readonly #button: HTMLButtonElement
  readonly #speakers: Speakers

  /** `button` is the "tap for sound" mark; it shows itself only while the browser blocks sound. */
  constructor(setup: SoundSetup, button: HTMLButtonElement) {
    this.#setup = setup
    this.#button = button
    this.#speakers = openSpeakers((blocked) => {
      button.hidden = !blocked
    })
    button.addEventListener('click', () => void this.#speakers.loudspeaker.unblock())
    for (const language of setup.announceLanguages) this.#prepare(language)
  }

  /** The language on the screen: the mark is written in it, and its voice is had at hand. */
  label(catalogue: Catalogue): void {
    if (this.#button.title === catalogue.tapForSound) return
    this.#button.title = catalogue.tapForSound
    this.#button.replaceChildren(mutedMark(), catalogue.tapForSound)
    this.#prepare(catalogue.tag)
  }

  /** `language` is the call's own; `now` is log time, ms. What was being said gives way at once. */
  announce(call: AnnouncedCall, { tag }: Pick<Catalogue, 'tag'>, now: number): void {
    const { chime: chimes, voice, volume, announceLanguages } = this.#setup
    const { cashier, offset, till } = call
    if (chimes) dispatch<ChimeDetail>(CHIME_EVENT, { offset, cashier })
    const time = new Date(now)
    const onLine = ({ language }: Line, by: SaidBy) => dispatch<VoiceDetail>(VOICE_EVENT, { language, by, cashier })
    const saying = this.#speakers.announcer.announce({
      lines: voice ? linesOf(till, tag, announceLanguages) : [],
      chime: chimes,
      volume: volumeAt(volume, time.getHours() * 60 + time.getMinutes()),
      onLine,
    })
    // Nobody waits for it: whatever fails here, the picture stands. The browser reports it as it does any error.
    saying.catch(reportError)
  }

  /** The call that is being said is not true any more. */
  hush(): void {
    this.#speakers.announcer.hush()
  }

  #prepare(language: string): void {
    if (this.#setup.voice) this.#speakers.packs.fetch(language).catch(reportError)
  }
}

function dispatch<Detail>(name: string, detail: Detail): void {
  window.dispatchEvent(new CustomEvent(name, { detail }))
}
