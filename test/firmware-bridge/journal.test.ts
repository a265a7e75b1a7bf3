import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Journal } from '../../firmware-bridge/journal.ts'
import { RecordFile } from '../../platform/record-file.ts'
import { folder, journal, listen, numbers, record } from '../helpers/bridge-kit.ts'
import { breakDisk } from '../helpers/broken-disk.ts'
import { FakeTimersClock } from '../helpers/fake-timers-clock.ts'

const clock = new FakeTimersClock()

afterEach(() => {
  vi.restoreAllMocks()
})

/** Takes everything out, oldest first, as a publisher whose log takes everything. */
async function takeAll(from: Journal): Promise<{ producer: string; seq: number; n: number }[]> {
  const taken = []
  for (let segment = await from.oldest(); segment; segment = await from.oldest()) {
    for (let seq = segment.acknowledged + 1; seq <= segment.length; seq++) {
      const one = segment.record(seq)
      const n = one.kind === 'press' ? Number(one.press.source.slice('test:'.length)) : -1
      taken.push({ producer: segment.producer, seq, n })
    }
    from.acknowledge(segment, segment.length)
    if (!segment.sealed) return taken
    await from.finish(segment)
  }
  return taken
}

async function segmentsIn(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name.endsWith('.journal')).sort()
}

describe('the journal', () => {
  it('keeps presses in the order in which they came, over a restart', async () => {
    const dir = await folder()
    const first = await journal(dir, clock)
    await Promise.all(numbers(1, 50).map((n) => first.append(record(n))))
    expect(first.pending()).toBe(50)
    await first.close()
    const second = await journal(dir, clock)
    expect(second.pending()).toBe(50)
    expect((await takeAll(second)).map(({ n }) => n)).toEqual(numbers(1, 50))
    await second.close()
  })

  it('numbers the presses of one producer densely from 1, and begins a new producer at each start', async () => {
    const dir = await folder()
    const first = await journal(dir, clock)
    await first.append(record(1))
    await first.append(record(2))
    await first.close()
    const second = await journal(dir, clock)
    await second.append(record(3))
    const taken = await takeAll(second)
    await second.close()
    expect(taken.map(({ seq }) => seq)).toEqual([1, 2, 1])
    expect(new Set(taken.map(({ producer }) => producer)).size).toBe(2)
  })

  it('begins a new segment when one is full, without losing the order of what comes meanwhile', async () => {
    const dir = await folder()
    const small = await journal(dir, clock, { limit: 7 })
    await Promise.all(numbers(1, 40).map((n) => small.append(record(n))))
    expect(await segmentsIn(dir)).toHaveLength(6)
    expect((await takeAll(small)).map(({ n }) => n)).toEqual(numbers(1, 40))
    expect(await segmentsIn(dir)).toHaveLength(1)
    await small.close()
  })

  it('tells the newest presses that the log is not known to have, over segments and restarts', async () => {
    const dir = await folder()
    const first = await journal(dir, clock, { limit: 3 })
    for (const n of numbers(1, 8)) await first.append(record(n))
    const [oldest] = [await first.oldest()]
    if (oldest) first.acknowledge(oldest, 2)
    const found = async (from: Journal, limit: number) => (await from.unpublished(limit)).map(({ source }) => source)
    expect(await found(first, 100)).toEqual(numbers(3, 8).map((n) => `test:${n}`))
    await first.close()
    const second = await journal(dir, clock)
    expect(await found(second, 100)).toEqual(numbers(3, 8).map((n) => `test:${n}`))
    expect(await found(second, 4)).toEqual(numbers(5, 8).map((n) => `test:${n}`))
    expect((await takeAll(second)).map(({ n }) => n)).toEqual(numbers(3, 8))
    expect(await found(second, 100)).toEqual([])
    await second.close()
  })

  it('begins a new segment after a day', async () => {
    const dir = await folder()
    const own = new FakeTimersClock()
    const daily = await journal(dir, own)
    await daily.append(record(1))
    own.advance(86_400_000)
    await daily.append(record(2))
    expect(await segmentsIn(dir)).toHaveLength(2)
    await daily.close()
  })

  it('leaves nothing behind of a start without a press', async () => {
    const dir = await folder()
    for (let start = 0; start < 3; start++) await (await journal(dir, clock)).close()
    expect(await segmentsIn(dir)).toHaveLength(1)
  })

  it('remembers over a restart what the log has taken', async () => {
    const dir = await folder()
    const first = await journal(dir, clock)
    for (const n of numbers(1, 5)) await first.append(record(n))
    const segment = await first.oldest()
    if (segment) first.acknowledge(segment, 3)
    await first.close()
    const second = await journal(dir, clock)
    expect((await takeAll(second)).map(({ n }) => n)).toEqual([4, 5])
    await second.close()
  })

  it('offers everything again if the position is lost or nonsense', async () => {
    for (const nonsense of [undefined, '', '{"producer":', '{"producer": "another", "seq": 4}', '7']) {
      const dir = await folder()
      const first = await journal(dir, clock)
      for (const n of numbers(1, 5)) await first.append(record(n))
      const segment = await first.oldest()
      if (segment) first.acknowledge(segment, 5)
      await first.close()
      await rm(join(dir, 'acknowledged.json'))
      if (nonsense !== undefined) await writeFile(join(dir, 'acknowledged.json'), nonsense)
      const second = await journal(dir, clock)
      expect(second.pending()).toBe(5)
      await second.close()
    }
  })

  it('refuses a folder that another one has, and a path that is no folder', async () => {
    const dir = await folder()
    const first = await journal(dir, clock)
    await expect(journal(dir, clock)).rejects.toMatchObject({ code: 'data_in_use' })
    await first.close()
    await (await journal(dir, clock)).close()
    await writeFile(join(dir, 'file'), '')
    await expect(journal(join(dir, 'file'), clock)).rejects.toMatchObject({ code: 'data_not_writable' })
  })

  it('takes no press after it is closed', async () => {
    const closed = await journal(await folder(), clock)
    await closed.close()
    await expect(closed.append(record(1))).rejects.toMatchObject({ code: 'closed' })
  })
})

