/** What a cashier learns of the press: the lamp on the box, the key on the page. */
import { expect, it } from 'vitest'
import { type Desk, desk } from '../../protocol/desk.ts'
import { board, call, cancel, close, done, type Step, stateAfter, T0 } from '../helpers/board.ts'

function deskAt(at: number, cashier: number, ...steps: Step[]): Desk {
  return desk(stateAfter(...steps.filter(([time]) => time <= at)), cashier, T0 + at)
}

it('is idle when nobody was called', () => {
  expect(deskAt(0, 3, [0, call(5)])).toEqual({ kind: 'idle' })
})

it('is shown while the call fills the screen', () => {
  expect(deskAt(0, 3, [0, call(3)])).toEqual({ kind: 'shown', until: T0 + 3_000, offset: 1 })
})

it('waits behind the one on screen and those before it', () => {
  expect(deskAt(0, 1, [0, call(3)], [0, call(5)], [0, call(1)])).toEqual({ kind: 'waiting', behind: 2, offset: 3 })
})

it('waits behind nobody while the screen only takes its floor', () => {
  expect(deskAt(800, 5, [0, call(3)], [0, call(5)], [700, cancel(3)])).toEqual({
    kind: 'waiting',
    behind: 0,
    offset: 2,
  })
})

it('is called while the strip names it', () => {
  expect(deskAt(3_000, 3, [0, call(3)])).toEqual({ kind: 'called', offset: 1 })
  expect(deskAt(10_000, 3, [0, call(3)])).toEqual({ kind: 'idle' })
})

it('is not called when the strip has no place for it', () => {
  expect(deskAt(3_000, 3, [0, board({ slots: 0 })], [0, call(3)])).toEqual({ kind: 'idle' })
})

it('is closed when it says so and its last call is over', () => {
  expect(deskAt(500, 3, [0, call(3)], [100, close(3)]).kind).toBe('shown')
  expect(deskAt(3_000, 3, [0, call(3)], [100, close(3)])).toEqual({ kind: 'closed' })
})

it('is idle as soon as it has finished or taken its call back, though the screen may need a moment', () => {
  expect(deskAt(500, 3, [0, call(3)], [500, done(3)])).toEqual({ kind: 'idle' })
  expect(deskAt(500, 3, [0, call(3)], [500, cancel(3)])).toEqual({ kind: 'idle' })
})

it('waits again when it calls the next while its last call is still in the strip', () => {
  expect(deskAt(3_600, 3, [0, call(3)], [3_500, call(5)], [3_600, call(3)])).toMatchObject({
    kind: 'waiting',
    offset: 3,
  })
})
