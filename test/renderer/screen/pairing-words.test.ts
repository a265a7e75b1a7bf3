/** What the pairing panel says and draws. */
import { describe, expect, test } from 'vitest'
import { LANGUAGES } from '../../../protocol/language/index.ts'
import { qrModules, qrPath } from '../../../renderer/screen/pairing-qr.ts'
import { aroundAddress, ENGLISH, pairingWords, shortAddress } from '../../../renderer/screen/pairing-words.ts'

describe.each(LANGUAGES.map(({ tag }) => tag))('in %s', (tag) => {
  const words = tag === 'en' ? ENGLISH : pairingWords(tag)

  test('there are words, each of its own', () => {
    expect(words).toBeDefined()
    expect(new Set(Object.values(words ?? {})).size).toBe(3)
  })

  test('the address stands in the sentence, once', () => {
    expect(words?.step.split('{address}')).toHaveLength(2)
  })
})

test('a regional tag speaks as its language; an unknown one has English alone', () => {
  expect(pairingWords('pt-BR')).toEqual(pairingWords('pt'))
  expect(pairingWords('en-GB')).toBeUndefined()
  expect(pairingWords('xx')).toBeUndefined()
})

test('a sentence is what is before and behind its address', () => {
  expect(aroundAddress('open {address} now')).toEqual(['open ', ' now'])
})

test.each([
  ['https://calls.example/pair#7KQ2-M4XR', 'calls.example/pair'],
  ['https://calls.example:8443/pair', 'calls.example:8443/pair'],
  ['http://192.168.1.20:8000/pair#7KQ2-M4XR', 'http://192.168.1.20:8000/pair'],
  ['http://till/pair', 'till/pair'],
])('%s is typed as %s', (url, typed) => {
  expect(shortAddress(url)).toBe(typed)
})

describe('the QR', () => {
  const modules = qrModules('https://calls.example/pair#7KQ2-M4XR')

  test('is a square with its three eyes', () => {
    const eye = (top: number, left: number) => modules.slice(top, top + 7).map((row) => row.slice(left, left + 7))
    const size = modules.length
    expect(modules.every((row) => row.length === size)).toBe(true)
    expect(eye(0, 0)).toEqual(eye(0, size - 7))
    expect(eye(0, 0)).toEqual(eye(size - 7, 0))
    expect(eye(0, 0)[0]).toEqual(Array.from({ length: 7 }, () => true))
  })

  test('is drawn module for module, four from the edge', () => {
    const drawn = new Set<string>()
    for (const [, x, y, length] of qrPath(modules).matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/gu)) {
      for (let step = 0; step < Number(length); step++) drawn.add(`${Number(x) + step - 4} ${Number(y) - 4}`)
    }
    const dark = modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`${x} ${y}`] : [])))
    expect([...drawn].sort()).toEqual(dark.sort())
  })
})