describe('the journal after a crash', () => {
  it('has each press that was whole on disk, whichever byte was the last', async () => {
    const source = await folder()
    const before = await journal(source, clock)
    for (const n of numbers(1, 3)) await before.append(record(n))
    await before.close()
    const [name = ''] = await segmentsIn(source)
    const bytes = await readFile(join(source, name))
    const dir = await folder()
    for (let cut = 0; cut <= bytes.length; cut++) {
      for (const old of await segmentsIn(dir)) await rm(join(dir, old))
      await writeFile(join(dir, name), bytes.subarray(0, cut))
      const whole = Math.max(0, bytes.subarray(0, cut).toString().split('\n').length - 2)
      const after = await journal(dir, clock)
      expect((await takeAll(after)).map(({ n }) => n)).toEqual(numbers(1, whole))
      await after.close()
    }
  })

  it('tells of damage in the middle, and keeps what is behind it in a file', async () => {
    const dir = await folder()
    const before = await journal(dir, clock)
    for (const n of numbers(1, 3)) await before.append(record(n))
    await before.close()
    const [name = ''] = await segmentsIn(dir)
    const text = await readFile(join(dir, name), 'utf8')
    await writeFile(join(dir, name), text.replace('test:2', 'test:9'))
    const { lines, said } = listen()
    const after = await journal(dir, clock, { lines })
    expect(said.map(({ level }) => level)).toEqual(['error'])
    expect((await takeAll(after)).map(({ n }) => n)).toEqual([1])
    expect(await readFile(join(dir, `${name}.damaged-1`), 'utf8')).toContain('test:3')
    await after.close()
    expect(await segmentsIn(dir)).not.toContain(name)
  })

  it('keeps the number of a good line that this version cannot read', async () => {
    const dir = await folder()
    const before = await journal(dir, clock)
    await before.append(record(1))
    await before.append({ kind: 'press', press: { ...record(2).press, language: 'not a tag' } })
    await before.append(record(3))
    await before.close()
    const after = await journal(dir, clock)
    expect((await takeAll(after)).map(({ seq, n }) => [seq, n])).toEqual([
      [1, 1],
      [2, -1],
      [3, 3],
    ])
    await after.close()
  })

  it('leaves a segment that this version cannot read to the newer one that wrote it', async () => {
    const dir = await folder()
    const { file } = await RecordFile.open(join(dir, '00000001.journal'), () => undefined)
    await file.appendAll([JSON.stringify({ journal: 2 }), JSON.stringify({ pressed: 3 })])
    await file.close()
    const written = await readFile(file.path)
    const { lines, said } = listen()
    const own = await journal(dir, clock, { lines })
    expect(said.map(({ level }) => level)).toEqual(['error'])
    await own.append(record(1))
    expect((await takeAll(own)).map(({ n }) => n)).toEqual([1])
    await own.close()
    expect(await readFile(file.path)).toEqual(written)
  })

  it('survives a tail of noise', async () => {
    const dir = await folder()
    const before = await journal(dir, clock)
    await before.append(record(1))
    await before.close()
    const [name = ''] = await segmentsIn(dir)
    await appendFile(join(dir, name), Buffer.from([0, 0, 0, 255, 10, 0, 0]))
    const after = await journal(dir, clock)
    expect((await takeAll(after)).map(({ n }) => n)).toEqual([1])
    await after.close()
  })
})

