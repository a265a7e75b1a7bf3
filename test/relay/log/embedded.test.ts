/** What the embedded log owes beyond the contract: one owner, a full disk, files that rotate and go. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { INITIAL_STATE } from '../../../protocol/state.ts'
import { openEmbeddedLog } from '../../../relay/log/embedded.ts'
import { ID_MEMORY, type StoreLog } from '../../../relay/log/port.ts'
import { breakDisk } from '../../helpers/broken-disk.ts'
import { FakeTimersClock } from '../../helpers/fake-timers-clock.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { tempDirs } from '../../helpers/temp-dir.ts'
import { appendRange, call, Heard, offsets, range, readAll, record } from './log-kit.ts'

const tempDir = tempDirs()
let dir: string
let clock: ManualClock
let log: StoreLog

beforeEach(async () => {
  dir = join(await tempDir(), 'data', 'log')
  clock = new ManualClock()
  log = await open()
})

afterEach(() => log.close())

function open(): Promise<StoreLog> {
  return openEmbeddedLog({ dir, store: 'main', clock })
}

async function reopen(): Promise<void> {
  await log.close()
  log = await open()
}

async function saveSnapshot(offset: number): Promise<boolean> {
  return log.saveSnapshot({ epoch: (await log.position()).epoch, offset, state: { ...INITIAL_STATE, offset } })
}

async function segments(): Promise<string[]> {
  const names = await readdir(join(dir, (await log.position()).epoch))
  return names.filter((name) => name.endsWith('.jsonl')).sort((a, b) => Number(a.slice(4, -6)) - Number(b.slice(4, -6)))
}

/** Entries of 105 kB: 40 of them fill a segment. */
async function appendLarge(from: number, to: number): Promise<void> {
  const event = { type: 'foreign', raw: { type: 'load', filler: 'x'.repeat(105_000) } } as const
  for (let seq = from; seq <= to; seq++) await log.append(record(seq, event))
}

describe('the folder of an embedded log', () => {
  it('belongs to one log at a time', async () => {
    await expect(open()).rejects.toMatchObject({ code: 'data_in_use' })
    await reopen()
    expect(await log.append(record(1))).toMatchObject({ offset: 1 })
  })

  it('says data_not_writable, the folder and what to do, where nothing can be written', async () => {
    const file = join(await tempDir(), 'a-file')
    await writeFile(file, '')
    const opening = openEmbeddedLog({ dir: join(file, 'log'), store: 'main', clock })
    await expect(opening).rejects.toMatchObject({ code: 'data_not_writable' })
    await expect(opening).rejects.toThrow(/a-file.*CASHIERQ_DATA_DIR/u)
  })

  it('is given back when the log in it cannot be opened', async () => {
    const place = join(await tempDir(), 'log')
    await mkdir(join(place, 'meta.json'), { recursive: true })
    const opening = () => openEmbeddedLog({ dir: place, store: 'main', clock })
    await expect(opening()).rejects.toMatchObject({ code: 'data_not_writable' })
    await expect(opening()).rejects.toMatchObject({ code: 'data_not_writable' })
  })
})

describe('an embedded log on a failing disk', () => {
  it('refuses appends with storage_failed, and takes them again, the same seq first, when the disk is mended', async () => {
    await appendRange(log, 1, 3)
    const mend = await breakDisk('ENOSPC', 'write')
    await expect(log.append(record(4))).rejects.toMatchObject({ code: 'storage_failed' })
    await expect(log.append(record(4))).rejects.toMatchObject({ code: 'storage_failed' })
    mend()
    expect(await log.append(record(5))).toEqual({ kind: 'gap', last: 3 })
    expect(await log.append(record(4))).toMatchObject({ kind: 'appended', offset: 4 })
    await reopen()
    expect(offsets(await readAll(log))).toEqual(range(1, 4))
    expect(await log.append(record(4))).toEqual({ kind: 'dup', offset: 4 })
  })

  it.each(['write', 'datasync'] as const)(
    'forgets all of a batch that failed in %s: seqs, ids and offsets',
    async (step) => {
      const mend = await breakDisk('EIO', step)
      const batch = [record(1, call(1, 'a')), record(2, call(2, 'b')), record(1, call(1, 'a'), 'other')]
      const outcomes = await Promise.allSettled(batch.map((one) => log.append(one)))
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected'])
      mend()
      expect(await log.append(record(1, call(1, 'a'), 'other'))).toMatchObject({ kind: 'appended', offset: 1 })
      expect(await log.append(record(1, call(1, 'a')))).toEqual({ kind: 'dup', offset: 1 })
    },
  )

  it('tells followers nothing of what did not reach the disk', async () => {
    const heard = new Heard(log, { epoch: (await log.position()).epoch, offset: 0 })
    const mend = await breakDisk('EIO', 'datasync')
    await expect(log.append(record(1, call(9)))).rejects.toMatchObject({ code: 'storage_failed' })
    mend()
    await log.append(record(1, call(3)))
    await heard.untilOffset(1)
    expect(heard.entries).toMatchObject([{ offset: 1, event: { cashier: 3 } }])
    await heard.stop()
  })

  it('fails a probe as it would fail a press', async () => {
    const mend = await breakDisk('EROFS', 'sync')
    await expect(log.probe()).rejects.toMatchObject({ code: 'storage_failed' })
    mend()
    expect(await log.probe()).toBeGreaterThan(0)
  })

  it('goes on when a new segment could not be begun at first', async () => {
    await appendLarge(1, 40)
    const mend = await breakDisk('ENOSPC', 'write', 'sync')
    await expect(log.append(record(41))).rejects.toMatchObject({ code: 'storage_failed' })
    mend()
    expect(await log.append(record(41))).toMatchObject({ kind: 'appended', offset: 41 })
    await reopen()
    expect(offsets(await readAll(log))).toEqual(range(1, 41))
  })

  it('says down to a follower that meets an unreadable segment, and up when it is readable again', async () => {
    await log.close()
    const timers = new FakeTimersClock()
    log = await openEmbeddedLog({ dir, store: 'main', clock: timers })
    await appendLarge(1, 45)
    const { epoch } = await log.position()
    const path = join(dir, epoch, 'log-1.jsonl')
    const good = await readFile(path)
    await writeFile(path, good.subarray(100))
    const heard = new Heard(log, { epoch, offset: 0 })
    await heard.untilKind('down')
    await writeFile(path, good)
    await expect.poll(() => timers.pending).toBe(1)
    timers.advance(60_000)
    await heard.untilOffset(45)
    expect(heard.story).toBe('down up entries')
    await heard.stop()
  })
})

