/** Clocks that are wrong, or are set while a page runs: what it shows and says of its connection stays true. */
import { describe, expect, test } from 'vitest'
import { view } from '../../../protocol/view.ts'
import type { BoardClient } from '../../../renderer/client/board-client.ts'
import { Harness } from './harness.ts'

const HOUR = 3_600_000

/** Since when the page is without the log, ms ago. */
function awayFor(client: BoardClient): number {
  const link = client.link()
  if (link.kind !== 'recovering' && link.kind !== 'lost') throw new Error(`the link is ${link.kind}`)
  return client.now() - link.since
}

describe.each([
  ['ahead', HOUR],
  ['behind', -HOUR],
])('a machine whose clock is an hour %s', (_, clockError) => {
  test('does not take the hour for one without the log when it hears the time for the first time', () => {
    const harness = new Harness({ clockError })
    harness.relay.latency = 10
    harness.press(3)
    const client = harness.connect()
    const told: number[] = []
    harness.onChange = ({ link }) => link.kind === 'recovering' && told.push(awayFor(client))
    harness.clock.advance(500)
    expect(client.link().kind).toBe('live')
    expect(Math.max(...told.map(Math.abs))).toBeLessThanOrEqual(100)
  })

  test('counts the time without a relay that went away while it said hello', () => {
    const harness = new Harness({ clockError })
    harness.press(3)
    const client = harness.connect()
    harness.onChange = () => {
      if (!harness.relay.reachable || Math.abs(client.now() - harness.clock.now()) > 100) return
      // It has heard the time, and not yet what the log holds.
      harness.relay.reachable = false
      harness.relay.cut()
    }
    harness.clock.advance(10_500)
    expect(harness.relay.reachable).toBe(false)
    expect(awayFor(client)).toBeGreaterThanOrEqual(10_000)
    expect(awayFor(client)).toBeLessThan(11_000)
  })
})

describe('the log’s clock is set while a page is connected', () => {
  test.each([
    ['back', -HOUR],
    ['forward', HOUR],
  ])('%s: calls are shown as soon as the relay has said the time', (_, by) => {
    const harness = new Harness()
    harness.relay.latency = 10
    const client = harness.live()
    harness.press(7)
    harness.clock.advance(5_000)
    harness.logSet = by
    harness.press(3)
    harness.clock.advance(50)
    expect(view(client.state(), client.now())).toMatchObject({ mode: 'calling' })
  })

  test('the page is told with the next ping, so that it looks again', () => {
    const harness = new Harness()
    harness.live()
    const before = harness.changes.length
    harness.logSet = -HOUR
    harness.clock.advance(2_500)
    expect(harness.changes.length).toBe(before + 1)
  })

  test('log time that is only measured better is no news', () => {
    const harness = new Harness()
    harness.relay.latency = 40
    harness.live()
    const before = harness.changes.length
    harness.relay.latency = 1
    harness.clock.advance(20_000)
    expect(harness.changes.length).toBe(before)
  })
})
