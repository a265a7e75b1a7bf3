/** What a person means by buttons that go down and up. */
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Edge } from '../../../protocol/box/frame.ts'
import { type GestureMap, TILL_BOX } from '../../../protocol/box/gesture.ts'
import {
  type Decided,
  doubted,
  EMPTY_HANDS,
  feelBeat,
  feelEarly,
  feelEdge,
  feelEdges,
  feelTime,
  type Hands,
  nextFeel,
} from '../../../protocol/box/hands.ts'

const CALL_BUTTON: GestureMap = { rules: [{ gesture: 'short', button: 0, action: 'call' }], longAfter: 1_500 }
const TWO_TILLS: GestureMap = {
  rules: [
    { gesture: 'short', button: 0, action: 'call' },
    { gesture: 'long', button: 0, action: 'toggle' },
    { gesture: 'short', button: 1, action: 'done' },
    { gesture: 'long', button: 1, action: 'close' },
  ],
  longAfter: 1_500,
}

type EdgeOptions = { readonly ms?: number; readonly boot?: number }

/** Fingers on a box and the one who feels them; both clocks begin at 0. Each answer is the presses: `call 1.3`. */
class Fingers {
  hands: Hands
  boot = 1
  now = 0
  readonly map: GestureMap
  #seq = 0

  constructor(map: GestureMap, beats = true) {
    this.map = map
    this.hands = { ...EMPTY_HANDS, beats }
  }

  down(button: number, options: EdgeOptions = {}): string[] {
    return this.#told(feelEdge(this.hands, this.edge('down', button, options), this.map, this.now))
  }

  up(button: number, options: EdgeOptions = {}): string[] {
    return this.#told(feelEdge(this.hands, this.edge('up', button, options), this.map, this.now))
  }

  /** An edge that is heard before its turn. */
  early(edge: Edge['edge'], button: number, options: EdgeOptions = {}): string[] {
    return this.#told(feelEarly(this.hands, this.edge(edge, button, options), this.map))
  }

  /** A heartbeat: which buttons are down, and how many events wait in the box behind those that were felt. */
  beat(buttons: readonly number[] = [], more = 0): string[] {
    const bitmap = buttons.reduce((bits, button) => bits + 2 ** button, 0)
    const beat = { kind: 'heartbeat', ms: this.now, bitmap, queued: 3 + more, lost: 0 } as const
    return this.#told(feelBeat(this.hands, beat, { boot: this.boot, events: 3 }, this.map))
  }

  wait(ms: number): string[] {
    this.now += ms
    return this.#told(feelTime(this.hands, this.boot, this.map, this.now))
  }

  get due(): number | null {
    return nextFeel(this.hands, this.boot, this.map)
  }

  edge(edge: Edge['edge'], button: number, { ms = this.now, boot = this.boot }: EdgeOptions): Edge {
    return { kind: 'edge', boot, seq: ++this.#seq, button, edge, ms }
  }

  #told({ hands, presses }: Decided): string[] {
    this.hands = hands
    return presses.map(({ action, boot, seq }) => `${action} ${boot}.${seq}`)
  }
}

let box: Fingers
beforeEach(() => {
  box = new Fingers(TILL_BOX)
})

describe('a short press', () => {
  it('is one at the release, and not before', () => {
    expect(box.down(0)).toEqual([])
    expect(box.wait(100)).toEqual([])
    expect(box.up(0)).toEqual(['call 1.1'])
  })

  it('ends before `longAfter`', () => {
    box.down(0)
    box.now = 1_499
    expect(box.up(0)).toEqual(['call 1.1'])
  })

  it('is what the second button has for itself', () => {
    box.down(1)
    expect(box.up(1)).toEqual(['help 1.1'])
  })

  it('is one at once where the box knows nothing else', () => {
    box = new Fingers(CALL_BUTTON)
    expect([box.down(0), box.wait(5_000), box.up(0)]).toEqual([['call 1.1'], [], []])
    expect(box.due).toBeNull()
  })

  it('of a button without a meaning is none', () => {
    expect([box.down(5), box.up(5)]).toEqual([[], []])
    expect(box.hands.downs).toEqual([])
  })

  it('comes after every other', () => {
    const presses = [0, 1, 0].flatMap((button) => [box.down(button), box.up(button)])
    expect(presses.flat()).toEqual(['call 1.1', 'help 1.3', 'call 1.5'])
  })
})

