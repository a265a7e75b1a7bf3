/** What a host makes of a box's frames: which presses it wants on disk, and what it acknowledges when. */
import { beforeEach, describe, expect, it } from 'vitest'
import {
  type BoxHost,
  type BoxPress,
  dueAt,
  elapse,
  type Heard,
  hear,
  NEW_BOX_HOST,
  settle,
} from '../../../protocol/box/box-host.ts'
import type { Edge, Hello } from '../../../protocol/box/frame.ts'
import { type GestureMap, TILL_BOX } from '../../../protocol/box/gesture.ts'

const HELLO: Hello = {
  kind: 'hello',
  version: 1,
  id: 'A1',
  model: 'till-box',
  firmware: '1.0',
  buttons: 2,
  lamps: 2,
  boot: 1,
  seq: 0,
}
const CALL_BUTTON: GestureMap = { rules: [{ gesture: 'short', button: 0, action: 'call' }], longAfter: 1_500 }
const TWO_TILLS: GestureMap = {
  rules: [
    { gesture: 'short', button: 0, action: 'call' },
    { gesture: 'long', button: 0, action: 'toggle' },
    { gesture: 'short', button: 1, action: 'done' },
  ],
  longAfter: 1_500,
}

/** A host and a list of what it has done: `call 1.3` is given to the journal, `A 1 4` told to the box. */
class Desk {
  host: BoxHost = NEW_BOX_HOST
  map = TILL_BOX
  now = 0
  verdict: Heard['verdict']
  /** Given, and not settled. */
  readonly given: BoxPress[] = []

  hello(boot: number, seq = 0): string[] {
    return this.#done(hear(this.host, { ...HELLO, boot, seq }, this.map, this.now))
  }

  down(seq: number, { boot = 1, button = 0, ms = this.now } = {}): string[] {
    return this.#edge({ kind: 'edge', boot, seq, button, edge: 'down', ms })
  }

  up(seq: number, { boot = 1, button = 0, ms = this.now } = {}): string[] {
    return this.#edge({ kind: 'edge', boot, seq, button, edge: 'up', ms })
  }

  press(seq: number, options: { boot?: number; button?: number } = {}): string[] {
    return [...this.down(seq, options), ...this.up(seq + 1, options)]
  }

  beat(bitmap: number, queued: number): string[] {
    return this.#done(hear(this.host, { kind: 'heartbeat', ms: this.now, bitmap, queued, lost: 0 }, this.map, this.now))
  }

  wait(ms: number): string[] {
    this.now += ms
    return this.#done(elapse(this.host, this.map, this.now))
  }

  get due(): number | null {
    return dueAt(this.host, this.map)
  }

  taken(name: string): string[] {
    return this.#settle(name, 'taken')
  }

  failed(name: string): string[] {
    return this.#settle(name, 'failed')
  }

  #settle(name: string, outcome: 'taken' | 'failed'): string[] {
    const at = this.given.findIndex((press) => nameOf(press) === name)
    const [press] = this.given.splice(at, 1)
    if (at === -1 || !press) throw new Error(`${name} was not given`)
    return this.#done(settle(this.host, press, outcome))
  }

  #edge(edge: Edge): string[] {
    return this.#done(hear(this.host, edge, this.map, this.now))
  }

  #done({ host, presses, acks, verdict }: Heard): string[] {
    this.host = host
    this.verdict = verdict
    this.given.push(...presses)
    return [...presses.map(nameOf), ...acks.map(({ boot, seq }) => `A ${boot} ${seq}`)]
  }
}

function nameOf({ action, boot, seq }: BoxPress): string {
  return `${action} ${boot}.${seq}`
}

let desk: Desk
beforeEach(() => {
  desk = new Desk()
  desk.hello(1)
})

