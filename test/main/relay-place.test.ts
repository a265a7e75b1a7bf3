/** Where the relay is, for pages that are loaded before anybody knows it. */
import { describe, expect, test } from 'vitest'
import { RelayPlace } from '../../main/relay-place.ts'

const HERE = { origin: 'http://127.0.0.1:8000' }

describe('until it is known', () => {
  test('all who ask wait, and learn it at once together', async () => {
    const place = new RelayPlace()
    const asked = [place.get(), place.get()]
    place.set({ ...HERE, token: 't' })
    expect(await Promise.all(asked)).toEqual([
      { ...HERE, token: 't' },
      { ...HERE, token: 't' },
    ])
  })

  test('nothing is let through', () => {
    const place = new RelayPlace()
    expect([place.origins(), place.socketOrigin()]).toEqual([[], undefined])
  })
})

describe('once it is known', () => {
  test('it is answered at once', async () => {
    const place = new RelayPlace()
    place.set(HERE)
    expect(await place.get()).toEqual(HERE)
    expect(place.origins()).toEqual(['ws://127.0.0.1:8000'])
  })

  test('it may move: who asks from then on gets the new one, and the old one is let through no more', async () => {
    const place = new RelayPlace()
    place.set(HERE)
    place.set({ origin: 'http://127.0.0.1:8001' })
    expect(await place.get()).toEqual({ origin: 'http://127.0.0.1:8001' })
    expect(place.origins()).toEqual(['ws://127.0.0.1:8001'])
  })

  test.each([
    ['https://shop.example', 'wss://shop.example'],
    ['https://shop.example:8443', 'wss://shop.example:8443'],
    ['http://[::1]:8000', 'ws://[::1]:8000'],
    ['http://shop.example', 'ws://shop.example'],
  ])('%s: a socket goes to %s', (origin, socket) => {
    const place = new RelayPlace()
    place.set({ origin })
    expect(place.socketOrigin()).toBe(socket)
  })
})
