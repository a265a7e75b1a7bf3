import { afterEach, describe, expect, it, vi } from 'vitest'
import { SystemVoice } from '../../../renderer/screen/voice.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

afterEach(() => vi.unstubAllGlobals())

class Utterance extends EventTarget {
  readonly text: string
  constructor(text: string) {
    super()
    this.text = text
  }
  tell(type: string, more: object = {}): void {
    this.dispatchEvent(Object.assign(new Event(type), more))
  }
}

/** A browser with these voices; what it is told to speak does so only when a test says so. */
function open() {
  const spoken: Utterance[] = []
  const engine = {
    cancelled: 0,
    getVoices: () => [{ lang: 'en-US', voiceURI: 'Ann', localService: true }],
    speak: (utterance: Utterance) => spoken.push(utterance),
    cancel: () => {
      engine.cancelled += 1
    },
  }
  vi.stubGlobal('window', { speechSynthesis: engine })
  vi.stubGlobal('SpeechSynthesisUtterance', Utterance)
  const clock = new FakeTimersClock()
  const voice = new SystemVoice(clock)
  const begun: string[] = []
  const say = (text: string, signal = new AbortController().signal, language = 'en') =>
    voice.say({ language, text, till: { number: 1 } }, 0.7, signal, () => begun.push(text))
  const current = () => {
    const utterance = spoken.at(-1)
    if (!utterance) throw new Error('nothing was spoken')
    return utterance
  }
  return { engine, spoken, clock, begun, say, current }
}

describe('a voice of the machine', () => {
  it('says the sentence and is over when the sentence is', async () => {
    const { begun, say, current } = open()
    const said = say('three')
    expect(current()).toMatchObject({ text: 'three', lang: 'en-US', volume: 0.7 })
    current().tell('start')
    expect(begun).toEqual(['three'])
    current().tell('end')
    expect(await said).toBe(true)
  })

  it('leaves a language to others for which it has no voice', async () => {
    const { spoken, say } = open()
    expect(await say('drei', undefined, 'de')).toBe(false)
    expect(spoken).toEqual([])
  })

  it('that does not begin in time is given up, and the next call does not wait for it', async () => {
    const { clock, say, spoken } = open()
    const said = say('three')
    clock.advance(1_500)
    expect(await said).toBe(false)
    expect(await say('four')).toBe(false)
    expect(spoken).toHaveLength(1)
  })

  it('that fails is not asked by the next call', async () => {
    const { say, current, spoken } = open()
    const said = say('three')
    current().tell('error', { error: 'synthesis-failed' })
    expect(await said).toBe(false)
    expect(await say('four')).toBe(false)
    expect(spoken).toHaveLength(1)
  })

  it('that has failed is asked again after ten minutes: its loudspeaker may have been away', async () => {
    const { clock, say, current, spoken } = open()
    const said = say('three')
    current().tell('error', { error: 'audio-hardware' })
    expect(await said).toBe(false)
    clock.advance(600_000)
    void say('four')
    expect(spoken).toHaveLength(2)
  })

  it('that must wait for a tap is asked again', async () => {
    const { say, current, spoken } = open()
    const said = say('three')
    current().tell('error', { error: 'not-allowed' })
    expect(await said).toBe(false)
    void say('four')
    expect(spoken).toHaveLength(2)
  })

  it('that never says that it has ended does not keep the next language waiting for ever', async () => {
    const { clock, say, current } = open()
    const said = say('three')
    current().tell('start')
    clock.advance(10_000)
    expect(await said).toBe(true)
  })

  it('is hushed at once, and what it says of that later does not hush the next call', async () => {
    const { engine, clock, say, current } = open()
    const hush = new AbortController()
    const first = say('three', hush.signal)
    const old = current()
    old.tell('start')
    hush.abort()
    expect(await first).toBe(true)
    void say('four')
    const before = engine.cancelled
    old.tell('error', { error: 'interrupted' })
    old.tell('end')
    expect(engine.cancelled).toBe(before)
    expect(clock.pending).toBe(1)
  })
})
