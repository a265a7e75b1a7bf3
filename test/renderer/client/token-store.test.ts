/** The token a browser's screen keeps. */
import { describe, expect, test } from 'vitest'
import { TokenStore } from '../../../renderer/client/token-store.ts'
import { FakeStorage } from '../../helpers/fake-storage.ts'

const RELAY = 'wss://calls.example/ws'
const OLD = 'header.payload.signature-of-the-old-one'
const PAIRED = { token: 'header.payload.new', store: 'bakery' }

function place(storage = new FakeStorage()) {
  return { storage, at: (socket = RELAY, store = 'main') => new TokenStore(storage, socket, store) }
}

test('what was kept is there in the page’s next life, with the store it is for', () => {
  const { at } = place()
  at().keep(PAIRED, undefined)
  expect(at().recall(undefined)).toEqual(PAIRED)
})

test('at first there is none', () => {
  expect(place().at().recall(undefined)).toBeUndefined()
})

describe('it belongs to one relay and one wish', () => {
  test.each([
    ['another relay', 'wss://other.example/ws', 'main'],
    ['another port', 'wss://calls.example:8443/ws', 'main'],
    ['another store', RELAY, 'butcher'],
  ])('%s does not see it', (_, socket, store) => {
    const { at } = place()
    at().keep(PAIRED, undefined)
    expect(at(socket, store).recall(undefined)).toBeUndefined()
  })
})

describe('a token in the address', () => {
  test('counts before a kept one', () => {
    const { at } = place()
    at().keep(PAIRED, undefined)
    expect(at().recall('header.payload.another')).toBeUndefined()
  })

  test('no longer counts once pairing has replaced it', () => {
    const { at } = place()
    at().keep(PAIRED, OLD)
    expect(at().recall(OLD)).toEqual(PAIRED)
    expect(at().recall('header.payload.another')).toBeUndefined()
    expect(at().recall(undefined)).toEqual(PAIRED)
  })

  test('is not stored itself', () => {
    const { at, storage } = place()
    at().keep(PAIRED, OLD)
    expect(storage.texts().join()).not.toContain('header.payload.signature')
  })
})

test.each(['', '{', 'null', '[]', '{"token":1,"store":"main"}', '{"token":"a","store":"no store!"}'])(
  'what somebody has spoiled counts for nothing: %j',
  (text) => {
    const { at, storage } = place()
    at().keep(PAIRED, undefined)
    for (let index = 0; index < storage.length; index++) storage.setItem(storage.key(index) ?? '', text)
    expect(at().recall(undefined)).toBeUndefined()
  },
)
