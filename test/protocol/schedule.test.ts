/** The order and the times of the highlights: "The board" of the design, as a customer's eyes see it. */
import { describe, expect, it } from 'vitest'
import { board, call, cancel, done, film, queueAt, recall, stripAt, viewAt } from '../helpers/board.ts'

describe('one call', () => {
  it('fills the screen at once and for its hold', () => {
    expect(film([0, call(3)])).toEqual([
      [0, 3],
      [3_000, 'wait'],
    ])
  })

  it('holds as long as the store wants', () => {
    expect(film([0, board({ hold: 8_000 })], [10, call(3)])).toEqual([
      [10, 3],
      [8_010, 'wait'],
    ])
  })
})

describe('calls that come together', () => {
  it('are shown in the order of the log, the first shortened to the floor because another waits', () => {
    expect(film([0, call(3)], [0, call(5)], [0, call(1)])).toEqual([
      [0, 3],
      [2_000, 5],
      [4_000, 1],
      [7_000, 'wait'],
    ])
  })

  it('never overwrite each other: a call one second later waits until the first has had its floor', () => {
    expect(film([0, call(3)], [1_000, call(5)])).toEqual([
      [0, 3],
      [2_000, 5],
      [5_000, 'wait'],
    ])
  })

  it('replace the call before at once when that has had its floor', () => {
    expect(film([0, call(3)], [2_500, call(5)])).toEqual([
      [0, 3],
      [2_500, 5],
      [5_500, 'wait'],
    ])
  })

  it('leave no "Please wait" between them at the very end of a hold', () => {
    expect(film([0, call(3)], [3_000, call(5)])).toEqual([
      [0, 3],
      [3_000, 5],
      [6_000, 'wait'],
    ])
  })

  it('give each a full turn when they come one after the other has ended', () => {
    expect(film([0, call(3)], [3_500, call(5)])).toEqual([
      [0, 3],
      [3_000, 'wait'],
      [3_500, 5],
      [6_500, 'wait'],
    ])
  })

  it('wait in the order of the log, each behind those before it and the one on screen', () => {
    expect(viewAt(100, [0, call(3)], [0, call(5)], [50, call(1)]).waiting).toEqual([
      { cashier: 5, offset: 2, behind: 1 },
      { cashier: 1, offset: 3, behind: 2 },
    ])
  })
})

describe('a recall', () => {
  it('of a waiting call keeps its place', () => {
    expect(queueAt(200, [0, call(3)], [0, call(5)], [0, call(1)], [200, recall(5)])).toEqual([5, 1])
  })

  it('of a waiting call announces it again when its turn comes', () => {
    const seen = viewAt(2_000, [0, call(3)], [0, call(5)], [200, call(5)])
    expect(seen).toMatchObject({ mode: 'calling', call: { cashier: 5, offset: 2, recalls: 1 } })
  })

  it('of the shown call gives it its hold again if nobody waits', () => {
    expect(film([0, call(3)], [2_500, recall(3)])).toEqual([
      [0, 3],
      [5_500, 'wait'],
    ])
  })

  it('of the shown call is announced again', () => {
    const seen = viewAt(2_500, [0, call(3)], [2_500, recall(3)])
    expect(seen).toMatchObject({ mode: 'calling', call: { offset: 1, recalls: 1 } })
  })

  it('of the shown call does not move the turn of those who wait', () => {
    expect(film([0, call(3)], [100, call(5)], [1_900, recall(3)])).toEqual([
      [0, 3],
      [2_000, 5],
      [5_000, 'wait'],
    ])
  })

  it('of the shown call earns a floor again before a later call may replace it', () => {
    expect(film([0, call(3)], [2_500, recall(3)], [2_600, call(5)])).toEqual([
      [0, 3],
      [4_500, 5],
      [7_500, 'wait'],
    ])
  })

  it('of a call that has left the highlight is a new call', () => {
    expect(film([0, call(3)], [4_000, recall(3)])).toEqual([
      [0, 3],
      [3_000, 'wait'],
      [4_000, 3],
      [7_000, 'wait'],
    ])
  })

  it('at the instant the call leaves the highlight is a new call', () => {
    expect(viewAt(3_000, [0, call(3)], [3_000, recall(3)])).toMatchObject({ call: { offset: 2, recalls: 0 } })
  })

  it('is what a second "call" is, so a cashier who presses twice is in the queue once', () => {
    expect(queueAt(20, [0, call(3)], [10, call(5)], [20, call(5)])).toEqual([5])
  })

  it('speaks the language of the last press', () => {
    expect(viewAt(500, [0, call(3)], [500, recall(3, { language: 'fr' })]).language).toBe('fr')
  })
})

