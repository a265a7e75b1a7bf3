/**
 * The bridge's journal: a folder of segments. A press that is in it is safe; the publisher takes it from here.
 *
 * A new segment is begun at every start, after `limit` presses, after a day, and after a failure of the disk. Presses
 * leave in order, oldest segment first; a segment is deleted once the log has all of it and a newer one exists.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure, isFailure, reason } from '../platform/failure.ts'
import { type FolderLock, lockFolder } from '../platform/folder-lock.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Press } from '../protocol/press.ts'
import { loadAcknowledged, saveAcknowledged } from './acknowledged.ts'
import type { PressRecord } from './journal-record.ts'
import { Segment } from './segment.ts'
import { findSegments, segmentPath } from './segment-folder.ts'

export type JournalOptions = {
  readonly dir: string
  readonly clock: Clock
  readonly lines: LogLines
  /** Presses in a segment; 10,000 keeps what a rewind may send again, and the memory, small. */
  readonly limit?: number
}

export type JournalHealth = { readonly kind: 'ok' } | { readonly kind: 'failing'; since: number; reason: string }

const LIMIT = 10_000
/** A log that starts empty gets at most so much history again, ms. */
const LONGEST = 86_400_000
/**
 * How often the acknowledged position is written, ms. Each rename makes the file system flush, and a press whose sync
 * falls into that waits for it; what is sent again after a crash costs next to nothing.
 */
const SAVE_EVERY = 10_000