describe('a long press', () => {
  it('is one while the button is still held, as soon as `longAfter` has passed, and once', () => {
    box.down(0)
    box.beat([0])
    expect(box.due).toBe(1_500)
    expect([box.wait(1_499), box.wait(1), box.wait(5_000)]).toEqual([[], ['toggle 1.1'], []])
    expect([box.due, box.beat([0]), box.up(0)]).toEqual([null, [], []])
  })

  it("is one at the release if the box's clock says so, though nobody has looked at the time", () => {
    box.down(0, { ms: 200 })
    expect(box.up(0, { ms: 1_700 })).toEqual(['toggle 1.1'])
  })

  it("is told by the box's clock at the release, however late the edges came", () => {
    box.down(0, { ms: 0 })
    box.now = 9_000
    expect(box.up(0, { ms: 60 })).toEqual(['call 1.1'])
  })

  it('waits for a heartbeat that says "still down": the release may be lost', () => {
    box.down(0)
    expect(box.due).toBeNull()
    expect(box.wait(2_000)).toEqual([])
    expect(box.beat([0])).toEqual([])
    expect(box.due).toBe(1_500)
    expect(box.wait(0)).toEqual(['toggle 1.1'])
  })

  it('does not trust a heartbeat while more events wait in the box: the button may be down anew', () => {
    box.down(0)
    box.beat([0], 1)
    expect(box.due).toBeNull()
    box.beat([0])
    box.beat([0], 1)
    expect(box.due).toBe(1_500)
  })

  it('waits for another heartbeat after the line was cut', () => {
    box.down(0)
    box.beat([0])
    box.hands = doubted(box.hands)
    expect(box.due).toBeNull()
    box.beat([0])
    expect(box.due).toBe(1_500)
  })

  it('waits for none of a device that has no heartbeats', () => {
    box = new Fingers(TILL_BOX, false)
    box.down(0)
    expect(box.due).toBe(1_500)
    expect(box.wait(1_500)).toEqual(['toggle 1.1'])
  })

  it('of a button that knows only short ones is a short one, while it is still held: it may be jammed', () => {
    box.down(1)
    box.beat([1])
    expect([box.wait(1_500), box.up(1)]).toEqual([['help 1.1'], []])
  })

  it('of a button that knows only short ones is a short one at the release', () => {
    box.down(1)
    expect(box.up(1, { ms: 20_000 })).toEqual(['help 1.1'])
  })

  it('is decided for each button by itself, the earliest first', () => {
    box = new Fingers(TWO_TILLS)
    box.down(1)
    box.wait(300)
    box.down(0)
    box.beat([0, 1])
    expect(box.due).toBe(1_500)
    expect(box.wait(1_200)).toEqual(['close 1.1'])
    expect(box.due).toBe(1_800)
    expect(box.wait(300)).toEqual(['toggle 1.2'])
  })

  it("survives the box's clock that begins anew after 49.7 days", () => {
    box.down(0, { ms: 2 ** 32 - 100 })
    expect(box.up(0, { ms: 50 })).toEqual(['call 1.1'])
    box.down(0, { ms: 2 ** 32 - 100 })
    expect(box.up(0, { ms: 1_400 })).toEqual(['toggle 1.3'])
  })
})

