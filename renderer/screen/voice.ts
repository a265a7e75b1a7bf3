/** Says the call, with a voice of this machine alone: a shop's screen must speak without the internet. */

/** Speaks if there is a local voice of the language; what is still being said gives way. `volume` is 0 to 1. */
export function speak(text: string, language: string, volume: number): void {
  if (!('speechSynthesis' in window)) return
  const voice = localVoice(window.speechSynthesis.getVoices(), language)
  if (!voice) return
  const utterance = new SpeechSynthesisUtterance(text)
  utterance.voice = voice
  utterance.lang = voice.lang
  utterance.rate = 0.95
  utterance.volume = volume
  hush()
  window.speechSynthesis.speak(utterance)
}

/** A new call has come: the old one must not be heard any more. */
export function hush(): void {
  if ('speechSynthesis' in window) window.speechSynthesis.cancel()
}

export type VoiceLike = { readonly lang: string; readonly localService: boolean }

/** The first local voice of the language; Android writes `de_DE` where others write `de-DE`. */
export function localVoice<V extends VoiceLike>(voices: readonly V[], language: string): V | undefined {
  return voices.find((voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/u)[0] === language)
}
