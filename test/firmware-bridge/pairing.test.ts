import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assignmentsOf, loadPaired, savePaired } from '../../firmware-bridge/assignments.ts'
import { boxPressed, skipTill, startPairing, withoutBox } from '../../firmware-bridge/pairing.ts'
import { folder } from '../helpers/bridge-kit.ts'

const LEFT = ['box:A1', 'at:usb-1']
const RIGHT = ['box:B2', 'at:usb-2']
const NAMELESS = ['at:usb-3']

describe('pairing', () => {
  it('gives the till that is asked for to the box that is pressed, by its surest name, and asks for the next', () => {
    const { pairing, told } = boxPressed(startPairing([1, 2], {}), LEFT)
    expect(told).toEqual({ kind: 'paired', cashier: 1, name: 'box:A1' })
    expect(pairing).toMatchObject({ asking: [2], paired: { 'box:A1': 1 } })
  })

  it('knows a box without an id by where it is plugged in', () => {
    expect(boxPressed(startPairing([1], {}), NAMELESS).pairing.paired).toEqual({ 'at:usb-3': 1 })
  })

  it('asks twice before it takes a box away from another till', () => {
    const first = boxPressed(startPairing([2], { 'box:A1': 1 }), LEFT)
    expect(first.told).toEqual({ kind: 'belongs', cashier: 1, name: 'box:A1' })
    expect(first.pairing).toMatchObject({ asking: [2], paired: { 'box:A1': 1 } })
    const second = boxPressed(first.pairing, LEFT)
    expect(second.told).toEqual({ kind: 'paired', cashier: 2, name: 'box:A1', before: 1 })
    expect(second.pairing.paired).toEqual({ 'box:A1': 2 })
  })

  it('has forgotten that doubt when another till is asked for', () => {
    const first = boxPressed(startPairing([2, 3], { 'box:A1': 1 }), LEFT)
    expect(boxPressed(skipTill(first.pairing), LEFT).told).toMatchObject({ kind: 'belongs' })
  })

  it('a box that is pressed for the till it has already keeps it', () => {
    const { told } = boxPressed(startPairing([1], { 'box:A1': 1 }), LEFT)
    expect(told).toEqual({ kind: 'paired', cashier: 1, name: 'box:A1' })
  })

  it('takes a place that a box had over, when the box has got an id since', () => {
    const { pairing } = boxPressed(startPairing([1], { 'at:usb-1': 1 }), LEFT)
    expect(pairing.paired).toEqual({ 'box:A1': 1 })
  })

  it('lets two boxes serve one till', () => {
    const first = boxPressed(startPairing([1, 1], {}), LEFT)
    expect(boxPressed(first.pairing, RIGHT).pairing.paired).toEqual({ 'box:A1': 1, 'box:B2': 1 })
  })

  it('hears nothing of a box once every till was asked for', () => {
    expect(boxPressed(startPairing([], {}), LEFT).told).toEqual({ kind: 'nothing' })
  })

  it('says which tills are left without a box', () => {
    expect(withoutBox({ 'box:A1': 2 }, [1, 2, 3])).toEqual([1, 3])
  })
})

describe('assignments', () => {
  it('go by the surest name that is known', () => {
    const { tillOf } = assignmentsOf({}, { 'at:usb-1': 7, 'box:A1': 3 })
    expect([tillOf(LEFT), tillOf(['at:usb-1']), tillOf(RIGHT)]).toEqual([3, 7, undefined])
  })

  it('of the settings count for more than those of pairing, even by a less sure name', () => {
    expect(assignmentsOf({ 'at:usb-1': 9 }, { 'box:A1': 3 }).tillOf(LEFT)).toBe(9)
  })

  it('know no box by a word that every object knows', () => {
    expect(assignmentsOf({}, {}).tillOf(['constructor'])).toBeUndefined()
  })

  it('are kept in a file', async () => {
    const dir = await folder()
    expect(await loadPaired(dir)).toEqual({})
    await savePaired(dir, { 'box:A1': 3 })
    expect(await loadPaired(dir)).toEqual({ 'box:A1': 3 })
  })

  it.each(['{', '[]', '{"box:A1": 100}', '{"box:A1": "3"}'])('refuse a broken file: %s', async (text) => {
    const dir = await folder()
    await writeFile(join(dir, 'boxes.json'), text)
    await expect(loadPaired(dir)).rejects.toMatchObject({ code: 'bad_setting' })
  })
})
