/** Which windows a shop gets from its displays and its wishes. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asDisplays, type Display, isDark } from '../../../main/displays/display.ts'
import { ofOneLine, type Plan, planWindows } from '../../../main/displays/plan.ts'
import type { DisplayWish } from '../../../platform/kiosk-settings.ts'
import { display } from './some-displays.ts'

const door = display({ id: 7, label: 'DOOR TV', x: 0, primary: true })
const hall = display({ id: 8, label: 'HALL TV', x: 1_920 })
const stairs = display({ id: 9, label: 'STAIRS TV', x: 3_840 })

/** `wish@left edge`, window by window. */
function shown({ windows }: Plan): string[] {
  return windows.map(({ wish, bounds }) => `${wish}@${bounds.x}`)
}

function plan(displays: readonly Display[], ...wishes: (string | DisplayWish)[]): Plan {
  return planWindows(
    displays,
    wishes.map((wish) => (typeof wish === 'string' ? { display: wish } : wish)),
  )
}

describe('a wish', () => {
  it.each([
    ['the primary display', 'primary', '0@0'],
    ['an id', '8', '0@1920'],
    ['a label', 'HALL TV', '0@1920'],
    ['a label as people write it', ' hall tv ', '0@1920'],
  ])('names %s', (_what, name, window) => {
    expect(shown(plan([door, hall], name))).toEqual([window])
  })

  it('means an id before a label that looks like it', () => {
    const odd = display({ id: 10, label: '8', x: 3_840 })
    expect(shown(plan([odd, hall], '8'))).toEqual(['0@1920'])
  })

  it('has its own name, tills and line of people', () => {
    const { windows } = plan([door], { display: 'primary', name: 'by the door', tills: [1, 2], store: 'bakery' })
    expect(windows[0]).toMatchObject({ wish: 0, name: 'by the door', tills: [1, 2], store: 'bakery', display: door })
  })

  it('waits for a display that is missing while others show', () => {
    const made = plan([door], 'primary', 'HALL TV')
    expect(shown(made)).toEqual(['0@0'])
    expect(made.unmet).toEqual([{ wish: 1, display: 'HALL TV', why: 'missing' }])
  })

  it('counts before a later wish for the same display', () => {
    const made = plan([door], 'DOOR TV', 'primary')
    expect(shown(made)).toEqual(['0@0'])
    expect(made.unmet).toEqual([{ wish: 1, display: 'primary', why: 'taken' }])
  })
})

describe('all', () => {
  it('takes every display', () => {
    expect(shown(plan([door, hall, stairs], 'all'))).toEqual(['0@0', '0@1920', '0@3840'])
  })

  it('leaves each display that another wish names to that wish, whichever comes first', () => {
    expect(shown(plan([door, hall, stairs], 'all', 'HALL TV'))).toEqual(['0@0', '0@3840', '1@1920'])
  })

  it('keeps the window of a TV that has another id after a replug', () => {
    const keys = ({ windows }: Plan) => windows.map(({ key }) => key)
    expect(keys(plan([{ ...hall, id: 80 }], 'all'))).toEqual(keys(plan([hall], 'all')))
  })

  it('has keys that can stand in an address, whatever a TV calls itself', () => {
    const odd = ['A&sound=off', 'A=sound off', '大厅', '#?%', ''].map((label, i) =>
      display({ id: i + 1, label, x: i * 10 }),
    )
    const keys = plan(odd, 'all').windows.map(({ key }) => key)
    expect(keys.filter((key) => new URL(`app://kiosk/?display=${key}`).searchParams.get('display') === key)).toEqual(
      keys,
    )
    expect(new Set(keys).size).toBe(odd.length)
  })

  it('counts displays that stand one above the other from the top', () => {
    const upper = display({ id: 5, label: 'HALL TV', x: 0 })
    const lower = { ...upper, bounds: { ...upper.bounds, y: 1_080 } }
    expect(plan([lower, upper], 'HALL TV', 'HALL TV').windows.map(({ bounds }) => bounds.y)).toEqual([0, 1_080])
  })

  it('counts once', () => {
    expect(shown(plan([door], 'all', 'all'))).toEqual(['0@0'])
  })
})