describe('the journal on a failing disk', () => {
  it('refuses the press that could not be written, and takes the next one', async () => {
    const dir = await folder()
    const failing = await journal(dir, clock)
    await failing.append(record(1))
    const mend = await breakDisk('ENOSPC', 'write')
    await expect(failing.append(record(2))).rejects.toMatchObject({ code: 'storage_failed' })
    mend()
    expect(failing.health()).toMatchObject({ kind: 'failing' })
    await failing.append(record(3))
    expect(failing.health()).toEqual({ kind: 'ok' })
    expect((await takeAll(failing)).map(({ n }) => n)).toEqual([1, 3])
    await failing.close()
  })

  it('begins a new producer after a failed sync, and never publishes what it said was lost', async () => {
    const dir = await folder()
    const failing = await journal(dir, clock)
    await failing.append(record(1))
    const mend = await breakDisk('EIO', 'datasync', 'truncate')
    await expect(failing.append(record(2))).rejects.toMatchObject({ code: 'storage_failed' })
    mend()
    await failing.append(record(3))
    await failing.close()
    const after = await journal(dir, clock)
    const taken = await takeAll(after)
    expect(taken.map(({ n }) => n)).toEqual([1, 3])
    expect(new Set(taken.map(({ producer }) => producer)).size).toBe(2)
    await after.close()
  })

  it('goes on failing while no new segment can be made, leaves no litter, and then works', async () => {
    const dir = await folder()
    const failing = await journal(dir, clock)
    const mend = await breakDisk('EIO', 'datasync')
    for (const n of numbers(1, 4))
      await expect(failing.append(record(n))).rejects.toMatchObject({ code: 'storage_failed' })
    mend()
    await failing.append(record(5))
    expect((await takeAll(failing)).map(({ n }) => n)).toEqual([5])
    expect(await segmentsIn(dir)).toHaveLength(1)
    await failing.close()
  })

  it('says by its probe whether the disk takes anything, and leaves nothing of it', async () => {
    const dir = await folder()
    const probed = await journal(dir, clock)
    const before = await readdir(dir)
    await probed.probe()
    expect(await readdir(dir)).toEqual(before)
    await rm(dir, { recursive: true })
    await expect(probed.probe()).rejects.toMatchObject({ code: 'storage_failed' })
    await probed.close()
  })
})