describe('two buttons at once', () => {
  it('are one press, named by the first, and nothing more', () => {
    expect([box.down(0), box.down(1)]).toEqual([[], ['help 1.1']])
    expect([box.due, box.wait(5_000), box.up(1), box.up(0)]).toEqual([null, [], [], []])
  })

  it('are so whichever was first', () => {
    expect([box.down(1), box.down(0)]).toEqual([[], ['help 1.1']])
  })

  it('leave a third button to itself', () => {
    box.down(0)
    box.down(1)
    expect([box.down(2), box.hands.downs.length]).toEqual([[], 1])
  })

  it('are two presses where the first was long already', () => {
    box.down(0)
    box.beat([0])
    expect(box.wait(1_500)).toEqual(['toggle 1.1'])
    expect([box.down(1), box.up(1), box.up(0)]).toEqual([[], ['help 1.2'], []])
  })

  it('are two presses of two tills', () => {
    box = new Fingers(TWO_TILLS)
    expect([box.down(0), box.down(1), box.up(1), box.up(0)]).toEqual([[], [], ['done 1.2'], ['call 1.1']])
  })

  it('were not down at once if the box was reset in between', () => {
    box.down(0)
    box.boot = 2
    expect(box.down(1)).toEqual(['call 1.1'])
    expect(box.up(1)).toEqual(['help 2.2'])
  })

  it('were not down at once either if the boot before is heard later', () => {
    box.down(0, { boot: 2 })
    expect(box.down(1, { boot: 1 })).toEqual([])
    expect(box.up(1, { boot: 1 })).toEqual(['help 1.2'])
    expect(box.up(0, { boot: 2 })).toEqual(['call 2.1'])
  })
})

describe('a release that was lost', () => {
  it('is told by the same button going down again', () => {
    box.down(0)
    expect(box.down(0)).toEqual(['call 1.1'])
    expect(box.up(0)).toEqual(['call 1.2'])
  })

  it('is not told by another button', () => {
    box = new Fingers(TWO_TILLS)
    box.down(0)
    expect([box.down(1), box.up(1), box.early('down', 1), box.early('up', 1)]).toEqual([[], ['done 1.2'], [], []])
  })

  it('is told by an edge that comes before its turn', () => {
    box.down(0)
    expect(box.early('down', 0, { ms: 60_000 })).toEqual(['call 1.1'])
    box.down(0)
    expect(box.early('up', 0, { ms: 1_499 })).toEqual(['call 1.3'])
  })

  it('is told before its turn only if that says how long the press was', () => {
    box.down(0)
    expect(box.early('up', 0, { ms: 1_500 })).toEqual([])
    expect(box.up(0, { ms: 1_600 })).toEqual(['toggle 1.1'])
  })

  it('is not told before its turn by an edge of another boot', () => {
    box.down(0)
    expect([box.early('down', 0, { boot: 2 }), box.early('up', 0, { boot: 0 })]).toEqual([[], []])
  })

  it('is told by a heartbeat in which the button is up', () => {
    box.down(0)
    expect([box.beat([0]), box.beat([1]), box.beat([])]).toEqual([[], ['call 1.1'], []])
    expect(box.up(0)).toEqual([])
  })

  it('of a button with a high number is told so as well', () => {
    const map: GestureMap = { ...TWO_TILLS, rules: [{ gesture: 'long', button: 31, action: 'toggle' }] }
    box = new Fingers(map)
    box.down(31)
    expect([box.beat([31]), box.due]).toEqual([[], 1_500])
    box.beat([])
    expect(box.due).toBeNull()
  })
})

describe('a reset', () => {
  it('ends a press that was held: the next edge of the new boot tells', () => {
    box.down(0)
    box.boot = 2
    expect([box.down(0), box.up(0)]).toEqual([['call 1.1'], ['call 2.2']])
  })

  it('ends it also by the release of another button', () => {
    box = new Fingers(TWO_TILLS)
    box.down(0)
    box.boot = 2
    expect(box.up(1)).toEqual(['call 1.1'])
  })

  it('ends it at the next heartbeat, though the button may still be down', () => {
    box.down(0)
    box.boot = 2
    expect([box.due, box.wait(9_000), box.beat([0])]).toEqual([null, [], ['call 1.1']])
  })

  it('leaves a press that ended before it what it was', () => {
    box.down(0, { ms: 100 })
    box.boot = 2
    expect(box.up(0, { boot: 1, ms: 1_700 })).toEqual(['toggle 1.1'])
  })

  it('does not make one press of the same button before and after it, whichever is heard first', () => {
    box.down(0, { boot: 2, ms: 100 })
    expect(box.down(0, { boot: 1, ms: 7_000 })).toEqual([])
    expect(box.up(0, { boot: 1, ms: 9_000 })).toEqual(['toggle 1.2'])
    expect(box.up(0, { boot: 2, ms: 200 })).toEqual(['call 2.1'])
  })
})