/**
 * Opens the journal in `dir`, which is made if need be. Rejects with `data_in_use` if another process has it, and with
 * `data_not_writable` if it cannot be written.
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { dir, clock, lines } = options
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new Failure('data_not_writable', `cannot make the journal's folder ${dir}: ${reason(error)}`, error)
  }
  const lock = await lockFolder(dir)
  try {
    const { segments, next } = await findSegments(dir, lines)
    const position = await loadAcknowledged(positionPath(dir))
    const newest = segments.findIndex((segment) => segment.producer === position?.producer)
    segments.forEach((segment, index) => {
      if (index < newest) segment.acknowledged = segment.length
      if (index === newest) segment.acknowledged = Math.min(segment.length, position?.seq ?? 0)
    })
    const first = await Segment.create(segmentPath(dir, next), clock.now())
    return new Journal(options, lock, [...segments, first], first, next + 1)
  } catch (error) {
    await lock.release()
    if (isFailure(error, 'data_not_writable')) throw error
    throw new Failure('data_not_writable', `cannot open the journal in ${dir}: ${reason(error)}`, error)
  }
}

export class Journal {
  readonly #options: JournalOptions
  readonly #lock: FolderLock
  /** Oldest first. */
  readonly #segments: Segment[]
  /** The segment that is being written, or its making. */
  #writer: Promise<Segment>
  #writing: { begun: number; presses: number; broken: boolean }
  #next: number
  readonly #underWay = new Set<Promise<void>>()
  #health: JournalHealth = { kind: 'ok' }
  #closed = false
  #listener: () => void = () => undefined
  #cancelSave: (() => void) | undefined
  #saving: Promise<void> = Promise.resolve()

  constructor(options: JournalOptions, lock: FolderLock, segments: Segment[], writer: Segment, next: number) {
    this.#options = options
    this.#lock = lock
    this.#segments = segments
    this.#writer = Promise.resolve(writer)
    this.#writing = { begun: options.clock.now(), presses: 0, broken: false }
    this.#next = next
  }

  /** Calls `listener` whenever there is more to publish or a segment has ended. */
  onChange(listener: () => void): void {
    this.#listener = listener
  }

  /** Presses on disk that the log is not known to have. */
  pending(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.pending, 0)
  }

  health(): JournalHealth {
    return this.#health
  }

  /** Resolves when the press is on disk; rejects with a `Failure` if it is not, and the next try may work again. */
  append(record: PressRecord): Promise<void> {
    if (this.#closed) return Promise.reject(new Failure('closed', 'the journal is closed'))
    const { begun, presses, broken } = this.#writing
    const age = this.#options.clock.now() - begun
    if (broken || presses >= (this.#options.limit ?? LIMIT) || age >= LONGEST) this.#roll()
    this.#writing.presses++
    const written = this.#write(this.#writer, this.#writing, record)
    this.#underWay.add(written)
    return written.finally(() => this.#underWay.delete(written))
  }

  /** The newest presses that the log is not known to have, at most so many, oldest first. */
  async unpublished(limit: number): Promise<Press[]> {
    const found: Press[] = []
    for (const segment of this.#segments.toReversed()) {
      if (segment.pending === 0 || found.length >= limit) continue
      await segment.load()
      for (let seq = segment.length; seq > segment.acknowledged && found.length < limit; seq--) {
        const record = segment.record(seq)
        if (record.kind === 'press') found.push(record.press)
      }
      if (segment !== this.#segments[0]) segment.unload()
    }
    return found.reverse()
  }

  /** The segment to publish from: the oldest one, its records in memory. */
  async oldest(): Promise<Segment | undefined> {
    const [segment] = this.#segments
    await segment?.load()
    return segment
  }

  /** The log has everything up to `seq` of this segment; lower than before if it has lost something. */
  acknowledge(segment: Segment, seq: number): void {
    segment.acknowledged = seq
    this.#cancelSave ??= this.#options.clock.after(SAVE_EVERY, () => {
      this.#cancelSave = undefined
      this.#saving = this.#save()
    })
  }

  /** Deletes a sealed segment that the log has wholly, as the publisher has just seen. */
  async finish(segment: Segment): Promise<void> {
    await segment.delete()
    this.#forget(segment)
  }

  /** Writes to the journal's disk as a press does, and takes it away again. Rejects with `storage_failed`. */
  async probe(): Promise<void> {
    if (this.#closed) throw new Failure('closed', 'the journal is closed')
    const path = join(this.#options.dir, `probe-${randomBytes(4).toString('hex')}`)
    try {
      await writeFile(path, 'probe\n', { mode: 0o600, flush: true })
    } catch (error) {
      throw asStorageFailure(error)
    } finally {
      await rm(path, { force: true })
    }
  }

  /** Waits until every press given so far is on disk or has failed. */
  async flush(): Promise<void> {
    await Promise.allSettled([...this.#underWay])
  }

  /** Waits for what is being written, saves the position and lets the folder go. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    try {
      const last = await this.#writer.catch(() => undefined)
      if (last) await this.#seal(last)
      this.#cancelSave?.()
      await this.#saving
      await this.#save()
    } finally {
      await this.#lock.release()
    }
  }

  async #write(writer: Promise<Segment>, writing: { broken: boolean }, record: PressRecord): Promise<void> {
    try {
      const segment = await writer
      await segment.append(record)
    } catch (error) {
      writing.broken = true
      const failure = asStorageFailure(error)
      if (this.#health.kind === 'ok') {
        this.#health = { kind: 'failing', since: this.#options.clock.now(), reason: failure.message }
      }
      throw failure
    }
    this.#health = { kind: 'ok' }
    this.#listener()
  }

  #roll(): void {
    this.#writing = { begun: this.#options.clock.now(), presses: 0, broken: false }
    this.#writer = this.#begin(this.#writer)
  }

  async #begin(before: Promise<Segment>): Promise<Segment> {
    const old = await before.catch(() => undefined)
    if (old) await this.#seal(old)
    const fresh = await Segment.create(segmentPath(this.#options.dir, this.#next++), this.#options.clock.now())
    this.#segments.push(fresh)
    return fresh
  }

  /** The old segment ends before a press goes into the new one, so no press is safe before an older one has been judged. */
  async #seal(old: Segment): Promise<void> {
    const { lines } = this.#options
    try {
      await old.seal()
    } catch (error) {
      lines.error({ path: old.path, reason: reason(error) }, 'a failed segment of the journal could not be tidied up')
    }
    if (this.#segments[0] !== old) old.unload()
    this.#listener()
  }

  #forget(segment: Segment): void {
    const index = this.#segments.indexOf(segment)
    if (index !== -1) this.#segments.splice(index, 1)
  }

  async #save(): Promise<void> {
    const [oldest] = this.#segments
    if (!oldest) return
    const { dir, lines } = this.#options
    try {
      await saveAcknowledged(positionPath(dir), { producer: oldest.producer, seq: oldest.acknowledged })
    } catch (error) {
      lines.warn({ dir, reason: reason(error) }, 'the acknowledged position could not be saved; it is sent again')
    }
  }
}

function positionPath(dir: string): string {
  return join(dir, 'acknowledged.json')
}

function asStorageFailure(error: unknown): Failure {
  if (isFailure(error)) return error
  return new Failure('storage_failed', `cannot write the journal: ${reason(error)}`, error)
}
