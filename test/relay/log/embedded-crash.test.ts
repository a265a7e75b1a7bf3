/** The embedded log under crashes and damage: what was acknowledged is there, or a new epoch says that it is not. */
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { INITIAL_STATE } from '../../../protocol/state.ts'
import { openEmbeddedLog } from '../../../relay/log/embedded.ts'
import type { StoreLog } from '../../../relay/log/port.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { tempDirs } from '../../helpers/temp-dir.ts'
import { childProgram } from '../../helpers/ts-child.ts'
import { appendRange, call, offsets, range, readAll, record } from './log-kit.ts'

/** Thousands of writes that wait for the disk: how long that takes is the disk's affair. */
const DISK = { timeout: 180_000 }

const tempDir = tempDirs()
let dir: string
let warnings: string[]
const opened: StoreLog[] = []

beforeEach(async () => {
  dir = join(await tempDir(), 'log')
  warnings = []
})

afterEach(async () => {
  for (const log of opened.splice(0)) await log.close()
})

async function open(place = dir): Promise<StoreLog> {
  const onWarning = (text: string) => warnings.push(text)
  const log = await openEmbeddedLog({ dir: place, store: 'main', clock: new ManualClock(), onWarning })
  opened.push(log)
  return log
}

/** The folder of the only epoch, and its only segment. */
async function onlySegment(place = dir): Promise<string> {
  const epochs = (await readdir(place)).filter((name) => /^[0-9a-f-]{36}$/u.test(name))
  const [epoch = ''] = epochs
  const [segment = ''] = (await readdir(join(place, epoch))).filter((name) => name.endsWith('.jsonl'))
  return join(place, epoch, segment)
}

/** A log of four entries with a repetition in it, closed; its segment's bytes and its epoch. */
async function smallLog(): Promise<{ bytes: Buffer; epoch: string }> {
  const log = await open()
  await appendRange(log, 1, 2)
  await log.append(record(3, call(3, 'press-1')))
  await log.append(record(1, call(3, 'press-1'), 'other'))
  await log.append(record(2, call(4), 'other'))
  const { epoch } = await log.position()
  await log.close()
  return { bytes: await readFile(await onlySegment()), epoch }
}

describe('an embedded log cut at any byte', DISK, () => {
  it('has every whole record, the same epoch, and goes on where it was', async () => {
    const { bytes, epoch } = await smallLog()
    const segment = await onlySegment()
    for (let cut = 0; cut <= bytes.length; cut++) {
      await writeFile(segment, bytes.subarray(0, cut))
      const whole = Math.max(0, bytes.subarray(0, cut).toString('latin1').split('\n').length - 2)
      // Records: three entries, then the repetition (no entry), then the fourth entry.
      const entries = whole < 4 ? whole : whole - 1
      const log = await open()
      expect(await log.position()).toMatchObject({ epoch, first: 1, offset: entries })
      expect(offsets(await readAll(log))).toEqual(range(1, entries))
      const last = Math.min(3, entries)
      expect(await log.append(record(last + 2))).toEqual({ kind: 'gap', last })
      expect(await log.append(record(1, undefined, 'other'))).toMatchObject(
        whole < 4 ? { kind: 'appended', offset: entries + 1 } : { kind: 'dup' },
      )
      await log.close()
    }
    expect(warnings).toEqual([])
  })
})

describe('an embedded log with a flipped bit', DISK, () => {
  it('begins a new epoch with what was readable, wherever the bit is, and keeps the old files as they were', async () => {
    const { bytes, epoch } = await smallLog()
    const name = (await onlySegment()).slice(dir.length + 1)
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
        const place = join(await tempDir(), 'log')
        await cp(dir, place, { recursive: true })
        const bad = Buffer.from(bytes)
        bad.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at)
        await writeFile(join(place, name), bad)
        warnings = []
        const log = await open(place)
        const now = await log.position()
        expect(now.epoch).not.toBe(epoch)
        const before = bytes.subarray(0, at).toString('latin1').split('\n').length - 2
        const kept = Math.max(0, before < 4 ? before : before - 1)
        expect(offsets(await readAll(log))).toEqual(range(1, kept))
        expect(await log.append(record(1, undefined, 'fresh'))).toMatchObject({ kind: 'appended', offset: kept + 1 })
        expect(warnings).toEqual([expect.stringContaining('a new epoch begins')])
        expect(await readFile(join(place, name))).toEqual(bad)
        await log.close()
        const again = await open(place)
        expect(await again.position()).toMatchObject({ epoch: now.epoch, offset: kept + 1 })
        await again.close()
      }),
      { numRuns: 150 },
    )
  })
})

