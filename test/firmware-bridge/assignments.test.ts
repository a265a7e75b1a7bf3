import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assignmentsOf, loadPaired, savePaired } from '../../firmware-bridge/assignments.ts'
import { folder } from '../helpers/bridge-kit.ts'

const BOX = ['box:A1', 'at:usb-1']

describe('the till of a box', () => {
  it('goes by the surest of its names that is known', () => {
    const { tillOf } = assignmentsOf({}, { 'at:usb-1': 7, 'box:A1': 3 })
    expect([tillOf(BOX), tillOf(['at:usb-1']), tillOf(['box:B2', 'at:usb-2'])]).toEqual([3, 7, undefined])
  })

  it('is what the settings say rather than what pairing has found, even by a less sure name', () => {
    expect(assignmentsOf({ 'at:usb-1': 9 }, { 'box:A1': 3 }).tillOf(BOX)).toBe(9)
  })

  it('is unknown for a name that every object has', () => {
    expect(assignmentsOf({}, {}).tillOf(['constructor'])).toBeUndefined()
  })
})

describe('what pairing has found', () => {
  it('is nothing before there was any', async () => {
    expect(await loadPaired(await folder())).toEqual({})
  })

  it('is kept in a file that a person can read and mend', async () => {
    const dir = await folder()
    await savePaired(dir, { 'box:A1': 3, 'at:usb-1': 12 })
    expect(await loadPaired(dir)).toEqual({ 'box:A1': 3, 'at:usb-1': 12 })
    expect(await readFile(join(dir, 'boxes.json'), 'utf8')).toBe('{\n  "box:A1": 3,\n  "at:usb-1": 12\n}\n')
  })

  it.each([
    ['{', /JSON/u],
    ['[]', /object/u],
    ['{"box:A1": 100}', /"box:A1".*99/u],
    ['{"box:A1": "3"}', /"box:A1"/u],
    ['{"": 3}', /a box has a name/u],
  ])('is refused with the file and the reason when it is broken: %s', async (text, why) => {
    const dir = await folder()
    await writeFile(join(dir, 'boxes.json'), text)
    await expect(loadPaired(dir)).rejects.toMatchObject({
      code: 'bad_setting',
      message: expect.stringContaining(join(dir, 'boxes.json')),
    })
    await expect(loadPaired(dir)).rejects.toThrow(why)
  })
})
