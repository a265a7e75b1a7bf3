import { describe, expect, it } from 'vitest'
import { nextIndex, placeIn } from '../../../../renderer/screen/media/playlist.ts'
import { picture } from './easel.ts'

const items = ['a', 'b', 'c', 'd'].map((name) => picture(name))
const all = () => true

describe('the next one', () => {
  it('is the first at the start, then one by one, and the first again', () => {
    expect([-1, 0, 1, 2, 3].map((after) => nextIndex(items, after, all))).toEqual([0, 1, 2, 3, 0])
  })

  it('skips those that may not be shown', () => {
    expect(nextIndex(items, 0, ({ name }) => name === 'd')).toBe(3)
  })

  it('is the same one again, if it is the only one', () => {
    expect(nextIndex(items, 2, ({ name }) => name === 'c')).toBe(2)
  })

  it('is none, if none may be shown or there are none', () => {
    expect(nextIndex(items, 2, () => false)).toBeNull()
    expect(nextIndex([], -1, all)).toBeNull()
  })

  it('reaches a file that is listed twice in both of its places', () => {
    const [a, b, c] = items
    if (!a || !b || !c) throw new Error('too few')
    const twice = [a, b, a, c]
    expect([0, 1, 2].map((after) => nextIndex(twice, after, all))).toEqual([1, 2, 3])
  })
})

describe('the place in a new list', () => {
  it('is where the file now is', () => {
    expect(placeIn([picture('new'), ...items], picture('b'), 1)).toBe(2)
  })

  it('is its own place, of two', () => {
    expect(placeIn([picture('a'), picture('b'), picture('a')], picture('a'), 2)).toBe(2)
  })

  it('of a file that is gone is before the one that followed it', () => {
    const without = items.filter(({ name }) => name !== 'b')
    expect(nextIndex(without, placeIn(without, picture('b'), 1), all)).toBe(1)
  })

  it('of a file that is gone with all behind it is the end', () => {
    const short = items.slice(0, 1)
    expect(nextIndex(short, placeIn(short, picture('d'), 3), all)).toBe(0)
  })
})