describe('laws', () => {
  const edges = fc.array(
    fc.record({
      edge: fc.constantFrom('down', 'up'),
      button: fc.nat(2),
      ms: fc.nat(3_000),
      boot: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 40 },
  )
  const maps = fc.constantFrom(TILL_BOX, TWO_TILLS, CALL_BUTTON)
  const happenings = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constantFrom('down', 'up'), button: fc.nat(2), boot: fc.integer({ min: 1, max: 2 }) }),
      fc.record({ kind: fc.constant('beat'), button: fc.nat(2), boot: fc.constant(1) }),
      fc.record({ kind: fc.constant('wait'), button: fc.nat(3_000), boot: fc.constant(1) }),
    ),
    { maxLength: 60 },
  )

  /** What the fingers do, and the presses of each. */
  function felt(map: GestureMap, all: typeof happenings extends fc.Arbitrary<infer All> ? All : never) {
    const fingers = new Fingers(map)
    return all.map(({ kind, button, boot }) => {
      if (kind === 'beat') return { kind, presses: fingers.beat([button]) }
      if (kind === 'wait') return { kind, presses: fingers.wait(button) }
      return { kind, presses: kind === 'down' ? fingers.down(button, { boot }) : fingers.up(button, { boot }) }
    })
  }

  it('no "down" is more than one press', () => {
    fc.assert(
      fc.property(maps, happenings, (map, all) => {
        const names = felt(map, all).flatMap(({ presses }) => presses.map((press) => press.split(' ')[1]))
        expect(new Set(names).size).toBe(names.length)
      }),
    )
  })

  it('no press is made up: there are never more than went down', () => {
    fc.assert(
      fc.property(maps, happenings, (map, all) => {
        let [downs, presses] = [0, 0]
        for (const step of felt(map, all)) {
          if (step.kind === 'down') downs++
          presses += step.presses.length
          expect(presses).toBeLessThanOrEqual(downs)
        }
      }),
    )
  })

  it('the time at which to look again is the very first at which something is decided', () => {
    fc.assert(
      fc.property(maps, edges, fc.nat(3_000), (map, all, rest) => {
        const fingers = new Fingers(map, false)
        for (const { edge, button, ms, boot } of all) {
          fingers.now += ms
          fingers[edge === 'down' ? 'down' : 'up'](button, { boot })
        }
        const { due, hands, boot, now } = fingers
        const at = (time: number) => feelTime(hands, boot, map, time).hands.downs.length < hands.downs.length
        if (due === null) expect(at(now + 1e9)).toBe(false)
        else expect([at(due - 1 - rest), at(due)]).toEqual([false, true])
      }),
    )
  })

  it('edges that come together are felt as if they had come one by one', () => {
    fc.assert(
      fc.property(maps, edges, (map, all) => {
        const fingers = new Fingers(map)
        const made = all.map(({ edge, button, ms, boot }) =>
          fingers.edge(edge === 'down' ? 'down' : 'up', button, { ms, boot }),
        )
        let decided: Decided = { hands: EMPTY_HANDS, presses: [] }
        for (const edge of made) {
          const next = feelEdge(decided.hands, edge, map, 5)
          decided = { hands: next.hands, presses: [...decided.presses, ...next.presses] }
        }
        expect(feelEdges(EMPTY_HANDS, made, map, 5)).toEqual(decided)
      }),
    )
  })
})