describe('a cancel', () => {
  it('takes a waiting call out of the order and the others move up', () => {
    expect(film([0, call(3)], [0, call(5)], [0, call(1)], [500, cancel(5)])).toEqual([
      [0, 3],
      [2_000, 1],
      [5_000, 'wait'],
    ])
  })

  it('of the only one who waits gives the shown call its hold back', () => {
    expect(film([0, call(3)], [500, call(5)], [1_000, cancel(5)])).toEqual([
      [0, 3],
      [3_000, 'wait'],
    ])
  })

  it('of the shown call clears the screen at once', () => {
    expect(film([0, call(3)], [700, cancel(3)])).toEqual([
      [0, 3],
      [700, 'wait'],
    ])
  })

  it('of the shown call lets the next one in no sooner than a floor after its start', () => {
    expect(film([0, call(3)], [100, call(5)], [700, cancel(3)])).toEqual([
      [0, 3],
      [700, 'wait'],
      [2_000, 5],
      [5_000, 'wait'],
    ])
  })

  it('of a call that broke a short quiet leaves it until the screen has been calm for a second', () => {
    expect(film([0, call(3)], [3_200, call(5)], [3_300, cancel(5)])).toEqual([
      [0, 3],
      [3_000, 'wait'],
      [3_200, 5],
      [4_000, 'wait'],
    ])
  })

  it('of a call that waited behind a cancelled one leaves it until the screen has been calm for a second', () => {
    expect(film([0, call(3)], [100, call(5)], [1_500, cancel(3)], [2_100, cancel(5)])).toEqual([
      [0, 3],
      [1_500, 'wait'],
      [2_000, 5],
      [2_500, 'wait'],
    ])
  })

  it('of a call that came right behind another clears the screen at once', () => {
    expect(film([0, call(3)], [0, call(5)], [2_100, cancel(5)])).toEqual([
      [0, 3],
      [2_000, 5],
      [2_100, 'wait'],
    ])
  })

  it('of a called till takes it out of the strip', () => {
    expect(stripAt(4_000, [0, call(3)], [3_000, call(5)], [4_000, cancel(3)])).toEqual([])
  })

  it('brings no older call of the same till back into the strip', () => {
    expect(stripAt(5_000, [0, call(3)], [4_000, call(3)], [5_000, cancel(3)])).toEqual([])
  })

  it('of a till that nobody called changes nothing that is shown', () => {
    expect(film([0, call(3)], [500, cancel(5)])).toEqual(film([0, call(3)]))
  })

  it('frees the till for a new call', () => {
    expect(film([0, call(3)], [500, cancel(3)], [600, call(3)])).toEqual([
      [0, 3],
      [500, 'wait'],
      [2_000, 3],
      [5_000, 'wait'],
    ])
  })
})

describe('done', () => {
  it('ends a highlight that has had its floor', () => {
    expect(film([0, call(3)], [2_400, done(3)])).toEqual([
      [0, 3],
      [2_400, 'wait'],
    ])
  })

  it('never ends a highlight before its floor', () => {
    expect(film([0, call(3)], [500, done(3)])).toEqual([
      [0, 3],
      [2_000, 'wait'],
    ])
  })

  it('takes the call out of the strip', () => {
    expect(stripAt(4_000, [0, call(3)], [4_000, done(3)])).toEqual([])
  })

  it('means the customer who came, not the one who is still to be called', () => {
    expect(queueAt(4_100, [0, call(3)], [3_500, call(5)], [4_000, call(3)], [4_100, done(3)])).toEqual([3])
  })
})

describe('new settings', () => {
  it('do not move a call that is already shown', () => {
    expect(film([0, call(3)], [1_000, board({ hold: 15_000, floor: 10_000 })])).toEqual(film([0, call(3)]))
  })

  it('do not stretch a call that is already shown when another comes behind it', () => {
    expect(film([0, call(3)], [1_000, board({ hold: 15_000, floor: 10_000 })], [1_500, call(5)])).toEqual([
      [0, 3],
      [2_000, 5],
      [17_000, 'wait'],
    ])
  })

  it('do not cut short a call that is already shown', () => {
    expect(
      film([0, board({ hold: 9_000, floor: 6_000 })], [0, call(3)], [1_000, board({ floor: 2_000 })], [1_500, call(5)]),
    ).toEqual([
      [0, 3],
      [6_000, 5],
      [15_000, 'wait'],
    ])
  })
})