describe('a shop whose wishes cannot be met', () => {
  it('sees the first wish on the primary display', () => {
    const primary = { ...hall, primary: true }
    const made = plan([{ ...door, primary: false }, primary], { display: 'GONE TV', tills: [3] }, 'LOST TV')
    expect(shown(made)).toEqual(['0@1920'])
    expect(made.windows[0]?.tills).toEqual([3])
    expect(made.unmet.map(({ wish }) => wish)).toEqual([0, 1])
  })

  it('keeps the same window when the wished display comes', () => {
    const [instead] = plan([door], 'HALL TV').windows
    const [met] = plan([door, hall], 'HALL TV').windows
    expect(met?.key).toBe(instead?.key)
  })

  it('has no window only where there is no display', () => {
    expect(plan([], 'primary', 'all').windows).toEqual([])
  })
})

describe('displays of one name', () => {
  const left = display({ id: 5, label: 'HALL TV', x: 0, primary: true })
  const right = display({ id: 5, label: 'HALL TV', x: 1_920 })

  it.each(['HALL TV', '5'])('are taken from left to right by the wishes for %s', (name) => {
    expect(shown(plan([right, left], name, name))).toEqual(['0@0', '1@1920'])
  })

  it('leave the picture to the earlier wish when one of them goes', () => {
    expect(shown(plan([right], 'HALL TV', 'HALL TV'))).toEqual(['0@1920'])
  })

  it('give way to a wish that names one of them exactly', () => {
    expect(shown(plan([left, right], 'HALL TV', 'primary'))).toEqual(['0@1920', '1@0'])
  })

  it('have a window each under "all", and keep the first one when the other goes', () => {
    const [first, second] = plan([left, right], 'all').windows
    expect(first?.key).not.toBe(second?.key)
    expect(plan([right], 'all').windows.map(({ key }) => key)).toEqual([first?.key])
  })
})

describe('displays that show the same', () => {
  const large = display({ id: 1, label: 'DOOR TV', x: 0, width: 1_920, height: 1_080, primary: true })
  const small = display({ id: 2, label: 'HALL TV', x: 0, width: 1_280, height: 720 })

  it('get one window, as large as both can show whole', () => {
    expect(plan([large, small], 'all').windows.map(({ bounds }) => bounds)).toEqual([small.bounds])
  })

  it.each(['DOOR TV', 'HALL TV', '1', '2', 'primary'])('answer to each of their names: %s', (name) => {
    expect(plan([large, small], name).unmet).toEqual([])
  })
})

describe('the loudspeaker', () => {
  const voices = ({ windows }: Plan) => windows.map(({ sounds }) => sounds)

  it('says a call once, not once a window', () => {
    expect(voices(plan([door, hall], 'all'))).toEqual([true, false])
  })

  it('says the calls of each zone', () => {
    const zones = plan([door, hall], { display: 'DOOR TV', tills: [1, 2] }, { display: 'HALL TV', tills: [3] })
    expect(voices(zones)).toEqual([true, true])
  })

  it.each<[string, number[] | undefined, number[] | undefined, boolean[]]>([
    ['the whole line, then a part of it', undefined, [3], [true, false]],
    ['a part, then the whole line', [3], undefined, [false, true]],
    ['a part, then less of it', [3, 4], [4], [true, false]],
    ['a part, then more than it', [4], [3, 4], [false, true]],
    ['a part twice', [4, 3], [3, 4], [true, false]],
  ])('of %s says each call once', (_what, first, second, sounds) => {
    const wish = (name: string, tills: number[] | undefined) => ({ display: name, ...(tills ? { tills } : {}) })
    expect(voices(plan([door, hall], wish('DOOR TV', first), wish('HALL TV', second)))).toEqual(sounds)
  })

  it('says a call once where one of the wishes names the program’s own store, and the other none', () => {
    const wishes = ofOneLine([{ display: 'DOOR TV' }, { display: 'HALL TV', store: 'main' }], 'main')
    expect(voices(plan([door, hall], ...wishes))).toEqual([true, false])
    expect(ofOneLine([{ display: 'HALL TV', store: 'bakery' }], 'main')).toEqual([
      { display: 'HALL TV', store: 'bakery' },
    ])
  })

  it('says the calls of another line, too', () => {
    expect(voices(plan([door, hall], 'DOOR TV', { display: 'HALL TV', store: 'bakery' }))).toEqual([true, true])
  })
})