describe('a press', () => {
  it('is given when it is decided, and acknowledged when it is on disk', () => {
    expect(desk.down(1)).toEqual([])
    expect(desk.up(2)).toEqual(['call 1.1'])
    expect(desk.taken('call 1.1')).toEqual(['A 1 2'])
  })

  it('that is given at once is acknowledged up to what was heard until it is on disk', () => {
    desk.map = CALL_BUTTON
    expect(desk.down(1)).toEqual(['call 1.1'])
    expect(desk.taken('call 1.1')).toEqual(['A 1 1'])
    expect(desk.up(2)).toEqual(['A 1 2'])
  })

  it('that became long while it was held is acknowledged without its release', () => {
    desk.down(1)
    desk.beat(1, 1)
    expect(desk.due).toBe(1_500)
    expect(desk.wait(1_500)).toEqual(['toggle 1.1'])
    expect(desk.taken('toggle 1.1')).toEqual(['A 1 1'])
    expect(desk.up(2)).toEqual(['A 1 2'])
  })

  it('of two buttons at once is acknowledged with both', () => {
    desk.down(1)
    expect(desk.down(2, { button: 1 })).toEqual(['help 1.1'])
    expect(desk.taken('help 1.1')).toEqual(['A 1 2'])
  })

  it('whose release was lost is given at the heartbeat, and acknowledged when it is on disk', () => {
    desk.down(1)
    expect(desk.beat(0, 2)).toEqual(['call 1.1'])
    expect(desk.taken('call 1.1')).toEqual(['A 1 1'])
    expect(desk.up(2)).toEqual(['A 1 2'])
  })

  it('whose release was lost is given at the next edge of its button, before its turn', () => {
    desk.down(1)
    expect(desk.down(3)).toEqual(['call 1.1'])
    expect(desk.verdict).toEqual({ kind: 'ahead' })
    expect(desk.taken('call 1.1')).toEqual(['A 1 1'])
    expect(desk.up(2)).toEqual(['A 1 2'])
  })

  it('that came before its turn is given in its turn', () => {
    desk.up(2)
    desk.down(3)
    desk.up(4)
    expect(desk.down(1)).toEqual(['call 1.1'])
    expect(desk.taken('call 1.1')).toEqual(['call 1.3', 'A 1 2'])
    expect(desk.taken('call 1.3')).toEqual(['A 1 4'])
  })

  it('that is no gesture is acknowledged at once', () => {
    expect(desk.press(1, { button: 7 })).toEqual(['A 1 2'])
  })
})

describe('what is not acknowledged', () => {
  it('is a button that is held, and all behind it', () => {
    desk.map = TWO_TILLS
    desk.down(1)
    expect(desk.press(2, { button: 1 })).toEqual(['done 1.2'])
    expect(desk.taken('done 1.2')).toEqual([])
    expect(desk.up(4)).toEqual(['call 1.1'])
    expect(desk.taken('call 1.1')).toEqual(['A 1 4'])
  })

  it('is a press that is not on disk, and all behind it', () => {
    desk.press(1)
    expect(desk.press(3)).toEqual([])
    expect(desk.taken('call 1.1')).toEqual(['call 1.3', 'A 1 2'])
    expect(desk.taken('call 1.3')).toEqual(['A 1 4'])
  })

  it('is an edge before its turn', () => {
    expect(desk.up(2)).toEqual([])
    expect(desk.verdict).toEqual({ kind: 'ahead' })
  })

  it('is anything of another boot', () => {
    desk.press(1)
    desk.hello(2)
    expect(desk.press(1, { boot: 2 })).toEqual(['call 2.1'])
    expect(desk.taken('call 2.1')).toEqual(['A 2 2'])
    expect(desk.down(1)).toEqual([])
    expect(desk.taken('call 1.1')).toEqual(['A 1 2'])
  })

  it('is said again by the box, and answered then', () => {
    desk.press(1)
    expect(desk.down(1)).toEqual([])
    desk.taken('call 1.1')
    expect(desk.down(1)).toEqual(['A 1 2'])
    expect(desk.verdict).toEqual({ kind: 'repeated' })
    expect(desk.up(2)).toEqual(['A 1 2'])
  })

  it('covers what is repeated as far as it is safe', () => {
    desk.press(1)
    desk.taken('call 1.1')
    desk.down(3)
    expect(desk.down(1)).toEqual(['A 1 2'])
    expect(desk.down(3)).toEqual([])
  })
})

describe('presses of one boot', () => {
  it('go to disk one after the other', () => {
    expect([desk.press(1), desk.press(3), desk.press(5)]).toEqual([['call 1.1'], [], []])
    expect(desk.taken('call 1.1')).toEqual(['call 1.3', 'A 1 2'])
    expect(desk.taken('call 1.3')).toEqual(['call 1.5', 'A 1 4'])
    expect(desk.taken('call 1.5')).toEqual(['A 1 6'])
  })

  it('do not overtake one that has failed', () => {
    desk.press(1)
    desk.press(3)
    expect(desk.failed('call 1.1')).toEqual([])
    expect(desk.press(5)).toEqual([])
    expect(desk.down(1)).toEqual(['call 1.1'])
    expect(desk.taken('call 1.1')).toEqual(['call 1.3', 'A 1 2'])
  })

  it('do not wait for another boot, and the older boot is given first', () => {
    desk.down(1)
    desk.hello(2)
    expect(desk.press(1, { boot: 2 })).toEqual(['call 1.1', 'call 2.1'])
    desk.failed('call 1.1')
    expect(desk.taken('call 2.1')).toEqual(['A 2 2'])
    expect(desk.press(3, { boot: 2 })).toEqual(['call 2.3'])
  })

  it('are each given once while their fate is unknown', () => {
    desk.press(1)
    expect([desk.down(1), desk.down(1)]).toEqual([[], []])
  })
})

