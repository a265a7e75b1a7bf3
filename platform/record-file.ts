/**
 * An append-only file of checked records (record-line.ts): the ground of the bridge's journal and of the embedded log.
 *
 * `append` resolves after fdatasync; records that arrive during one sync share the next (group commit).
 * On opening, everything from the first bad line on is cut off. Bytes of a record that was never acknowledged (a torn
 * tail) may be dropped; anything more is kept in `<file>.damaged-<n>` and reported.
 */
import { constants } from 'node:fs'
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { Failure, reason, systemCode } from './failure.ts'
import { decodeRecord, encodeRecord, finishedLines } from './record-line.ts'

export type Repair =
  | { readonly kind: 'clean' }
  /** Only an unfinished last record was cut: nothing acknowledged is lost. */
  | { readonly kind: 'torn'; readonly bytes: number }
  /**
   * Acknowledged records may be among what was cut; it is kept in `savedAs`. `records` of them were still whole.
   * A write that a crash cuts short has no end of line, so a finished line that is bad was good once.
   */
  | { readonly kind: 'damaged'; readonly bytes: number; readonly records: number; readonly savedAs: string }

type Waiting = { readonly bytes: Buffer; readonly resolve: () => void; readonly reject: (error: Failure) => void }
type Tail = 'sound' | 'soiled'

/** Not O_APPEND: Windows cannot shorten a file that was opened for appending. */
const READ_WRITE_CREATE = constants.O_RDWR | constants.O_CREAT

export class RecordFile {
  readonly path: string
  readonly #handle: FileHandle
  #size: number
  #tail: Tail = 'sound'
  #closed = false
  #waiting: Waiting[] = []
  #committing: Promise<void> | undefined

  private constructor(path: string, handle: FileHandle, size: number) {
    this.path = path
    this.#handle = handle
    this.#size = size
  }

  /** Opens or makes the file, gives each good record to `onRecord`, and cuts off what is behind the last good one. */
  static async open(path: string, onRecord: (json: string) => void): Promise<{ file: RecordFile; repair: Repair }> {
    const handle = await open(path, READ_WRITE_CREATE, 0o600)
    try {
      const bytes = await handle.readFile()
      const good = scan(bytes, onRecord)
      const repair = await mend(path, handle, bytes, good)
      return { file: new RecordFile(path, handle, good), repair }
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  /** Bytes on disk, all of them whole records. */
  get size(): number {
    return this.#size
  }

  /** Resolves when the record is on disk. Rejects with `storage_failed` if it is not; the next append may go well. */
  append(json: string): Promise<void> {
    return this.appendAll([json])
  }

  /** The same for several records at once: they share one write and one sync, and fail together. */
  appendAll(records: readonly string[]): Promise<void> {
    if (this.#closed) return Promise.reject(new Failure('closed', `${this.path} is closed`))
    const bytes = Buffer.concat(records.map(encodeRecord))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes, resolve, reject })
      this.#committing ??= this.#commitAll()
    })
  }

  /** Waits for what is being written, then closes. Later appends are refused. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#committing
    await this.#handle.close()
  }

  async #commitAll(): Promise<void> {
    // Records that are appended in the same turn share the first sync, too.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      try {
        await this.#commit(Buffer.concat(batch.map((waiting) => waiting.bytes)))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        const failure = new Failure('storage_failed', `cannot write ${this.path}: ${reason(error)}`, error)
        for (const { reject } of [...batch, ...this.#waiting.splice(0)]) reject(failure)
      }
    }
    this.#committing = undefined
  }

  async #commit(bytes: Buffer): Promise<void> {
    if (this.#tail === 'soiled') await this.#wipe()
    try {
      await writeAll(this.#handle, bytes, this.#size)
      await this.#handle.datasync()
    } catch (error) {
      this.#tail = 'soiled'
      // If the disk refuses this as well, the next append tries again before it writes.
      await this.#wipe().catch(() => 'soiled')
      throw error
    }
    this.#size += bytes.length
  }

  /**
   * Takes away what a failed commit may have left. A full disk leaves half a record. After a failed fsync, Linux
   * drops the dirty pages and says "fine" the next time (PostgreSQL's fsyncgate, 2018), so nothing written since the
   * last good sync is trusted: it is cut off, which also makes the kernel write the page at the cut again.
   */
  async #wipe(): Promise<void> {
    await this.#handle.truncate(this.#size)
    await this.#handle.datasync()
    this.#tail = 'sound'
  }
}

/** Reads a file of records without touching it. Says what opening it for writing would find. */
export async function readRecords(path: string, onRecord: (json: string) => void): Promise<Repair['kind']> {
  const bytes = await readFile(path)
  return verdict(bytes.subarray(scan(bytes, onRecord)))
}

/** How many bytes from the start are whole, good records. */
function scan(bytes: Buffer, onRecord: (json: string) => void): number {
  let good = 0
  for (const { body, end } of finishedLines(bytes)) {
    const json = decodeRecord(body)
    if (json === undefined) break
    onRecord(json)
    good = end
  }
  return good
}

/** What is behind the last good record. */
function verdict(bad: Buffer): Repair['kind'] {
  if (bad.length === 0) return 'clean'
  // A good record and one byte more: its line feed was hit.
  return bad.includes('\n') || decodeRecord(bad.subarray(0, -1)) !== undefined ? 'damaged' : 'torn'
}

async function mend(path: string, handle: FileHandle, bytes: Buffer, good: number): Promise<Repair> {
  const bad = bytes.subarray(good)
  const kind = verdict(bad)
  if (kind === 'clean') return { kind }
  const savedAs = kind === 'damaged' ? await keep(path, bad) : undefined
  await handle.truncate(good)
  await handle.datasync()
  if (savedAs === undefined) return { kind: 'torn', bytes: bad.length }
  const records = [...finishedLines(bad)].filter(({ body }) => decodeRecord(body) !== undefined).length
  return { kind: 'damaged', bytes: bad.length, records, savedAs }
}

/** Saves the cut-off bytes beside the file, under the first free name. */
async function keep(path: string, bytes: Buffer): Promise<string> {
  for (let n = 1; ; n++) {
    const savedAs = `${path}.damaged-${n}`
    const handle = await open(savedAs, 'wx', 0o600).catch((error: unknown) => {
      if (systemCode(error) === 'EEXIST') return undefined
      throw error
    })
    if (!handle) continue
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return savedAs
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}
