/** A voice of this machine, where it has one for the language: a shop's screen must speak without the internet. */
import type { Clock } from '../../protocol/clock.ts'
import type { Line, Speaker } from './announcement.ts'

/** A voice that has not begun by then will not: engines lose sentences without a word. In ms. */
const BEGINS_WITHIN = 1_500
/** Longer than any call; some engines never say that they have ended. In ms. */
const ENDS_WITHIN = 10_000
/** How long a voice that has failed is left alone, ms: a TV that was off took its loudspeaker along, not the voice. */
const RESTS = 10 * 60_000
const RATE = 0.95

export class SystemVoice implements Speaker {
  readonly by = 'system'
  readonly #clock: Clock
  /** Until when voices that have failed are left alone, ms: a call must not wait for them again and again. */
  readonly #resting = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
    // A browser looks for its voices when it is first asked, and not before.
    if ('speechSynthesis' in window) window.speechSynthesis.getVoices()
  }

  async say(line: Line, volume: number, signal: AbortSignal, begun: () => void): Promise<boolean> {
    if (!('speechSynthesis' in window)) return false
    const voices = window.speechSynthesis.getVoices().filter(({ voiceURI }) => !this.#rests(voiceURI))
    const voice = localVoice(voices, line.language)
    if (!voice) return false
    const utterance = new SpeechSynthesisUtterance(line.text)
    utterance.voice = voice
    utterance.lang = voice.lang
    utterance.rate = RATE
    utterance.volume = volume
    const outcome = await this.#speak(utterance, signal, begun)
    if (outcome === 'failed') this.#resting.set(voice.voiceURI, this.#clock.now() + RESTS)
    return outcome === 'over'
  }

  #rests(voice: string): boolean {
    return this.#clock.now() < (this.#resting.get(voice) ?? 0)
  }

  #speak(utterance: SpeechSynthesisUtterance, signal: AbortSignal, begun: () => void): Promise<Outcome> {
    const engine = window.speechSynthesis
    return new Promise((resolve) => {
      let settled = false
      const done = (outcome: Outcome) => {
        // A sentence that was hushed says so late, when the next one may have begun: that must not hush it too.
        if (settled) return
        settled = true
        stopWaiting()
        signal.removeEventListener('abort', over)
        resolve(outcome)
        engine.cancel()
      }
      const over = () => done('over')
      let stopWaiting = this.#clock.after(BEGINS_WITHIN, () => done('failed'))
      utterance.addEventListener('start', () => {
        stopWaiting()
        stopWaiting = this.#clock.after(ENDS_WITHIN, over)
        begun()
      })
      utterance.addEventListener('end', over)
      utterance.addEventListener('error', ({ error }) => done(error === 'not-allowed' ? 'forbidden' : 'failed'))
      signal.addEventListener('abort', over)
      engine.cancel()
      engine.speak(utterance)
    })
  }
}

/** `forbidden`: the browser waits for a tap, the voice itself may be well. */
type Outcome = 'over' | 'forbidden' | 'failed'

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
