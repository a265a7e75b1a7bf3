import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitGrid, moved, TOUCH } from '../../../renderer/buttons/grid.ts'

const GAP = 8

describe('the grid', () => {
  // The room for the keys: the window without bars and rims.
  test.each([
    { screen: 'a phone upright', width: 344, height: 516, columns: 3, rows: 4 },
    { screen: 'a phone on its side', width: 724, height: 272, columns: 6, rows: 2 },
    { screen: '1080p upright', width: 1048, height: 1696, columns: 3, rows: 4 },
    { screen: '1080p', width: 1888, height: 954, columns: 4, rows: 3 },
    { screen: '4K', width: 3776, height: 1918, columns: 4, rows: 3 },
  ])('of twelve tills on $screen: $columns by $rows', ({ width, height, columns, rows }) => {
    expect(fitGrid(12, width, height, GAP)).toEqual({ columns, rows, scrolls: false })
  })

  test('has a place for every key, each large enough for a finger, or it scrolls', () => {
    const size = fc.integer({ min: 150, max: 4_000 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), size, size, (count, width, height) => {
        const { columns, rows, scrolls } = fitGrid(count, width, height, GAP)
        expect(columns * rows).toBeGreaterThanOrEqual(count)
        expect((rows - 1) * columns).toBeLessThan(count)
        expect((width - GAP * (columns - 1)) / columns).toBeGreaterThanOrEqual(TOUCH)
        if (!scrolls) expect((height - GAP * (rows - 1)) / rows).toBeGreaterThanOrEqual(TOUCH)
      }),
      { verbose: 1 },
    )
  })

  test('scrolls only when the keys would be too small', () => {
    expect(fitGrid(99, 344, 516, GAP).scrolls).toBe(true)
    expect(fitGrid(99, 1888, 954, GAP).scrolls).toBe(false)
  })
})

describe('an arrow key', () => {
  const grid = { columns: 4 }

  test('leads to the neighbour', () => {
    const leads = (['left', 'right', 'up', 'down'] as const).map((move) => moved(5, move, grid, 12, false))
    expect(leads).toEqual([4, 6, 1, 9])
  })

  test('follows the eye from right to left too', () => {
    expect(moved(5, 'left', grid, 12, true)).toBe(6)
  })

  test('stays at the edge', () => {
    expect(moved(0, 'left', grid, 12, false)).toBe(0)
    expect(moved(10, 'down', grid, 12, false)).toBe(10)
  })

  test('Home and End lead to the first and the last', () => {
    expect([moved(5, 'first', grid, 12, false), moved(5, 'last', grid, 12, false)]).toEqual([0, 11])
  })
})