describe('an embedded log that lost a file', DISK, () => {
  /** Segments `log-1`, `log-41`, `log-81`, ... of 40 entries each: 100 kB an entry. */
  async function longLog(entries: number): Promise<string> {
    const log = await open()
    const filler = 'x'.repeat(105_000)
    const event = { type: 'foreign', raw: { type: 'load', filler } } as const
    for (let seq = 1; seq <= entries; seq++) await log.append(record(seq, event))
    const { epoch } = await log.position()
    await log.close()
    return epoch
  }

  it('begins a new epoch with everything before the hole', async () => {
    const epoch = await longLog(100)
    await rm(join(dir, epoch, 'log-41.jsonl'))
    const log = await open()
    expect((await log.position()).epoch).not.toBe(epoch)
    expect(offsets(await readAll(log))).toEqual(range(1, 40))
    expect(warnings).toHaveLength(1)
  })

  it('begins a new epoch behind the snapshot when the hole is below it', async () => {
    const epoch = await longLog(90)
    const first = await open()
    const state = { ...INITIAL_STATE, offset: 60, help: [3] }
    expect(await first.saveSnapshot({ epoch, offset: 60, state })).toBe(true)
    await first.close()
    await rm(join(dir, epoch, 'log-1.jsonl'))
    const log = await open()
    const now = await log.position()
    expect(now).toMatchObject({ first: 61, offset: 90 })
    expect(now.epoch).not.toBe(epoch)
    expect(await log.loadSnapshot()).toEqual({ epoch: now.epoch, offset: 60, state })
    expect(await log.append(record(90))).toEqual({ kind: 'dup', offset: 90 })
  })

  it('begins a new epoch when acknowledged entries are cut off behind a snapshot that knows them', async () => {
    const { epoch } = await smallLog()
    const first = await open()
    await first.saveSnapshot({ epoch, offset: 4, state: { ...INITIAL_STATE, offset: 4 } })
    await first.close()
    await truncate(await onlySegment(), 200)
    const log = await open()
    const now = await log.position()
    expect(now).toMatchObject({ first: 5, offset: 4 })
    expect(now.epoch).not.toBe(epoch)
  })

  it.each(['meta.json', 'snapshot.json'])('never stops at an unreadable %s', async (name) => {
    const { epoch } = await smallLog()
    await writeFile(name === 'meta.json' ? join(dir, name) : join(dir, epoch, name), 'rubbish')
    const log = await open()
    expect((await log.position()).epoch).not.toBe(epoch)
    expect(await log.append(record(1, undefined, 'fresh'))).toMatchObject({ kind: 'appended' })
    expect(warnings).toHaveLength(1)
  })

  it('takes a segment that a crash left without a head for the newest', async () => {
    const { epoch } = await smallLog()
    await writeFile(join(dir, epoch, 'log-5.jsonl'), '0123')
    const log = await open()
    expect(await log.append(record(4))).toMatchObject({ kind: 'appended', offset: 5 })
    await log.close()
    expect(offsets(await readAll(await open()))).toEqual(range(1, 5))
    expect(warnings).toEqual([])
  })
})

describe('an embedded log whose process is killed with -9', DISK, () => {
  const startAppending = childProgram('test/relay/log/embedded.child.ts')

  it('has every acknowledged record, once and where it was said to be', async () => {
    const crash = fc.record({
      producers: fc.integer({ min: 1, max: 8 }),
      pad: fc.constantFrom(0, 500, 60_000),
      acknowledged: fc.integer({ min: 1, max: 150 }),
    })
    await fc.assert(
      fc.asyncProperty(crash, async ({ producers, pad, acknowledged }) => {
        const place = join(await tempDir(), 'log')
        await mkdir(place)
        const child = startAppending(place, String(producers), String(pad))
        await child.said(() => child.lines.length > acknowledged)
        await child.kill('SIGKILL')
        const said = child.lines.slice(1).map((line) => line.split(' '))
        const log = await open(place)
        const { offset } = await log.position()
        expect(offsets(await readAll(log))).toEqual(range(1, offset))
        const newest = new Map<string, { seq: number; at: number }>()
        for (const [producer = '', seq, at] of said) newest.set(producer, { seq: Number(seq), at: Number(at) })
        for (const [producer, { seq, at }] of newest) {
          expect(at).toBeLessThanOrEqual(offset)
          expect(await log.append({ producer, seq, event: call(1) })).toMatchObject({ kind: 'dup' })
        }
        expect(new Set(said.map(([, , at]) => at)).size).toBe(said.length)
        await log.close()
      }),
      { numRuns: 12 },
    )
    expect(warnings).toEqual([])
  })
})