describe('a press that failed', () => {
  it('is given again, the same, when the box says an edge again', () => {
    desk.press(1)
    desk.failed('call 1.1')
    expect(desk.down(1)).toEqual(['call 1.1'])
    desk.failed('call 1.1')
    expect(desk.up(2)).toEqual(['call 1.1'])
    expect(desk.taken('call 1.1')).toEqual(['A 1 2'])
  })

  it('is given again at a heartbeat: the box may have lost its memory', () => {
    desk.press(1)
    desk.press(3)
    desk.failed('call 1.1')
    desk.hello(2)
    expect(desk.beat(0, 0)).toEqual(['call 1.1'])
    expect(desk.beat(0, 0)).toEqual([])
    expect(desk.taken('call 1.1')).toEqual(['call 1.3', 'A 1 2'])
  })

  it('is not given again by an edge that is new', () => {
    desk.press(1)
    desk.failed('call 1.1')
    expect(desk.press(3)).toEqual([])
  })

  it('is forgotten with its boot, so that there is an end to them', () => {
    desk.press(1)
    desk.failed('call 1.1')
    for (const boot of [2, 3, 4, 5]) desk.hello(boot)
    expect(desk.host.unsettled).toEqual([])
  })

  it('that is forgotten and comes again is given anew', () => {
    desk.press(1)
    desk.failed('call 1.1')
    for (const boot of [2, 3, 4, 5]) desk.hello(boot)
    expect(desk.press(1)).toEqual(['call 1.1'])
    expect(desk.taken('call 1.1')).toEqual(['A 1 2'])
  })
})

describe('a host that cannot journal', () => {
  const fill = () => {
    for (let press = 0; press < 64; press++) desk.press(2 * press + 1)
  }

  it('leaves the box waiting after 64 presses', () => {
    fill()
    expect(desk.down(129)).toEqual([])
    expect(desk.verdict).toEqual({ kind: 'ahead' })
    expect(desk.host.unsettled).toHaveLength(64)
    desk.taken('call 1.1')
    expect(desk.press(129)).toEqual([])
    expect(desk.verdict).toEqual({ kind: 'new', missed: 0 })
  })

  it('hears another boot nevertheless', () => {
    fill()
    desk.hello(2)
    expect(desk.press(1, { boot: 2 })).toEqual(['call 2.1'])
  })
})

describe('a long press', () => {
  it('waits for a heartbeat, though none was ever heard', () => {
    desk.down(1)
    expect(desk.due).toBeNull()
    desk.beat(1, 1)
    expect(desk.due).toBe(1_500)
  })

  it('waits for a heartbeat that knows of no event behind it', () => {
    desk.press(1)
    desk.down(3)
    desk.beat(1, 4)
    expect(desk.due).toBeNull()
    desk.beat(1, 3)
    expect(desk.due).toBe(1_500)
  })

  it('waits for one that knows only of events which the box may forget', () => {
    desk.press(1)
    desk.taken('call 1.1')
    desk.down(3)
    desk.beat(1, 2)
    expect(desk.due).toBeNull()
    desk.beat(1, 1)
    expect(desk.due).toBe(1_500)
  })

  it('is told again by a heartbeat after a hello: the line was cut', () => {
    desk.down(1)
    desk.beat(1, 1)
    desk.hello(1)
    expect(desk.due).toBeNull()
    desk.beat(1, 1)
    expect(desk.due).toBe(1_500)
  })

  it('is one in a boot whose hello was lost', () => {
    desk.down(1, { boot: 2 })
    desk.beat(1, 1)
    expect(desk.wait(1_500)).toEqual(['toggle 2.1'])
  })

  it('is one in a boot behind the last number, whose hello was lost', () => {
    desk.hello(65_535)
    desk.down(1, { boot: 1 })
    desk.beat(1, 1)
    expect(desk.due).toBe(1_500)
  })

  it('is none of a boot that is over', () => {
    desk.hello(2)
    desk.down(1, { boot: 1 })
    expect(desk.beat(1, 1)).toEqual(['call 1.1'])
  })
})

describe('a hello', () => {
  it('gives nothing and acknowledges nothing', () => {
    desk.press(1)
    expect([desk.hello(1, 0), desk.hello(2, 0)]).toEqual([[], []])
  })

  it('does not end a press of the boot before, whose release the box may still have', () => {
    desk.down(1, { ms: 0 })
    desk.hello(2)
    expect(desk.up(2, { ms: 1_600 })).toEqual(['toggle 1.1'])
  })

  it('is not needed by a host that comes in the middle, but then only the first edge is believed', () => {
    desk = new Desk()
    expect(desk.press(1, { boot: 4 })).toEqual(['call 4.1'])
    expect([desk.due, desk.host.boot]).toEqual([null, 4])
  })
})
