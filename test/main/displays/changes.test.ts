import { describe, expect, it } from 'vitest'
import { changes, type OpenWindow } from '../../../main/displays/changes.ts'
import { type PlannedWindow, planWindows } from '../../../main/displays/plan.ts'
import { display } from './some-displays.ts'

const door = display({ id: 7, label: 'DOOR TV', x: 0, primary: true })
const hall = display({ id: 8, label: 'HALL TV', x: 1_920 })
const plan = planWindows([door, hall], [{ display: 'all' }]).windows

function opened({ key, bounds, sounds }: PlannedWindow): OpenWindow {
  return { key, bounds, sounds }
}

const asPlanned = plan.map(opened)

describe('from the windows that are open to those that are planned', () => {
  it('there is nothing to do where all is as planned', () => {
    expect(changes(asPlanned, plan)).toEqual([])
  })

  it('what is not open is opened', () => {
    expect(changes([], plan)).toEqual(plan.map((window) => ({ kind: 'open', window })))
  })

  it('what is elsewhere is moved', () => {
    const strayed = asPlanned.map((window) => ({ ...window, bounds: door.bounds }))
    expect(changes(strayed, plan)).toEqual([{ kind: 'move', key: plan[1]?.key, bounds: hall.bounds }])
  })

  it.each(['x', 'y', 'width', 'height'] as const)('a pixel of %s is not worth a move, two are', (side) => {
    const off = (by: number) =>
      asPlanned.map((window) => ({ ...window, bounds: { ...window.bounds, [side]: window.bounds[side] - by } }))
    expect(changes(off(1), plan)).toEqual([])
    expect(changes(off(2), plan).map(({ kind }) => kind)).toEqual(['move', 'move'])
  })

  it('a window that alone is left begins to speak', () => {
    const silent = asPlanned.map((window) => ({ ...window, sounds: false }))
    expect(changes(silent, plan)).toEqual([{ kind: 'sound', key: plan[0]?.key, sounds: true }])
  })

  it('what is no longer planned is closed', () => {
    expect(changes(asPlanned, plan.slice(0, 1))).toEqual([{ kind: 'close', key: plan[1]?.key }])
  })

  it('the last window is closed only after the next is open', () => {
    expect(changes(asPlanned.slice(0, 1), plan.slice(1)).map(({ kind }) => kind)).toEqual(['open', 'close'])
  })
})
