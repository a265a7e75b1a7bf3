import { describe, expect, test } from 'vitest'
import { Harness } from './harness.ts'

/** All that the relay was told of paintings, ping by ping. */
function reports(harness: Harness) {
  return harness.relay.heard.flatMap((message) =>
    message.type === 'ping' && message.painted !== undefined ? [message.painted] : [],
  )
}

function seenAndLive(harness = new Harness()) {
  const client = harness.live()
  client.seen(true)
  return { harness, client }
}

describe('a painted entry', () => {
  test('is told with the next ping, in log time, once', () => {
    const { harness, client } = seenAndLive(new Harness({ clockError: 3_600_000 }))
    const { offset, at } = harness.press(3)
    harness.clock.advance(20)
    client.drawn(offset)
    expect(reports(harness)).toEqual([])
    harness.clock.advance(10_000)
    expect(reports(harness)).toEqual([[{ offset, at: at + 20 }]])
  })

  test('shares its frame with the entries that came with it', () => {
    const { harness, client } = seenAndLive()
    for (const cashier of [1, 2, 3]) harness.press(cashier)
    harness.clock.advance(0)
    client.drawn(3)
    harness.clock.advance(2_000)
    expect(reports(harness)[0]?.map(({ offset }) => offset)).toEqual([1, 2, 3])
  })

  test('waits for a frame that holds it', () => {
    const { harness, client } = seenAndLive()
    harness.press(1)
    harness.press(2)
    harness.clock.advance(0)
    client.drawn(1)
    harness.clock.advance(2_000)
    expect(reports(harness).flat()).toMatchObject([{ offset: 1 }])
  })

  test('is one of at most fifty in a ping: the newest', () => {
    const { harness, client } = seenAndLive()
    for (let i = 0; i < 30; i++) harness.press(1)
    harness.clock.advance(0)
    client.drawn(30)
    for (let i = 0; i < 30; i++) harness.press(1)
    harness.clock.advance(0)
    client.drawn(60)
    harness.clock.advance(2_000)
    const [report = []] = reports(harness)
    expect(report.map(({ offset }) => offset)).toEqual(Array.from({ length: 50 }, (_, i) => i + 11))
  })

  test('is told after a reconnection, if the log still is the same', () => {
    const { harness, client } = seenAndLive()
    const { offset } = harness.press(3)
    harness.clock.advance(0)
    client.drawn(offset)
    harness.relay.cut()
    harness.clock.advance(5_000)
    expect(reports(harness)).toMatchObject([[{ offset }]])
  })
})

describe('nothing is told', () => {
  test('of what came before the page was live: it is history', () => {
    const harness = new Harness()
    harness.press(1)
    const { client } = seenAndLive(harness)
    harness.relay.cut()
    harness.press(2)
    harness.clock.advance(5_000)
    expect(client.state().offset).toBe(2)
    client.drawn(2)
    harness.clock.advance(5_000)
    expect(reports(harness)).toEqual([])
  })

  test('of what came while nobody could see the page', () => {
    const { harness, client } = seenAndLive()
    client.seen(false)
    harness.press(1)
    harness.clock.advance(0)
    client.seen(true)
    client.drawn(1)
    harness.clock.advance(5_000)
    expect(reports(harness)).toEqual([])
  })

  test('of what was not painted when the page went out of sight', () => {
    const { harness, client } = seenAndLive()
    harness.press(1)
    harness.clock.advance(0)
    client.seen(false)
    client.seen(true)
    client.drawn(1)
    harness.clock.advance(5_000)
    expect(reports(harness)).toEqual([])
  })

  test('by a page that never said that it is seen', () => {
    const harness = new Harness()
    const client = harness.live()
    harness.press(1)
    harness.clock.advance(0)
    client.drawn(1)
    harness.clock.advance(5_000)
    expect(reports(harness)).toEqual([])
  })

  test('of another life of the log: its offsets mean other entries', () => {
    const { harness, client } = seenAndLive()
    harness.press(1)
    harness.clock.advance(0)
    client.drawn(1)
    harness.relay.newEpoch('epoch-2')
    harness.relay.cut()
    harness.clock.advance(5_000)
    expect(client.link()).toEqual({ kind: 'live' })
    expect(reports(harness)).toEqual([])
  })
})
