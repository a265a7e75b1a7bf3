/** Which of the edges that a box says, and says again, are taken, and in which order. */
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  type EdgeOrder,
  greeted,
  isLaterBoot,
  NO_EDGES,
  newestTaken,
  takeEdge,
} from '../../../protocol/box/edge-order.ts'
import type { Edge, Hello } from '../../../protocol/box/frame.ts'

/** A host that writes down what it makes of each edge. */
class Listener {
  order: EdgeOrder = NO_EDGES
  now = 1_790_000_000_000
  missed = 0

  hello(boot: number, seq: number): void {
    const more = { id: 'A1', model: 'till-box', firmware: '1.0', buttons: 2, lamps: 2 }
    const hello: Hello = { kind: 'hello', version: 1, ...more, boot, seq }
    this.order = greeted(this.order, hello)
  }

  /** The edges that are taken now, or why none is. */
  edge(seq: number, boot = 1): number[] | 'repeated' | 'ahead' {
    const edge: Edge = { kind: 'edge', boot, seq, button: 0, edge: 'down', ms: seq }
    const { order, verdict, edges } = takeEdge(this.order, edge, this.now)
    this.order = order
    if (verdict.kind !== 'new') return verdict.kind
    this.missed += verdict.missed
    return edges.map((taken) => taken.seq)
  }

  /** As a box says its oldest edge again, 50 ms later. */
  again(seq: number, boot = 1): number[] | 'repeated' | 'ahead' {
    this.now += 50
    return this.edge(seq, boot)
  }
}

let host: Listener
beforeEach(() => {
  host = new Listener()
  host.hello(1, 0)
})

describe('an edge', () => {
  it('is new right behind the newest one', () => {
    expect([host.edge(1), host.edge(2)]).toEqual([[1], [2]])
    expect(newestTaken(host.order, 1)).toBe(2)
  })

  it('is repeated once it was taken', () => {
    host.edge(1)
    host.edge(2)
    expect([host.edge(2), host.again(1), host.again(1)]).toEqual(['repeated', 'repeated', 'repeated'])
    expect(newestTaken(host.order, 1)).toBe(2)
  })

  it('that comes before its turn waits for those before it, and is taken with them', () => {
    host.edge(1)
    expect([host.edge(3), host.edge(4), host.edge(6)]).toEqual(['ahead', 'ahead', 'ahead'])
    expect(host.again(2)).toEqual([2, 3, 4])
    expect(host.again(5)).toEqual([5, 6])
    expect(host.missed).toBe(0)
  })

  it('that has waited is repeated when it comes again', () => {
    host.edge(2)
    host.edge(1)
    expect(host.edge(2)).toBe('repeated')
  })

  it('that waits may have come before others that wait', () => {
    for (const seq of [4, 2, 3]) host.edge(seq)
    expect(host.edge(1)).toEqual([1, 2, 3, 4])
  })

  it('that waits is kept once, however often it comes', () => {
    for (let times = 0; times < 40; times++) host.edge(2)
    host.edge(3)
    expect(host.edge(1)).toEqual([1, 2, 3])
  })

  it('waits among the 32 that come next', () => {
    for (let seq = 2; seq <= 100; seq++) host.edge(seq)
    expect(host.edge(1)).toHaveLength(33)
  })

  it('takes no place of others any more when it was taken', () => {
    for (let seq = 2; seq <= 33; seq++) host.edge(seq)
    host.edge(1)
    host.edge(36)
    expect([host.edge(34), host.edge(35)]).toEqual([[34], [35, 36]])
  })
})

describe('an edge that the box says again although those before it never came', () => {
  it("is the box's oldest: it is taken, and what is missing is counted", () => {
    host.edge(1)
    expect(host.edge(4)).toBe('ahead')
    expect(host.again(4)).toEqual([4])
    expect(host.missed).toBe(2)
    expect(host.again(3)).toBe('repeated')
  })

  it('is so also when others came in between', () => {
    host.edge(4)
    host.edge(5)
    host.edge(6)
    expect(host.again(4)).toEqual([4, 5, 6])
    expect(host.missed).toBe(3)
  })

  it('is not so when an earlier one came in between', () => {
    host.edge(4)
    expect(host.again(3)).toBe('ahead')
    expect(host.again(4)).toBe('ahead')
    expect(host.again(3)).toEqual([3, 4])
  })

  it('is not so within 40 ms: then it was doubled on the way', () => {
    host.edge(4)
    host.now += 39
    expect(host.edge(4)).toBe('ahead')
    host.now += 1
    expect(host.edge(4)).toEqual([4])
  })

  it('is not so after a hello, which makes a box say everything again', () => {
    host.edge(4)
    host.hello(1, 0)
    expect(host.again(4)).toBe('ahead')
    expect(host.again(4)).toEqual([4])
  })

  it('is not so after an edge of an older boot, which a box says first', () => {
    host.hello(2, 0)
    host.edge(4, 2)
    host.edge(1, 1)
    expect(host.again(4, 2)).toBe('ahead')
    host.edge(1, 3)
    expect(host.again(4, 2)).toEqual([4])
  })

  it('is found also when the clock is set back', () => {
    host.edge(4)
    host.now -= 3_600_000
    expect(host.edge(4)).toBe('ahead')
    expect(host.again(4)).toEqual([4])
  })
})

