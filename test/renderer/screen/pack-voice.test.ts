import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Loudspeaker } from '../../../renderer/screen/loudspeaker.ts'
import { PackVoice } from '../../../renderer/screen/pack-voice.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { packBytes, packOf } from '../../helpers/voice-pack.ts'

afterEach(() => vi.unstubAllGlobals())

const ADDRESSES = { en: '/en.pack', es: '/es.pack' }
const LINE = { language: 'en', text: 'Cashier number 1, please', till: { number: 1 } }
const HUSH = new AbortController().signal

/** A pack voice for which `answers` lie at the addresses, one after the other; nothing is really heard. */
function open(...answers: (Response | 'no network' | 'silence')[]) {
  const asked: string[] = []
  const clock = new FakeTimersClock()
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address)
    const answer = answers.shift() ?? 'no network'
    if (answer === 'silence') return new Promise(() => {})
    if (answer === 'no network') throw new TypeError('Failed to fetch')
    return answer
  })
  const decoded: string[] = []
  const loudspeaker: Pick<Loudspeaker, 'decode' | 'play'> = {
    decode: async (clip) => {
      decoded.push(new TextDecoder().decode(clip))
      return undefined
    },
    play: async () => true,
  }
  return { voice: new PackVoice(loudspeaker, ADDRESSES, clock), asked, decoded, clock }
}

const pack = (language = 'en') => new Response(packOf({ 'till-1': 'one' }, language))
const recorded = () =>
  new Response(
    packBytes({ language: 'en', voice: 'Eve', recorded: true, clips: { 'till-1': [0, 8] } }, [
      new TextEncoder().encode('OggS Eve'),
    ]),
  )

describe('the voice of the packs', () => {
  it('asks for a language’s pack once, however often it is said', async () => {
    const { voice, asked } = open(pack())
    await Promise.all([voice.fetch('en'), voice.fetch('en')])
    await voice.say(LINE, 1, HUSH, () => {})
    expect(asked).toEqual(['/en.pack'])
  })

  it('asks for nothing where this build has no pack', async () => {
    const { voice, asked } = open()
    expect(await voice.say({ ...LINE, language: 'th' }, 1, HUSH, () => {})).toBe(false)
    expect(asked).toEqual([])
  })

  it.each<[string, Response | 'no network']>([
    ['that did not come', 'no network'],
    ['that is not there', new Response('', { status: 404 })],
    ['that is a page', new Response('<html>')],
    ['of another language', pack('es')],
  ])('asks again for a pack %s', async (_, answer) => {
    const { voice, asked } = open(answer, pack())
    expect(await voice.fetch('en')).toBeUndefined()
    expect(await voice.fetch('en')).toMatchObject({ language: 'en' })
    expect(asked).toHaveLength(2)
  })

  it('leaves a line to the machine’s voice while its pack is still on its way', async () => {
    const { voice, clock } = open('silence')
    for (const speaker of [voice.own, voice]) {
      const said = speaker.say(LINE, 1, HUSH, () => {})
      clock.advance(1_000)
      expect(await said).toBe(false)
    }
  })

  it('that a store has recorded is its own, any other is not', async () => {
    const person = open(recorded())
    await person.voice.own.say(LINE, 1, HUSH, () => {})
    expect(person.decoded).toEqual(['OggS Eve'])
    const machine = open(pack())
    expect(await machine.voice.own.say(LINE, 1, HUSH, () => {})).toBe(false)
    expect(machine.decoded).toEqual([])
  })
})
