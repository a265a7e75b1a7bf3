/** Reads one life of the embedded log without touching it, and finds the first thing that is not as it was written. */
import { readRecords } from '../../platform/record-file.ts'
import type { Entry } from '../../protocol/event.ts'
import { Dedup } from './dedup.ts'
import { type Meta, readSnapshot, type SavedSnapshot } from './embedded-files.ts'
import { decodeRecordLine, type LogRecord, noteRecord } from './embedded-records.ts'
import { listSegments, type Segment } from './embedded-segments.ts'

export type WholeLife = {
  readonly kind: 'whole'
  /** Newest offset. */
  readonly offset: number
  readonly dedup: Dedup
  readonly snapshot: SavedSnapshot | undefined
  readonly closed: readonly Segment[]
  readonly newest: Segment
  /** Entries of the newest segment. */
  readonly entries: Entry[]
}

/** `damaged`: acknowledged records are gone. */
export type ReadLife = WholeLife | { readonly kind: 'damaged'; readonly what: string }

/** Thrown inside this file alone: the life is damaged, and why. */
class Damage extends Error {}

export async function readLife(folder: string, meta: Meta): Promise<ReadLife> {
  try {
    return await readWhole(folder, meta)
  } catch (error) {
    if (error instanceof Damage) return { kind: 'damaged', what: error.message }
    throw error
  }
}

async function readWhole(folder: string, meta: Meta): Promise<ReadLife> {
  const saved = await readSnapshot(folder)
  if (saved.kind === 'bad') throw new Damage(`the snapshot in ${folder} cannot be read`)
  const snapshot = saved.kind === 'good' ? saved.value : undefined
  const dedup = new Dedup()
  if (snapshot) dedup.load(snapshot)
  const closed = await listSegments(folder)
  const newest = closed.pop()
  if (!newest) throw new Damage(`${folder} holds no log`)
  let next = Math.min(closed[0]?.first ?? newest.first, meta.first)
  for (const segment of closed) next += (await readSegment(segment, meta.epoch, next, dedup, ['clean'])).length
  const entries = await readSegment(newest, meta.epoch, next, dedup, ['clean', 'torn'])
  const offset = next + entries.length - 1
  const known = Math.max(meta.first - 1, snapshot?.offset ?? 0)
  if (offset < known) throw new Damage(`${newest.path} ends before entry ${known}`)
  return { kind: 'whole', offset, dedup, snapshot, closed, newest, entries }
}

async function readSegment(
  segment: Segment,
  epoch: string,
  first: number,
  dedup: Dedup,
  fine: readonly string[],
): Promise<Entry[]> {
  const { path } = segment
  if (segment.first !== first) throw new Damage(`entries before ${path} are missing`)
  const records: (LogRecord | undefined)[] = []
  const verdict = await readRecords(path, (json) => records.push(decodeRecordLine(json)))
  if (!fine.includes(verdict)) throw new Damage(`${path} is damaged`)
  const [header, ...rest] = records
  // A crash between the making of the newest file and its header leaves it empty.
  if (records.length === 0 && fine.includes('torn')) return []
  if (header?.kind !== 'header' || header.epoch !== epoch || header.first !== first) {
    throw new Damage(`${path} does not begin as a part of this log`)
  }
  const entries: Entry[] = []
  for (const record of rest) {
    if (record === undefined || record.kind === 'header')
      throw new Damage(`${path} holds a record that is not the log's`)
    noteRecord(dedup, record)
    if (record.kind === 'advance') continue
    if (record.entry.offset !== first + entries.length)
      throw new Damage(`${path} lacks entry ${first + entries.length}`)
    entries.push(record.entry)
  }
  return entries
}