describe('what Electron tells', () => {
  const tv = { id: 5, label: 'HALL TV', rotation: 0, internal: false, scaleFactor: 1 }
  const at = (x: number) => ({ ...tv, bounds: { x, y: 0, width: 1_280, height: 720 } })

  it('has one primary display, even among twins whose ids JavaScript cannot tell apart', () => {
    expect(asDisplays([at(0), at(1_280)], at(1_280)).map(({ primary }) => primary)).toEqual([false, true])
  })

  it('is one display with the id 0 where nothing is connected', () => {
    expect(isDark([display({ id: 0, label: '', x: 0 })])).toBe(true)
    expect(isDark([door])).toBe(false)
  })
})

describe('any shop', () => {
  const names = ['A', 'B', ''] as const
  const anyDisplays = fc
    .uniqueArray(
      fc.record({ id: fc.integer({ min: 1, max: 4 }), label: fc.constantFrom(...names), place: fc.nat({ max: 4 }) }),
      { minLength: 1, maxLength: 5, selector: ({ place }) => place },
    )
    .map((all) => all.map(({ id, label, place }, i) => display({ id, label, x: place * 100, primary: i === 0 })))
  const anyWishes = fc.array(
    fc.constantFrom('primary', 'all', 'A', 'B', '1', '2', '9').map((name) => ({ display: name })),
    { minLength: 1, maxLength: 5 },
  )
  const any = (law: (made: Plan, displays: Display[], wishes: DisplayWish[]) => void) =>
    fc.assert(
      fc.property(anyDisplays, anyWishes, (displays, wishes) => {
        law(planWindows(displays, wishes), displays, wishes)
      }),
      { numRuns: 500 },
    )

  it('has a picture, one a display at most, and no key twice', () => {
    any(({ windows }) => {
      expect(windows.length).toBeGreaterThan(0)
      expect(new Set(windows.map(({ bounds }) => bounds.x)).size).toBe(windows.length)
      expect(new Set(windows.map(({ key }) => key)).size).toBe(windows.length)
    })
  })

  it('has no display dark that "all" could have', () => {
    any(({ windows }, displays, wishes) => {
      if (wishes.some((wish) => wish.display === 'all')) expect(windows).toHaveLength(displays.length)
    })
  })

  it('has each wish met or accounted for', () => {
    any(({ windows, unmet }, _displays, wishes) => {
      for (const [index, { display: name }] of wishes.entries()) {
        const accounted = windows.some(({ wish }) => wish === index) || unmet.some(({ wish }) => wish === index)
        if (name !== 'all') expect(accounted).toBe(true)
      }
    })
  })

  it('is the same in whichever order the system names its displays', () => {
    any((made, displays, wishes) => expect(planWindows(displays.toReversed(), wishes)).toEqual(made))
  })

  it('keeps the window of each wish while displays that no wish names come and go', () => {
    const stranger = display({ id: 77, label: 'STRANGER', x: -100 })
    any(({ windows }, displays, wishes) => {
      const keys = planWindows([...displays, stranger], wishes).windows.map(({ key }) => key)
      expect(keys).toEqual(expect.arrayContaining(windows.map(({ key }) => key)))
    })
  })
})