describe('a boot', () => {
  it('that was never met begins behind what its hello says is acknowledged', () => {
    host.hello(2, 6)
    expect(newestTaken(host.order, 2)).toBe(6)
    expect([host.edge(8, 2), host.edge(7, 2)]).toEqual(['ahead', [7, 8]])
  })

  it('goes by its newest hello until an edge is taken', () => {
    host.hello(2, 6)
    host.hello(2, 8)
    expect(host.edge(9, 2)).toEqual([9])
  })

  it('goes by what was taken from then on', () => {
    host.edge(1)
    host.hello(1, 5)
    expect(host.edge(2)).toEqual([2])
  })

  it('has its own numbers', () => {
    host.edge(1)
    host.edge(2)
    host.hello(2, 0)
    expect([host.edge(1, 2), host.edge(3, 1), host.edge(2, 2)]).toEqual([[1], [3], [2]])
  })

  it('of before this host begins with its very first edge', () => {
    host.hello(7, 0)
    expect([host.edge(1, 6), host.edge(2, 6)]).toEqual([[1], [2]])
  })

  it('of before this host begins in the middle only where the box says so: the edges before may still come', () => {
    host.hello(7, 0)
    expect([host.edge(6, 6), host.again(5, 6), host.again(5, 6)]).toEqual(['ahead', 'ahead', [5, 6]])
  })

  it('of before this host misses nothing: the edges before were acknowledged by another', () => {
    host.hello(7, 0)
    host.edge(5, 6)
    expect(host.again(5, 6)).toEqual([5])
    expect(host.missed).toBe(0)
  })

  it('of a box whose hello tells its newest edge begins where the box says its oldest again', () => {
    host.hello(2, 6)
    expect([host.edge(5, 2), host.edge(6, 2), host.again(5, 2)]).toEqual(['ahead', 'ahead', [5, 6]])
    expect([host.edge(7, 2), host.missed]).toEqual([[7], 0])
  })

  it('of such a box begins with its first edge at once', () => {
    host.hello(2, 2)
    expect([host.edge(1, 2), host.edge(2, 2)]).toEqual([[1], [2]])
  })

  it('whose hello was lost is greeted later, and keeps what came early', () => {
    host.edge(4, 2)
    host.hello(2, 2)
    expect(host.edge(3, 2)).toEqual([3, 4])
  })

  it('is remembered among the four that spoke last', () => {
    for (const boot of [1, 2, 3, 4]) host.edge(1, boot)
    host.edge(2, 1)
    host.edge(1, 5)
    expect([1, 2, 3, 4, 5].map((boot) => newestTaken(host.order, boot))).toEqual([2, 0, 1, 1, 1])
  })

  it('that greets again is among those that spoke last', () => {
    for (const boot of [1, 2, 3, 4]) host.edge(1, boot)
    host.hello(1, 1)
    host.edge(1, 5)
    expect([newestTaken(host.order, 1), newestTaken(host.order, 2)]).toEqual([1, 0])
  })

  it('has taken nothing while nobody knows which it is', () => {
    expect(newestTaken(host.order, undefined)).toBe(0)
  })

  it.each([
    [2, 1, true],
    [1, 2, false],
    [1, 1, false],
    [1, 65_535, true],
    [65_535, 1, false],
    [32_768, 1, true],
    [32_770, 1, false],
  ])('%i came after %i: %s', (boot, other, later) => {
    expect(isLaterBoot(boot, other)).toBe(later)
  })
})

describe('laws', () => {
  const heard = fc.array(
    fc.record({
      kind: fc.constantFrom('edge', 'edge', 'edge', 'edge', 'hello'),
      boot: fc.integer({ min: 1, max: 6 }),
      seq: fc.integer({ min: 1, max: 60 }),
      wait: fc.constantFrom(0, 1, 39, 40, 1_000),
    }),
    { maxLength: 300 },
  )

  it('edges of a boot are taken one after the other, or those between are counted', () => {
    fc.assert(
      fc.property(heard, (all) => {
        host = new Listener()
        for (const { kind, boot, seq, wait } of all) {
          host.now += wait
          if (kind === 'hello') host.hello(boot, seq)
          const before = newestTaken(host.order, boot)
          const missed = host.missed
          const taken = kind === 'edge' ? host.edge(seq, boot) : 'repeated'
          if (!Array.isArray(taken)) continue
          expect(taken).toEqual(taken.map((_, i) => seq + i))
          expect(host.missed - missed).toBeLessThanOrEqual(Math.max(0, seq - before - 1))
          expect(newestTaken(host.order, boot)).toBe(taken.at(-1))
        }
      }),
    )
  })

  it('what is remembered is bounded, whatever a box says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 2, max: 1e9 })), { maxLength: 400, size: 'max' }),
        (all) => {
          host = new Listener()
          for (const [boot, seq] of all) host.edge(seq, boot)
          expect(host.order.length).toBeLessThanOrEqual(4)
          for (const { early } of host.order) expect(early.length).toBeLessThanOrEqual(32)
        },
      ),
    )
  })
})
