/**
 * Lives of the embedded log. Each epoch has a folder of its own, and `meta.json` names the one that counts; so a new
 * life begins by one atomic step, and what was there before stays aside untouched.
 *
 * Where acknowledged records are gone (a flipped bit, a file removed by hand), going on would give their offsets to
 * other entries behind the readers' backs. So a new epoch begins, with everything that could still be read.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../../platform/atomic-file.ts'
import { Failure } from '../../platform/failure.ts'
import { RecordFile, readRecords } from '../../platform/record-file.ts'
import type { Dedup } from './dedup.ts'
import { type Meta, readMeta, readSnapshot, type SavedSnapshot, writeMeta, writeSnapshot } from './embedded-files.ts'
import { readLife, type WholeLife } from './embedded-reading.ts'
import { decodeRecordLine, encodeHeader } from './embedded-records.ts'
import { listSegments, openSegment, Segments, segmentPath } from './embedded-segments.ts'

export type Life = {
  readonly folder: string
  readonly epoch: string
  readonly first: number
  /** Newest offset. */
  readonly offset: number
  readonly dedup: Dedup
  readonly segments: Segments
  readonly snapshot: SavedSnapshot | undefined
}

const EPOCH = /^[0-9a-f]{8}-[0-9a-f-]{27}$/u

/** What a new life takes over from a damaged one. */
type Remains = { readonly snapshot: SavedSnapshot | undefined; readonly lines: readonly string[] }

/** Opens the life that `dir` holds; begins one where there is none, and a new one where it is damaged. */
export async function openLife(dir: string, onWarning: (text: string) => void): Promise<Life> {
  const meta = await readMeta(dir)
  if (meta.kind !== 'good') {
    const lives = (await readdir(dir)).filter((name) => EPOCH.test(name))
    if (meta.kind === 'bad' || lives.length > 0) {
      onWarning(`${join(dir, 'meta.json')} cannot be read: a new epoch begins; what was there is kept beside it`)
    }
    return begin(dir, { snapshot: undefined, lines: [] })
  }
  const old = join(dir, meta.value.epoch)
  const found = await readLife(old, meta.value)
  if (found.kind === 'whole') return writable(old, meta.value, found)
  const life = await begin(dir, await readRemains(old))
  onWarning(`${found.what}: a new epoch begins behind offset ${life.offset}; what was there is kept in ${old}`)
  return life
}

/** The snapshot and everything that follows it (or the beginning) without a hole. */
async function readRemains(folder: string): Promise<Remains> {
  const read = await readSnapshot(folder)
  const snapshot = read.kind === 'good' ? read.value : undefined
  const lines: string[] = []
  let next = (snapshot?.offset ?? 0) + 1
  let hole = false
  for (const segment of await listSegments(folder)) {
    await readRecords(segment.path, (json) => {
      const record = decodeRecordLine(json)
      if (record === undefined || record.kind === 'header') return
      if (record.kind === 'entry' && record.entry.offset > next) hole = true
      if (hole || (record.kind === 'entry' && record.entry.offset < next)) return
      if (record.kind === 'entry') next++
      lines.push(json)
    })
  }
  return { snapshot, lines }
}

async function begin(dir: string, { snapshot, lines }: Remains): Promise<Life> {
  const meta: Meta = { epoch: randomUUID(), first: (snapshot?.offset ?? 0) + 1 }
  const folder = join(dir, meta.epoch)
  await mkdir(folder)
  if (snapshot) await writeSnapshot(folder, { ...snapshot, covers: meta.first })
  const { file } = await RecordFile.open(segmentPath(folder, meta.first), () => undefined)
  await file.appendAll([encodeHeader(meta.epoch, meta.first), ...lines]).finally(() => file.close())
  await syncFolder(folder)
  await syncFolder(dir)
  await writeMeta(dir, meta)
  const begun = await readLife(folder, meta)
  if (begun.kind === 'damaged')
    throw new Failure('storage_corrupt', `${folder} is not what was just written: ${begun.what}`)
  return writable(folder, meta, begun)
}

async function writable(folder: string, meta: Meta, life: WholeLife): Promise<Life> {
  const { offset, dedup, closed, newest, entries, snapshot } = life
  const active = await openSegment(newest, meta.epoch, entries)
  return { folder, ...meta, offset, dedup, segments: new Segments(folder, meta.epoch, closed, active), snapshot }
}
