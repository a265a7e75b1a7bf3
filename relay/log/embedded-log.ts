/** `StoreLog` on one life of files. Appends are decided in the order of the calls and share one fdatasync. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { readIfThere, writeAtomically } from '../../platform/atomic-file.ts'
import { Failure, reason } from '../../platform/failure.ts'
import type { FolderLock } from '../../platform/folder-lock.ts'
import type { Clock } from '../../protocol/clock.ts'
import type { Entry } from '../../protocol/event.ts'
import { AppendQueue } from './embedded-append.ts'
import { writeMeta, writeSnapshot } from './embedded-files.ts'
import { followEmbedded } from './embedded-follow.ts'
import type { Life } from './embedded-life.ts'
import type { Append, Appended, Cursor, FollowEvent, Following, Position, Read, Snapshot, StoreLog } from './port.ts'

type Parts = {
  readonly store: string
  readonly clock: Clock
  readonly dir: string
  readonly life: Life
  readonly lock: FolderLock
}

export class EmbeddedLog implements StoreLog {
  readonly store: string
  readonly #clock: Clock
  readonly #dir: string
  readonly #life: Life
  readonly #lock: FolderLock
  readonly #queue: AppendQueue
  readonly #followings = new Set<Following>()
  #first: number
  #snapshot: Snapshot | undefined
  /** First offset of the segment that was written to when the snapshot was saved. */
  #covers: number
  /** Snapshots, trims and probes write small files, one after the other. */
  #upkeep: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | undefined

  constructor({ store, clock, dir, life, lock }: Parts) {
    this.store = store
    this.#clock = clock
    this.#dir = dir
    this.#life = life
    this.#lock = lock
    this.#queue = new AppendQueue(life, clock)
    this.#first = life.first
    const saved = life.snapshot
    this.#snapshot = saved && { epoch: life.epoch, offset: saved.offset, state: saved.state }
    this.#covers = life.snapshot?.covers ?? 0
  }

  append(record: Append): Promise<Appended> {
    return this.#closing ? Promise.reject(this.#closed()) : this.#queue.append(record)
  }

  async position(): Promise<Position> {
    this.#mustBeOpen()
    return this.#position()
  }

  async read(after: number, limit: number): Promise<Read> {
    this.#mustBeOpen()
    return this.#read(after, limit)
  }

  follow(cursor: Cursor, listener: (event: FollowEvent) => void): Following {
    this.#mustBeOpen()
    const following = followEmbedded({
      position: () => this.#position(),
      read: (after, limit) => this.#read(after, limit),
      queue: this.#queue,
      clock: this.#clock,
      cursor,
      listener,
    })
    this.#followings.add(following)
    return {
      stop: () => {
        this.#followings.delete(following)
        return following.stop()
      },
    }
  }

  async loadSnapshot(): Promise<Snapshot | undefined> {
    this.#mustBeOpen()
    return this.#snapshot
  }

  saveSnapshot({ epoch, offset, state }: Snapshot): Promise<boolean> {
    return this.#exclusively(async () => {
      const newer = offset > (this.#snapshot?.offset ?? -1) && offset <= this.#queue.offset
      if (epoch !== this.#life.epoch || !newer) return false
      const covers = this.#life.segments.activeFirst
      await writeSnapshot(this.#life.folder, { offset, state, covers, ...this.#life.dedup.dump() })
      this.#snapshot = { epoch, offset, state }
      this.#covers = covers
      return true
    })
  }

  trim(upTo: number): Promise<number> {
    return this.#exclusively(async () => {
      const first = Math.min(upTo, this.#snapshot?.offset ?? 0) + 1
      if (first > this.#first) {
        await writeMeta(this.#dir, { epoch: this.#life.epoch, first })
        this.#first = first
      }
      // A segment may go once the snapshot has what it says about producers and ids.
      await this.#life.segments.drop(this.#first, (segment) => segment.first < this.#covers)
      return this.#first
    })
  }

  probe(): Promise<number> {
    return this.#exclusively(async () => {
      const started = performance.now()
      const path = join(this.#life.folder, 'probe')
      const token = randomUUID()
      await writeAtomically(path, token)
      if ((await readIfThere(path))?.toString() === token) return performance.now() - started
      throw new Failure('storage_failed', `${path} is not what was just written to it`)
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#shutDown()
    return this.#closing
  }

  async #shutDown(): Promise<void> {
    for (const following of this.#followings) await following.stop()
    await this.#upkeep
    await this.#queue.idle()
    await this.#life.segments.close()
    await this.#lock.release()
  }

  #position(): Position {
    return { epoch: this.#life.epoch, first: this.#first, offset: this.#queue.offset, time: this.#clock.now() }
  }

  async #read(after: number, limit: number): Promise<Read> {
    const entries: Entry[] = []
    while (entries.length < limit) {
      const from = after + entries.length
      if (from + 1 < this.#first) return { kind: 'trimmed', first: this.#first }
      if (from >= this.#queue.offset) break
      const more = await this.#life.segments.read(from, limit - entries.length)
      if (!more || more.length === 0) return { kind: 'trimmed', first: this.#first }
      entries.push(...more)
    }
    return { kind: 'entries', entries }
  }

  async #exclusively<T>(task: () => Promise<T>): Promise<T> {
    this.#mustBeOpen()
    const before = this.#upkeep
    const mine = before.then(task)
    this.#upkeep = mine.catch(reason)
    try {
      return await mine
    } catch (error) {
      throw error instanceof Failure
        ? error
        : new Failure('storage_failed', `cannot keep ${this.#dir}: ${reason(error)}`)
    }
  }

  #mustBeOpen(): void {
    if (this.#closing) throw this.#closed()
  }

  #closed(): Failure {
    return new Failure('closed', `the log of store ${this.store} is closed`)
  }
}
