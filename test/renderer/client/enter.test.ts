/** A page that is given another token while it runs: it comes in with that, and nothing it knew before is shown. */
import { describe, expect, test } from 'vitest'
import { CLOSE } from '../../../protocol/message.ts'
import { PageMemory } from '../../../renderer/page/memory.ts'
import { FakeStorage } from '../../helpers/fake-storage.ts'
import { cashiers, Harness } from './harness.ts'

const ENTRY = { store: 'bakery', token: 'header.payload.new' }

function revoked(): Harness & { readonly client: ReturnType<Harness['live']> } {
  const harness = new Harness({ token: 'header.payload.old' })
  const client = harness.live()
  harness.press(3)
  harness.clock.advance(100)
  harness.relay.refuseAll(CLOSE.notAllowed, 'not_allowed', 'the token was revoked')
  harness.clock.advance(100)
  return Object.assign(harness, { client })
}

test('it says hello with the new token and store at once, without the minute of a refused page', () => {
  const harness = revoked()
  expect(harness.client.link().kind).toBe('refused')
  harness.client.enter(ENTRY)
  harness.clock.advance(500)
  expect(harness.relay.hellos.at(-1)).toMatchObject({ ...ENTRY, role: 'screen' })
  expect(harness.client.link()).toEqual({ kind: 'live' })
})

test('it asks for everything anew: an offset of another store means nothing', () => {
  const harness = revoked()
  harness.client.enter(ENTRY)
  harness.clock.advance(500)
  expect(harness.relay.hellos.at(-1)).not.toHaveProperty('offset')
})

test('the calls it knew go in the same moment, the store’s look stays until it has another', () => {
  const harness = revoked()
  const { settings } = harness.client.state()
  expect(cashiers({ state: harness.client.state() })).toEqual([3])
  harness.client.enter(ENTRY)
  expect(cashiers({ state: harness.client.state() })).toEqual([])
  expect(harness.client.state().settings).toBe(settings)
})

test('a connection that still runs is left: the relay has one of this page', () => {
  const harness = new Harness()
  const client = harness.live()
  client.enter(ENTRY)
  harness.clock.advance(500)
  expect(harness.relay.connected).toBe(1)
})

test('it also comes back with the new token after a cut', () => {
  const harness = revoked()
  harness.client.enter(ENTRY)
  harness.clock.advance(500)
  harness.relay.cut()
  harness.clock.advance(2_000)
  expect(harness.relay.hellos.at(-1)).toMatchObject(ENTRY)
  expect(harness.client.link()).toEqual({ kind: 'live' })
})

describe('a page that is not let in any more', () => {
  test('keeps nothing of what it knew for its next life', () => {
    const harness = new Harness()
    const storage = new FakeStorage()
    const memory = new PageMemory(storage, 'main')
    const client = harness.live()
    harness.press(3)
    harness.clock.advance(100)
    memory.keep(client.known(), 1_000)
    memory.forget()
    memory.keep(undefined, 1_100)
    expect(new PageMemory(storage, 'main').recall(1_200)).toBeUndefined()
  })
})

test('it is refused no more from that moment: a screen would ask for one more code', () => {
  const harness = revoked()
  harness.client.enter(ENTRY)
  expect(harness.client.link().kind).toBe('recovering')
})
