/**
 * One file of the journal: the presses of one producer, whose sequence number is their place in the file, from 1.
 *
 * The producer's name is random and made with the file. Nothing is ever appended to a file that an earlier process
 * wrote, so a (producer, seq) names one press for ever: a deleted folder, a restored backup or a log that starts
 * empty cannot make two presses share it.
 */
import { randomBytes } from 'node:crypto'
import { rm, stat, truncate } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../platform/atomic-file.ts'
import { Failure } from '../platform/failure.ts'
import { RecordFile, type Repair, readRecords } from '../platform/record-file.ts'
import {
  decodeHeader,
  decodeRecord,
  encodeHeader,
  encodeRecord,
  type Header,
  type JournalRecord,
  type PressRecord,
} from './journal-record.ts'

type Storage =
  /** Being written by this process. */
  | { readonly kind: 'open'; readonly file: RecordFile; readonly records: JournalRecord[] }
  /** Complete; its records are in memory while they are being published. */
  | { readonly kind: 'sealed'; readonly length: number; readonly records: readonly JournalRecord[] | undefined }

/** What a file of the journal is to this version. */
export type FoundSegment =
  | { readonly kind: 'segment'; readonly segment: Segment }
  /** It has no press. */
  | { readonly kind: 'empty' }
  /** A good first line that this version cannot read (a newer one wrote it): what is behind it cannot be told. */
  | { readonly kind: 'strange' }

export class Segment {
  readonly path: string
  readonly producer: string
  /** Whether this process wrote it. */
  readonly ours: boolean
  /** All records up to this number are in the log. */
  acknowledged = 0
  #storage: Storage

  private constructor(path: string, producer: string, ours: boolean, storage: Storage) {
    this.path = path
    this.producer = producer
    this.ours = ours
    this.#storage = storage
  }

  /** Makes a new file. Rejects with `storage_failed` or the system's error, and then leaves no file. */
  static async create(path: string, begun: number): Promise<Segment> {
    const header = { producer: `bridge-${randomBytes(12).toString('hex')}`, begun }
    const { file } = await RecordFile.open(path, () => undefined)
    try {
      await file.append(encodeHeader(header))
      // A new file's name is on disk only when its folder is.
      await syncFolder(dirname(path))
    } catch (error) {
      await file.close()
      await rm(path, { force: true })
      throw error
    }
    return new Segment(path, header.producer, true, { kind: 'open', file, records: [] })
  }

  /** Opens what an earlier process left. */
  static async find(path: string): Promise<{ found: FoundSegment; repair: Repair }> {
    const lines: string[] = []
    const { file, repair } = await RecordFile.open(path, (json) => lines.push(json))
    await file.close()
    const { header, records } = decode(lines)
    if (!header) return { found: { kind: lines.length === 0 ? 'empty' : 'strange' }, repair }
    if (records.length === 0) return { found: { kind: 'empty' }, repair }
    const storage: Storage = { kind: 'sealed', length: records.length, records: undefined }
    return { found: { kind: 'segment', segment: new Segment(path, header.producer, false, storage) }, repair }
  }

  /** How many records are on disk. */
  get length(): number {
    return this.#storage.kind === 'open' ? this.#storage.records.length : this.#storage.length
  }

  get sealed(): boolean {
    return this.#storage.kind === 'sealed'
  }

  get pending(): number {
    return this.length - this.acknowledged
  }

  /** The record with this number, from 1 to `length`. The segment must be loaded. */
  record(seq: number): JournalRecord {
    const record = this.#storage.records?.[seq - 1]
    if (!record) throw new Failure('storage_corrupt', `${this.path} has no record ${seq} in memory`)
    return record
  }

  /** Resolves when the record is on disk; its number is then `length`, in the order of the calls. */
  async append(record: PressRecord): Promise<void> {
    if (this.#storage.kind === 'sealed') throw new Failure('closed', `${this.path} takes no more presses`)
    const { file, records } = this.#storage
    await file.append(encodeRecord(record))
    records.push(record)
  }

  /** Waits for what is being written and ends the file: what could not be made safe is cut off. */
  async seal(): Promise<void> {
    if (this.#storage.kind === 'sealed') return
    const { file, records } = this.#storage
    try {
      await file.close()
    } finally {
      this.#storage = { kind: 'sealed', length: records.length, records }
    }
    // After a failed sync a press may be on disk although its cashier was told that it failed.
    if ((await stat(this.path)).size > file.size) await truncate(this.path, file.size)
  }

  /** Brings the records into memory. */
  async load(): Promise<void> {
    if (this.#storage.records) return
    const lines: string[] = []
    await readRecords(this.path, (json) => lines.push(json))
    const { records } = decode(lines)
    this.#storage = { kind: 'sealed', length: records.length, records }
  }

  /** Lets go of the memory; `load` brings the records back. */
  unload(): void {
    if (this.#storage.kind === 'sealed') this.#storage = { ...this.#storage, records: undefined }
  }

  async delete(): Promise<void> {
    await rm(this.path, { force: true })
  }
}

function decode([first, ...rest]: readonly string[]): { header: Header | undefined; records: JournalRecord[] } {
  return { header: first === undefined ? undefined : decodeHeader(first), records: rest.map(decodeRecord) }
}