describe('the segments of an embedded log', () => {
  it('are rotated at 4 MiB, named by their first offset, and read across', async () => {
    await appendLarge(1, 90)
    expect(await segments()).toEqual(['log-1.jsonl', 'log-41.jsonl', 'log-81.jsonl'])
    const read = await log.read(35, 50)
    expect(read.kind === 'entries' && offsets(read.entries)).toEqual(range(36, 85))
    await reopen()
    expect(offsets(await readAll(log))).toEqual(range(1, 90))
    expect(await log.append(record(91))).toMatchObject({ kind: 'appended', offset: 91 })
  })

  it('are removed once they lie wholly below what is kept', async () => {
    await appendLarge(1, 90)
    await saveSnapshot(90)
    expect(await log.trim(40)).toBe(41)
    expect(await segments()).toEqual(['log-41.jsonl', 'log-81.jsonl'])
    expect(await log.trim(79)).toBe(80)
    expect(await segments()).toEqual(['log-41.jsonl', 'log-81.jsonl'])
    await reopen()
    expect(offsets(await readAll(log, 79))).toEqual(range(80, 90))
  })

  it('stay while the snapshot does not have what they say about producers', async () => {
    await appendLarge(1, 40)
    await saveSnapshot(40)
    await log.append(record(1, call(1, 'x'), 'other'))
    await log.append(record(1, call(1, 'x'), 'late'))
    await log.trim(40)
    expect(await segments()).toEqual(['log-1.jsonl', 'log-41.jsonl'])
    await saveSnapshot(41)
    await log.trim(40)
    expect(await segments()).toEqual(['log-41.jsonl'])
    await reopen()
    expect(await log.append(record(2, call(1, 'x'), 'late'))).toEqual({ kind: 'dup', offset: 41 })
    expect(await log.append(record(40))).toEqual({ kind: 'dup', offset: 40 })
  })
})

describe('a segment full of repetitions, which are no entries', () => {
  it('is left behind at the next entry, and remembered', async () => {
    await log.append(record(1, call(1, 'x')))
    await saveSnapshot(1)
    await appendLarge(2, 41)
    const long = (n: number) => `${'p'.repeat(105_000)}${n}`
    for (let n = 0; n < 90; n++) await log.append(record(1, call(1, 'x'), long(n)))
    expect(await segments()).toEqual(['log-1.jsonl', 'log-42.jsonl'])
    await log.append(record(42))
    expect(await segments()).toEqual(['log-1.jsonl', 'log-42.jsonl'])
    await log.append(record(43))
    expect(await segments()).toEqual(['log-1.jsonl', 'log-42.jsonl', 'log-43.jsonl'])
    await reopen()
    expect(offsets(await readAll(log))).toEqual(range(1, 43))
    expect(await log.append(record(1, call(1, 'x'), long(89)))).toEqual({ kind: 'dup', offset: 1 })
  })
})

describe('the memory for ids', () => {
  it('lasts a day, also over a restart', async () => {
    await log.append(record(1, call(1, 'x')))
    clock.time += ID_MEMORY - 1
    await reopen()
    expect(await log.append(record(2, call(1, 'x')))).toEqual({ kind: 'dup', offset: 1 })
    clock.time += 1
    expect(await log.append(record(3, call(1, 'x')))).toMatchObject({ kind: 'appended', offset: 2 })
    await reopen()
    expect(await log.append(record(4, call(1, 'x')))).toEqual({ kind: 'dup', offset: 2 })
  })
})
