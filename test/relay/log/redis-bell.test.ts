/** The connection that hears what is appended: what it subscribes to, and how it begins anew. */
import { beforeEach, describe, expect, it } from 'vitest'
import { Bell, type Ringer } from '../../../relay/log/redis-bell.ts'
import type { BellWire, BellWireListener } from '../../../relay/log/redis-connection.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'

class FakeWire implements BellWire {
  readonly said: string[] = []
  readonly listener: BellWireListener
  closed = false
  #answers: (() => void)[] = []

  constructor(listener: BellWireListener) {
    this.listener = listener
  }

  subscribe(channels: readonly string[]): Promise<unknown> {
    return this.#ask(`on ${channels.join(' ')}`)
  }
  unsubscribe(channels: readonly string[]): Promise<unknown> {
    return this.#ask(`off ${channels.join(' ')}`)
  }
  ping(): void {
    this.said.push('ping')
  }
  close(): void {
    this.closed = true
  }

  async answer(): Promise<void> {
    for (const one of this.#answers.splice(0)) one()
    await turn()
  }

  #ask(what: string): Promise<unknown> {
    this.said.push(what)
    return new Promise<void>((resolve) => this.#answers.push(resolve))
  }
}

class Ear implements Ringer {
  readonly heard: string[] = []
  rang(text: string): void {
    this.heard.push(text)
  }
  tuned(): void {
    this.heard.push('(tuned)')
  }
  deaf(): void {
    this.heard.push('(deaf)')
  }
}

let clock: FakeTimersClock
let wires: FakeWire[]
let bell: Bell

beforeEach(() => {
  clock = new FakeTimersClock()
  wires = []
  bell = new Bell((listener) => {
    const made = new FakeWire(listener)
    wires.push(made)
    return made
  }, clock)
})

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function wire(index = wires.length - 1): FakeWire {
  const found = wires[index]
  if (!found) throw new Error(`wire ${index} was not opened`)
  return found
}

async function ready(): Promise<void> {
  wire().listener.ready()
  await turn()
}

describe('the bell', () => {
  it('opens no connection before somebody listens', () => {
    expect(wires).toHaveLength(0)
  })

  it('tells each channel to those who listen to it, when it is subscribed and when it rings', async () => {
    const [a, b, also] = [new Ear(), new Ear(), new Ear()]
    bell.listen('a', a)
    bell.listen('b', b)
    bell.listen('a', also)
    await ready()
    expect(wire().said).toEqual(['on a b'])
    await wire().answer()
    wire().listener.message('a', 'one')
    expect([a.heard, b.heard, also.heard]).toEqual([['(tuned)', 'one'], ['(tuned)'], ['(tuned)', 'one']])
  })

  it('subscribes to a thousand in a few commands, each after the last was answered', async () => {
    for (let i = 0; i < 1_100; i++) bell.listen(`c${i}`, new Ear())
    await ready()
    expect(wire().said).toHaveLength(1)
    await wire().answer()
    await wire().answer()
    expect(wire().said.map((line) => line.split(' ').length - 1)).toEqual([500, 500, 100])
  })

  it('leaves a channel when the last listener has gone', async () => {
    const [one, two] = [new Ear(), new Ear()]
    const leave = [bell.listen('a', one), bell.listen('a', two)]
    await ready()
    await wire().answer()
    leave[0]?.()
    await turn()
    expect(wire().said).toEqual(['on a'])
    leave[1]?.()
    await turn()
    expect(wire().said).toEqual(['on a', 'off a'])
  })

  it('stays on a channel that somebody takes up again in the same turn', async () => {
    const leave = bell.listen('a', new Ear())
    await ready()
    await wire().answer()
    leave()
    bell.listen('a', new Ear())
    await turn()
    expect(wire().said).toEqual(['on a'])
  })

  it('says that it is deaf when its connection ends, and subscribes to all of it on the next', async () => {
    const ear = new Ear()
    bell.listen('a', ear)
    await ready()
    await wire().answer()
    wire().listener.ended()
    bell.listen('b', new Ear())
    clock.advance(1_000)
    await ready()
    expect(wire(1).said).toEqual(['on a b'])
    await wire().answer()
    expect(ear.heard).toEqual(['(tuned)', '(deaf)', '(tuned)'])
  })

  it('goes on trying, with pauses, while nobody is there', () => {
    bell.listen('a', new Ear())
    for (let i = 0; i < 10; i++) {
      wire().listener.ended()
      clock.advance(500)
    }
    expect(wires).toHaveLength(11)
  })

  it('pings, so that a half-open connection is found', async () => {
    bell.listen('a', new Ear())
    await ready()
    clock.advance(6_000)
    expect(wire().said.filter((line) => line === 'ping')).toHaveLength(3)
  })

  it('is silent once it is closed, and leaves no timer', async () => {
    const ear = new Ear()
    bell.listen('a', ear)
    await ready()
    await wire().answer()
    bell.close()
    wire().listener.message('a', 'late')
    wire().listener.ended()
    expect(ear.heard).toEqual(['(tuned)'])
    expect([wire().closed, clock.pending]).toEqual([true, 0])
  })
})
