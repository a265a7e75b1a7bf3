/**
 * The files that hold the records of one life of the log: `log-<first offset>.jsonl`, a new one at about 4 MiB.
 * Only the newest is written to; its entries are kept in memory, older ones are read from disk when somebody looks back.
 */
import { readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder } from '../../platform/atomic-file.ts'
import { Failure, reason, systemCode } from '../../platform/failure.ts'
import { RecordFile, readRecords } from '../../platform/record-file.ts'
import type { Entry } from '../../protocol/event.ts'
import { decodeRecordLine, encodeHeader } from './embedded-records.ts'

/** Bytes after which a new segment begins: trimming forgets in steps of this, and looking back parses this much. */
const SEGMENT_BYTES = 4 * 1024 * 1024

const NAME = /^log-(\d+)\.jsonl$/u

/** `first` is the offset of its first entry, present or yet to come. */
export type Segment = { readonly first: number; readonly path: string }

/** The newest segment: open for writing. */
export type ActiveSegment = Segment & { readonly file: RecordFile; readonly entries: Entry[] }

export function segmentPath(folder: string, first: number): string {
  return join(folder, `log-${first}.jsonl`)
}

/** The segments of a folder, oldest first; none if there is no such folder. */
export async function listSegments(folder: string): Promise<Segment[]> {
  const segments: Segment[] = []
  for (const name of await namesIn(folder)) {
    const first = NAME.exec(name)?.[1]
    if (first !== undefined) segments.push({ first: Number(first), path: join(folder, name) })
  }
  return segments.sort((a, b) => a.first - b.first)
}

/** Opens a segment for writing and gives it its head if it has none. `entries` are those that it holds. */
export async function openSegment(segment: Segment, epoch: string, entries: Entry[] = []): Promise<ActiveSegment> {
  const { first, path } = segment
  const { file } = await RecordFile.open(path, () => undefined)
  try {
    if (file.size === 0) await file.append(encodeHeader(epoch, first))
    await syncFolder(dirname(path))
  } catch (error) {
    await file.close()
    throw error
  }
  return { first, path, file, entries }
}

export class Segments {
  readonly #folder: string
  readonly #epoch: string
  #closed: Segment[]
  #active: ActiveSegment

  constructor(folder: string, epoch: string, closed: readonly Segment[], active: ActiveSegment) {
    this.#folder = folder
    this.#epoch = epoch
    this.#closed = [...closed]
    this.#active = active
  }

  /** First offset of the segment that is written to: everything below it is in files that no longer change. */
  get activeFirst(): number {
    return this.#active.first
  }

  /** Resolves when the lines are on disk; `entries` are the entries among them and begin with offset `next`. */
  async append(lines: readonly string[], entries: readonly Entry[], next: number): Promise<void> {
    if (this.#active.file.size >= SEGMENT_BYTES && next > this.#active.first) await this.#rotate(next)
    await this.#active.file.appendAll(lines)
    for (const entry of entries) this.#active.entries.push(entry)
  }

  /** Entries after `after`, at most `limit`, as far as one segment has them. `undefined`: they are gone. */
  async read(after: number, limit: number): Promise<readonly Entry[] | undefined> {
    const { first, entries } = this.#active
    if (after + 1 >= first) return entries.slice(after + 1 - first, after + 1 - first + limit)
    const segment = this.#closed.findLast((candidate) => candidate.first <= after + 1)
    if (!segment) return undefined
    const old = await readSegment(segment)
    return old?.slice(after + 1 - segment.first, after + 1 - segment.first + limit)
  }

  /** Removes the segments that hold nothing from `first` on, if `expendable` says that nothing else needs them. */
  async drop(first: number, expendable: (segment: Segment) => boolean): Promise<void> {
    // Oldest first: what remains after a crash has no hole.
    for (;;) {
      const [oldest, next = this.#active] = this.#closed
      if (!oldest || next.first > first || !expendable(oldest)) return
      this.#closed.shift()
      await rm(oldest.path, { force: true })
    }
  }

  close(): Promise<void> {
    return this.#active.file.close()
  }

  async #rotate(next: number): Promise<void> {
    const fresh = await openSegment({ first: next, path: segmentPath(this.#folder, next) }, this.#epoch)
    const { first, path, file } = this.#active
    this.#closed.push({ first, path })
    this.#active = fresh
    await file.close()
  }
}

async function readSegment(segment: Segment): Promise<Entry[] | undefined> {
  const entries: Entry[] = []
  try {
    const verdict = await readRecords(segment.path, (json) => {
      const record = decodeRecordLine(json)
      if (record?.kind === 'entry') entries.push(record.entry)
    })
    if (verdict !== 'clean') throw new Failure('storage_corrupt', `${segment.path} is damaged`)
    return entries
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    if (error instanceof Failure) throw error
    throw new Failure('storage_failed', `cannot read ${segment.path}: ${reason(error)}`, error)
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  }
}
