/** Plays the chime and says a call here and now, as the screen would. */
import { catalogueFor, spokenCall } from '../../protocol/language/index.ts'
import type { Till } from '../../protocol/settings.ts'
import { Chime } from '../screen/chime.ts'
import { hush, localVoice, speak } from '../screen/voice.ts'

export class SoundTest {
  #chime: Chime | undefined

  /** To be called from a press: a browser lets nothing be heard before. */
  async chime(volume: number, rung: () => void = () => {}): Promise<void> {
    this.#chime ??= new Chime()
    await this.#chime.unblock()
    this.#chime.play(volume, rung)
  }

  /** False: this PC has no voice for the language. */
  voice(till: Till, language: string, volume: number): boolean {
    hush()
    const { catalogue } = catalogueFor(language)
    if (!('speechSynthesis' in window)) return false
    if (!localVoice(window.speechSynthesis.getVoices(), catalogue.tag)) return false
    speak(spokenCall(catalogue, till), catalogue.tag, volume)
    return true
  }
}
