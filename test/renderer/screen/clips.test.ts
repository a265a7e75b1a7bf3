import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clipsOf, readPack, type SpokenTill, type VoicePack } from '../../../renderer/screen/clips.ts'
import { clip, packBytes, packOf } from '../../helpers/voice-pack.ts'

function whole(bytes: Uint8Array<ArrayBuffer>): VoicePack {
  const reading = readPack(bytes)
  if (reading.kind === 'bad') throw new Error(reading.reason)
  return reading.pack
}

describe('a voice pack', () => {
  it('gives each clip under its name', () => {
    const pack = whole(packOf({ 'till-1': 'one', 'till-2': 'and two' }, 'de'))
    expect(pack.language).toBe('de')
    expect(pack.clips.get('till-1')).toEqual(clip('one'))
    expect(pack.clips.get('till-2')).toEqual(clip('and two'))
  })

  it('is read wherever it lies in a larger buffer', () => {
    const bytes = packOf({ 'till-1': 'one' })
    const larger = new Uint8Array(bytes.length + 7)
    larger.set(bytes, 7)
    expect(whole(larger.subarray(7)).clips.get('till-1')).toEqual(clip('one'))
  })

  const index = (clips: unknown) => ({ language: 'en', voice: 'x', recorded: false, clips })
  it.each([
    ['nothing at all', new Uint8Array()],
    ['a page of HTML', new TextEncoder().encode('<!doctype html><title>404</title>')],
    ['another format', packBytes(index({}), [], 'CQVOICE2')],
    ['no JSON in its index', packBytes('{')],
    ['no UTF-8 in its index', packBytes(index({})).map((byte, at) => (at === 14 ? 0xff : byte))],
    ['an index of another shape', packBytes({ clips: [] })],
    ['a place before the clips', packBytes(index({ a: [-4, 9] }), [clip('one')])],
    ['a place that is no number', packBytes(index({ a: ['0', 9] }), [clip('one')])],
    ['an empty clip', packBytes(index({ a: [0, 0] }), [clip('one')])],
    ['a clip behind its end', packBytes(index({ a: [0, 9] }), [clip('on')])],
    ['a clip far behind its end', packBytes(index({ a: [4_000_000_000, 9] }), [clip('one')])],
    ['a clip that is no Ogg', packBytes(index({ a: [1, 4] }), [clip('one')])],
  ])('with %s is refused', (_, bytes) => {
    expect(readPack(bytes)).toMatchObject({ kind: 'bad' })
  })

  it('that is cut off anywhere is refused', () => {
    const bytes = packOf({ 'till-1': 'one', 'till-2': 'two' })
    for (let length = 0; length < bytes.length; length++) {
      expect(readPack(bytes.slice(0, length)), `${length} bytes`).toMatchObject({ kind: 'bad' })
    }
  })

  it('never throws, whatever the bytes', () => {
    const good = packOf({ 'till-1': 'one', 'till-2': 'two' })
    const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(damage, (changes) => {
        const bytes = good.slice()
        for (const [at, byte] of changes) bytes[at] = byte
        expect(['pack', 'bad']).toContain(readPack(bytes).kind)
      }),
    )
  })
})

describe('the clips of a till', () => {
  const names = ['before', 'after', 'till-2', 'till-12', 'sign-B', 'sign-2', 'sign-0', 'sign-Я']
  const full = whole(packOf(Object.fromEntries(names.map((name) => [name, name]))))
  const played = (till: SpokenTill, pack = full) =>
    clipsOf(pack, till)?.map((bytes) => new TextDecoder().decode(bytes).replace('OggS ', ''))

  it.each<[string, SpokenTill, string[]]>([
    ['a number is one sentence', { number: 12 }, ['till-12']],
    ['a label is spelled within the sentence', { number: 1, label: 'B2' }, ['before', 'sign-B', 'sign-2', 'after']],
    ['a small letter is a letter', { number: 1, label: 'b' }, ['before', 'sign-B', 'after']],
    ['a label that is a number is one sentence', { number: 1, label: '12' }, ['till-12']],
    ['a wide digit is a digit', { number: 1, label: 'Ｂ２' }, ['before', 'sign-B', 'sign-2', 'after']],
    ['a leading zero is said', { number: 1, label: '02' }, ['before', 'sign-0', 'sign-2', 'after']],
    ['a stroke or a blank is not said', { number: 1, label: 'B-2' }, ['before', 'sign-B', 'sign-2', 'after']],
    ['any letter that the pack has', { number: 1, label: 'я2' }, ['before', 'sign-Я', 'sign-2', 'after']],
  ])('%s', (_, till, clips) => {
    expect(played(till)).toEqual(clips)
  })

  it('leave out what the language does not say', () => {
    const numberFirst = whole(packOf({ after: 'after', 'sign-B': 'sign-B' }))
    expect(played({ number: 1, label: 'B' }, numberFirst)).toEqual(['sign-B', 'after'])
  })

  it.each<[string, SpokenTill]>([
    ['a number', { number: 3 }],
    ['a letter', { number: 2, label: 'B#A' }],
    ['any sound', { number: 2, label: '--' }],
  ])('are none at all where %s is missing: half a sentence would send somebody to another till', (_, till) => {
    expect(played(till)).toBeUndefined()
  })
})
