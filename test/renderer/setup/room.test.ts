/** The tills of the room, and till numbers as people write them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultTill } from '../../../protocol/settings.ts'
import { tillForm } from '../../../renderer/setup/form.ts'
import { numbersText, readNumbers } from '../../../renderer/setup/number-list.ts'
import { changed, moved, pointedFrom, withCount } from '../../../renderer/setup/room.ts'

const room = (...numbers: readonly number[]) => numbers.map((number, key) => tillForm(defaultTill(number), key))
const numbers = (tills: readonly { readonly number: string }[]) => tills.map(({ number }) => Number(number))

describe('the number of tills', () => {
  test('more: the next free numbers, at the right end', () => {
    expect(numbers(withCount(room(1, 3), 5))).toEqual([1, 3, 2, 4, 5])
  })
  test('fewer: from the right end', () => expect(numbers(withCount(room(1, 3, 2), 1))).toEqual([1]))
  test('never none, never a hundred', () => {
    expect(withCount(room(1), 0)).toHaveLength(1)
    expect(withCount(room(1), 100)).toHaveLength(99)
  })
  test('every till has a key of its own', () => {
    const tills = withCount(withCount(room(1, 2, 3), 1), 4)
    expect(new Set(tills.map(({ key }) => key)).size).toBe(4)
  })
})

describe('order', () => {
  test('a till moves to another place', () => {
    expect(numbers(moved(room(1, 2, 3), 0, 2))).toEqual([2, 3, 1])
    expect(numbers(moved(room(1, 2, 3), 2, 0))).toEqual([3, 1, 2])
  })
  test.each([[-1], [3]])('to place %d it does not', (to) => {
    expect(numbers(moved(room(1, 2, 3), 1, to))).toEqual([1, 2, 3])
  })
  test('a change is of one till alone', () => {
    expect(numbers(changed(room(1, 2), 1, { number: '9' }))).toEqual([1, 9])
  })
})

test('arrows point away from where the screen hangs', () => {
  expect(pointedFrom(room(1, 2, 3), 1).map(({ arrow }) => arrow)).toEqual(['left', 'right', 'right'])
})

describe('till numbers', () => {
  test.each([
    ['1-4, 7', [1, 2, 3, 4, 7]],
    ['3;1 2,2', [1, 2, 3]],
    ['8–9', [8, 9]],
    ['', []],
  ])('%s is %j', (text, wanted) => expect(readNumbers(text)).toEqual(wanted))
  test.each(['0', '100', '4-2', 'A', '1-', '1-200'])('%s cannot be read', (text) => {
    expect(readNumbers(text)).toBeUndefined()
  })
  test('what is written is what is read', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 99 })), (some) => {
        expect(readNumbers(numbersText(some))).toEqual(some.toSorted((a, b) => a - b))
      }),
    )
  })
})
