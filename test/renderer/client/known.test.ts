/** A page that is loaded again begins with what it knew: no empty picture in between, and nothing that is not true. */
import { describe, expect, test } from 'vitest'
import type { BoardClient, Known } from '../../../renderer/client/board-client.ts'
import { cashiers, Harness } from './harness.ts'

/** As through the session's storage. */
function knownOf(client: BoardClient): Known {
  const known = client.known()
  if (known === undefined) throw new Error('nothing is known')
  return JSON.parse(JSON.stringify(known))
}

describe('what a page knows', () => {
  test('is nothing before it is live', () => {
    const harness = new Harness()
    harness.press(3)
    const client = harness.connect()
    expect(client.known()).toBeUndefined()
    harness.clock.advance(500)
    expect(client.known()).toMatchObject({ epoch: 'epoch-1', state: { offset: 1 } })
  })

  test('is nothing sure from the moment it has lost the log', () => {
    const harness = new Harness()
    const client = harness.live()
    harness.relay.reachable = false
    harness.relay.cut()
    expect(client.known()).toBeUndefined()
    harness.clock.advance(5_000)
    expect(client.known()).toBeUndefined()
  })
})

describe('after a reload', () => {
  test('the state is there before anything is connected', () => {
    const harness = new Harness()
    const first = harness.live()
    harness.press(3)
    harness.clock.advance(100)
    const known = knownOf(first)
    first.close()
    const second = harness.connect(known)
    expect(second.state()).toEqual(harness.relay.state)
    expect(cashiers({ state: second.state() })).toEqual([3])
    expect(second.link()).toMatchObject({ kind: 'recovering' })
  })

  test('the page asks only for what came since, and gets that', () => {
    const harness = new Harness()
    const first = harness.live()
    harness.press(3)
    harness.clock.advance(100)
    const known = knownOf(first)
    first.close()
    harness.press(5)
    harness.entries.length = 0
    const second = harness.connect(known)
    harness.clock.advance(500)
    expect(harness.relay.hellos.at(-1)).toMatchObject({ epoch: 'epoch-1', offset: 1 })
    expect(harness.entries.map(({ offset }) => offset)).toEqual([2])
    expect(second.state()).toEqual(harness.relay.state)
    expect(second.link()).toEqual({ kind: 'live' })
  })

  test('while the relay is away the state stays', () => {
    const harness = new Harness()
    const first = harness.live()
    harness.press(3)
    harness.clock.advance(100)
    const known = knownOf(first)
    first.close()
    harness.relay.reachable = false
    const second = harness.connect(known)
    harness.clock.advance(10_000)
    expect(cashiers({ state: second.state() })).toEqual([3])
    expect(second.link()).toMatchObject({ kind: 'lost', reason: 'unreachable' })
  })

  test('log time goes on: it is not measured anew', () => {
    const harness = new Harness({ clockError: 3_600_000 })
    const first = harness.live()
    const known = knownOf(first)
    first.close()
    harness.relay.reachable = false
    const second = harness.connect(known)
    expect(Math.abs(second.now() - harness.clock.now())).toBeLessThan(100)
  })

  test('in another life of the log the old calls are gone at once', () => {
    const harness = new Harness()
    const first = harness.live()
    harness.press(3)
    harness.clock.advance(100)
    const known = knownOf(first)
    first.close()
    harness.relay.newEpoch('epoch-2')
    const second = harness.connect(known)
    harness.clock.advance(500)
    expect(cashiers({ state: second.state() })).toEqual([])
    expect(second.state()).toEqual(harness.relay.state)
  })

  test('a log that ends before what the page knew has the last word', () => {
    const harness = new Harness()
    const first = harness.live()
    harness.press(3)
    harness.clock.advance(100)
    const known = knownOf(first)
    first.close()
    const second = harness.connect({ ...known, state: { ...known.state, offset: 99 } })
    harness.clock.advance(500)
    expect(second.state()).toEqual(harness.relay.state)
  })
})
