import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../../protocol/language/index.ts'
import { cornerAt, wandered } from '../../../renderer/staff/corner-hold.ts'
import { padKey } from '../../../renderer/staff/pad-keys.ts'
import { CLOSED, type Pad } from '../../../renderer/staff/pad-machine.ts'
import { countdown } from '../../../renderer/staff/pad-view.ts'
import { ENGLISH, staffWords } from '../../../renderer/staff/words.ts'

describe('the corners', () => {
  it('are the two upper ones, 96 pixels wide and high', () => {
    const at = (x: number, y: number) => cornerAt({ x, y }, 1_920)
    expect([at(0, 0), at(95, 95), at(1_824, 0), at(1_919, 95)]).toEqual(['left', 'left', 'right', 'right'])
    expect([at(96, 0), at(0, 96), at(1_823, 0), at(960, 0), at(0, 1_079)]).toEqual([null, null, null, null, null])
  })

  it('are held by a finger that keeps still, not by one that wipes the glass', () => {
    const wiped = [20, 24, 25].map((x) => wandered({ x: 10, y: 10 }, { x: 10 + x, y: 10 }))
    expect(wiped).toEqual([false, false, true])
  })
})

describe('the keyboard', () => {
  const TYPING: Pad = { kind: 'typing', side: 'left', digits: '', note: null }
  const CHOICES: Pad = { kind: 'choices', side: 'left', pinless: false }
  const key = (name: string, code = name, pad: Pad = TYPING, more = {}) =>
    padKey(pad, { key: name, code, repeat: false, ctrlKey: false, altKey: false, metaKey: false, ...more })

  it('types digits, also on a number pad without NumLock', () => {
    expect(key('7', 'Digit7')).toEqual({ kind: 'digit', digit: '7' })
    expect(key('Home', 'Numpad7')).toEqual({ kind: 'digit', digit: '7' })
    expect(key('é', 'Digit2')).toBeNull()
  })

  it('erases, enters and closes', () => {
    expect(['Backspace', 'Enter', 'Escape'].map((name) => key(name)?.kind)).toEqual(['erase', 'enter', 'close'])
  })

  it('goes from choice to choice as on every page', () => {
    expect([key('Enter', 'Enter', CHOICES), key('7', 'Digit7', CHOICES)]).toEqual([null, null])
    expect(key('Escape', 'Escape', CHOICES)).toEqual({ kind: 'close' })
  })

  it('is not heard where a key is held down or means something else', () => {
    expect(key('7', 'Digit7', TYPING, { repeat: true })).toBeNull()
    expect(key('7', 'Digit7', TYPING, { ctrlKey: true })).toBeNull()
    expect(key('a', 'KeyA', CLOSED)).toBeNull()
  })
})

describe('the words', () => {
  it('are there in every language that the screen speaks', () => {
    const missing = LANGUAGES.filter(({ tag }) => tag !== 'en' && staffWords(tag) === ENGLISH)
    expect(missing.map(({ tag }) => tag)).toEqual([])
  })

  it('leave nothing unsaid', () => {
    for (const { tag } of LANGUAGES) for (const word of Object.values(staffWords(tag))) expect(word.trim()).not.toBe('')
  })

  it('are English where nobody has translated them', () => {
    expect(staffWords('fo')).toBe(ENGLISH)
    expect(staffWords('pt-BR')).toEqual(staffWords('pt'))
  })

  it('count a lock down in minutes and seconds', () => {
    expect([30_000, 29_001, 900_000, 61_000, -5].map(countdown)).toEqual(['0:30', '0:30', '15:00', '1:01', '0:00'])
  })
})
