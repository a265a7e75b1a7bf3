import { open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { RecordFile, type Repair, readRecords } from '../../platform/record-file.ts'
import { breakDisk } from '../helpers/broken-disk.ts'
import { tempDirs } from '../helpers/temp-dir.ts'

const tempDir = tempDirs()
let path: string

beforeEach(async () => {
  path = join(await tempDir(), 'records')
})

async function opened(): Promise<{ file: RecordFile; repair: Repair; records: string[] }> {
  const records: string[] = []
  return { ...(await RecordFile.open(path, (json) => records.push(json))), records }
}

/** What opening finds; closed again. */
async function found(): Promise<{ repair: Repair; records: string[] }> {
  const { file, repair, records } = await opened()
  await file.close()
  return { repair, records }
}

async function written(records: readonly string[]): Promise<Buffer> {
  const { file } = await opened()
  await Promise.all(records.map((record) => file.append(record)))
  await file.close()
  return readFile(path)
}

/** Counts syncs of any file until `end`, which says how many there were. */
async function countSyncs(): Promise<{ end: () => number }> {
  const handle = await open(path, 'r')
  const spy = vi.spyOn(Object.getPrototypeOf(handle), 'datasync')
  await handle.close()
  return {
    end: () => {
      const syncs = spy.mock.calls.length
      spy.mockRestore()
      return syncs
    },
  }
}

/** Where each record ends. */
function ends(bytes: Buffer): number[] {
  return [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1)
}

const json = fc.jsonValue().map((value) => JSON.stringify(value))
const someRecords = fc.array(json, { minLength: 1, maxLength: 8 })

describe('a record file', () => {
  it('gives back on opening what was appended, in order', async () => {
    await fc.assert(
      fc.asyncProperty(someRecords, async (records) => {
        await writeFile(path, '')
        await written(records)
        expect(await found()).toEqual({ records, repair: { kind: 'clean' } })
      }),
      { numRuns: 50 },
    )
  })

  it('is text with one line per record, a CRC-32 in front', async () => {
    const bytes = await written(['{"a":1}', '"é"'])
    expect(bytes.toString()).toBe('561bacaf {"a":1}\n1233d6f4 "é"\n')
  })

  it('syncs once for everything that is appended in one turn', async () => {
    const { file } = await opened()
    const { end } = await countSyncs()
    const order: number[] = []
    await Promise.all(['1', '2', '3'].map((one) => file.append(one).then(() => order.push(Number(one)))))
    expect({ order, syncs: end() }).toEqual({ order: [1, 2, 3], syncs: 1 })
    expect(file.size).toBe((await stat(path)).size)
    await file.close()
  })

  it('takes several records as one: all of them, or none', async () => {
    const { file } = await opened()
    const mend = await breakDisk('ENOSPC', 'datasync')
    await expect(file.appendAll(['1', '2'])).rejects.toMatchObject({ code: 'storage_failed' })
    mend()
    await file.appendAll(['3', '4'])
    await file.close()
    expect((await found()).records).toEqual(['3', '4'])
  })

  it('refuses a record of more than one line, which nobody could read back', async () => {
    const { file } = await opened()
    expect(() => file.append('{\n}')).toThrow(TypeError)
    await file.close()
  })

  it('refuses appends after closing, and closes once', async () => {
    const { file } = await opened()
    const appended = file.append('1')
    await Promise.all([file.close(), file.close()])
    await appended
    await expect(file.append('2')).rejects.toMatchObject({ code: 'closed' })
    expect((await found()).records).toEqual(['1'])
  })
})

describe('a record file cut at any byte', () => {
  it('loses the cut record alone and never calls it damage', async () => {
    const records = ['{"seq":1}', '{"seq":22}', '{"text":"Nº 3"}']
    const whole = await written(records)
    for (let cut = 0; cut <= whole.length; cut++) {
      await writeFile(path, whole.subarray(0, cut))
      const kept = ends(whole).filter((end) => end <= cut)
      const { file, repair, records: left } = await opened()
      expect(left).toEqual(records.slice(0, kept.length))
      const rest = cut - (kept.at(-1) ?? 0)
      expect(repair).toEqual(rest === 0 ? { kind: 'clean' } : { kind: 'torn', bytes: rest })
      await file.append('"next"')
      await file.close()
      expect((await found()).records).toEqual([...left, '"next"'])
    }
  })
})

describe('a record file with a flipped bit', () => {
  it('always notices, keeps everything before, and saves everything behind', async () => {
    await fc.assert(
      fc.asyncProperty(someRecords, fc.nat(), fc.nat({ max: 7 }), async (records, place, bit) => {
        const dir = await tempDir()
        path = join(dir, 'records')
        const whole = await written(records)
        const at = place % whole.length
        const bad = Buffer.from(whole)
        bad.writeUInt8(whole.readUInt8(at) ^ (1 << bit), at)
        await writeFile(path, bad)
        expect(await readRecords(path, () => undefined)).toBe('damaged')
        const { repair, records: left } = await found()
        const before = ends(whole).filter((end) => end <= at)
        const good = before.at(-1) ?? 0
        expect(left).toEqual(records.slice(0, before.length))
        expect(repair).toMatchObject({ kind: 'damaged', bytes: bad.length - good })
        expect(await readFile(join(dir, 'records.damaged-1'))).toEqual(bad.subarray(good))
        expect(await readFile(path)).toEqual(whole.subarray(0, good))
      }),
      { numRuns: 200 },
    )
  })

  it('counts the good records behind the damage', async () => {
    const whole = await written(['1', '2', '3'])
    whole.writeUInt8(0x78, (ends(whole)[0] ?? 0) + 3)
    await writeFile(path, whole)
    expect((await found()).repair).toMatchObject({ kind: 'damaged', records: 1 })
  })

  it('never writes over what an earlier damage left', async () => {
    for (const content of ['first\n', 'second\n']) {
      await writeFile(path, content)
      await found()
    }
    expect((await readdir(join(path, '..'))).sort()).toEqual(['records', 'records.damaged-1', 'records.damaged-2'])
    expect(await readFile(`${path}.damaged-1`, 'utf8')).toBe('first\n')
  })
})

describe('a record file on a failing disk', () => {
  it('takes appends again when there is space again, and keeps no half record', async () => {
    const { file } = await opened()
    await file.append('1')
    const mend = await breakDisk('ENOSPC', 'write')
    await expect(file.append('2')).rejects.toMatchObject({ code: 'storage_failed' })
    mend()
    await file.append('3')
    await file.close()
    expect(await found()).toMatchObject({ records: ['1', '3'], repair: { kind: 'clean' } })
  })

  it('does not trust what was written before a failed sync', async () => {
    const { file } = await opened()
    await file.append('1')
    const mend = await breakDisk('EIO', 'datasync')
    await expect(file.append('2')).rejects.toMatchObject({ code: 'storage_failed' })
    mend()
    await file.append('3')
    await file.close()
    expect((await found()).records).toEqual(['1', '3'])
  })

  it('wipes before it writes when the disk refused even that', async () => {
    const { file } = await opened()
    await file.append('1')
    const mend = await breakDisk('EIO', 'datasync', 'truncate')
    await expect(file.append('"a long record that stays on disk for now"')).rejects.toMatchObject({
      code: 'storage_failed',
    })
    await expect(file.append('2')).rejects.toMatchObject({ code: 'storage_failed' })
    mend()
    await file.append('3')
    await file.close()
    expect(await found()).toMatchObject({ records: ['1', '3'], repair: { kind: 'clean' } })
  })

  it('knows its size whatever failed', async () => {
    const { file } = await opened()
    await file.append('1')
    const before = file.size
    const mend = await breakDisk('ENOSPC', 'write')
    await expect(file.append('2')).rejects.toMatchObject({ code: 'storage_failed' })
    mend()
    expect(file.size).toBe(before)
    expect((await stat(path)).size).toBe(before)
    await file.close()
  })
})

describe('reading without opening', () => {
  it('says what opening would find, and changes nothing', async () => {
    await written(['1', '2'])
    const size = (await stat(path)).size
    expect(await readRecords(path, () => undefined)).toBe('clean')
    await truncate(path, size - 2)
    const records: string[] = []
    expect(await readRecords(path, (json) => records.push(json))).toBe('torn')
    expect(records).toEqual(['1'])
    expect((await stat(path)).size).toBe(size - 2)
  })
})
