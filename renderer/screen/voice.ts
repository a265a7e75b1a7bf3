/** A voice of this machine, where it has one for the language: a shop's screen must speak without the internet. */
import type { Clock } from '../../protocol/clock.ts'
import type { Line, Speaker } from './announcement.ts'

/** A voice that has not begun by then will not: engines lose sentences without a word. In ms. */
const BEGINS_WITHIN = 1_500
/** Longer than any call; some engines never say that they have ended. In ms. */
const ENDS_WITHIN = 10_000
const RATE = 0.95

export class SystemVoice implements Speaker {
  readonly by = 'system'
  readonly #clock: Clock
  /** Voices that have failed once are left alone: a call must not wait for them again and again. */
  readonly #broken = new Set<string>()

  constructor(clock: Clock) {
    this.#clock = clock
    // A browser looks for its voices when it is first asked, and not before.
    if ('speechSynthesis' in window) window.speechSynthesis.getVoices()
  }

  async say(line: Line, volume: number, signal: AbortSignal, begun: () => void): Promise<boolean> {
    if (!('speechSynthesis' in window)) return false
    const voices = window.speechSynthesis.getVoices().filter(({ voiceURI }) => !this.#broken.has(voiceURI))
    const voice = localVoice(voices, line.language)
    if (!voice) return false
    const utterance = new SpeechSynthesisUtterance(line.text)
    Object.assign(utterance, { voice, lang: voice.lang, rate: RATE, volume })
    const said = await this.#speak(utterance, signal, begun)
    if (!said) this.#broken.add(voice.voiceURI)
    return said
  }

  #speak(utterance: SpeechSynthesisUtterance, signal: AbortSignal, begun: () => void): Promise<boolean> {
    return new Promise((resolve) => {
      const over = (said: boolean) => {
        stopWaiting()
        signal.removeEventListener('abort', hush)
        window.speechSynthesis.cancel()
        resolve(said)
      }
      const hush = () => over(true)
      let stopWaiting = this.#clock.after(BEGINS_WITHIN, () => over(false))
      utterance.addEventListener('start', () => {
        stopWaiting()
        stopWaiting = this.#clock.after(ENDS_WITHIN, hush)
        begun()
      })
      utterance.addEventListener('end', () => over(true), { once: true })
      utterance.addEventListener('error', () => over(signal.aborted), { once: true })
      signal.addEventListener('abort', hush)
      window.speechSynthesis.cancel()
      window.speechSynthesis.speak(utterance)
    })
  }
}

export type VoiceLike = { readonly lang: string; readonly localService: boolean }

/**
 * A local voice of the language: of the region asked for, else of the one where most speak it (`zh` is not read by a
 * voice of Hong Kong while there is one of China), else any.
 */
export function localVoice<V extends VoiceLike>(voices: readonly V[], language: string): V | undefined {
  const wanted = locale(language)
  const region = wanted?.maximize().region
  const able = voices.filter((voice) => voice.localService && locale(voice.lang)?.language === wanted?.language)
  return able.find((voice) => locale(voice.lang)?.maximize().region === region) ?? able[0]
}

/** Android writes `de_DE` where others write `de-DE`. */
function locale(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-'))
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
