/**
 * An append-only file of checked records: the ground of the bridge's journal and of the embedded log.
 *
 * One record is one line, `CRC32 JSON\n` (eight hex digits over the JSON's bytes): an operator reads it with `less`.
 * `append` resolves after fdatasync; records that arrive during one sync share the next (group commit).
 * On opening, everything from the first bad line on is cut off. Bytes of a record that was never acknowledged (a torn
 * tail) may be dropped; a whole record behind the damage is kept in `<file>.damaged` and reported.
 */
import { type FileHandle, open, writeFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { Failure, reason } from './failure.ts'

export type Repair =
  | { readonly kind: 'clean' }
  /** Only an unfinished last record was cut: nothing acknowledged is lost. */
  | { readonly kind: 'torn'; readonly bytes: number }
  /** Acknowledged records may be among what was cut; it is kept in `savedAs`. */
  | { readonly kind: 'damaged'; readonly bytes: number; readonly records: number; readonly savedAs: string }

type Waiting = { readonly line: Buffer; readonly resolve: () => void; readonly reject: (error: Failure) => void }
type Health = { readonly kind: 'healthy' } | { readonly kind: 'failed'; readonly error: Failure }

const LF = 0x0a
const CRC_DIGITS = 8

export class RecordFile {
  readonly path: string
  readonly #handle: FileHandle
  #size: number
  #health: Health = { kind: 'healthy' }
  #waiting: Waiting[] = []
  #committing: Promise<void> | undefined

  private constructor(path: string, handle: FileHandle, size: number) {
    this.path = path
    this.#handle = handle
    this.#size = size
  }

  /** Opens or makes the file, gives each good record to `onRecord`, and cuts off what is behind the last good one. */
  static async open(path: string, onRecord: (json: string) => void): Promise<{ file: RecordFile; repair: Repair }> {
    const handle = await open(path, 'a+', 0o600)
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

  /** Resolves when the record is on disk. Rejects with `storage_failed` if it is not, and then it never will be. */
  append(json: string): Promise<void> {
    if (this.#health.kind === 'failed') return Promise.reject(this.#health.error)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line: encode(json), resolve, reject })
      this.#committing ??= this.#commitAll()
    })
  }

  /** Waits for what is being written, then closes. Later appends are refused. */
  async close(): Promise<void> {
    if (this.#health.kind === 'healthy') {
      this.#health = { kind: 'failed', error: new Failure('closed', `${this.path} is closed`) }
    }
    await this.#committing
    await this.#handle.close()
  }

  async #commitAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      try {
        await this.#commit(Buffer.concat(batch.map((waiting) => waiting.line)))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        const failure = new Failure('storage_failed', `cannot write ${this.path}: ${reason(error)}`, error)
        for (const { reject } of [...batch, ...this.#waiting.splice(0)]) reject(failure)
      }
    }
    this.#committing = undefined
  }

  async #commit(bytes: Buffer): Promise<void> {
    try {
      await this.#handle.appendFile(bytes)
    } catch (error) {
      // A full disk leaves half a record behind; without it the file is as good as before.
      await this.#handle.truncate(this.#size).catch((second: unknown) => this.#fail(second))
      throw error
    }
    try {
      await this.#handle.datasync()
    } catch (error) {
      // After a failed fsync Linux drops the dirty pages and says "fine" the next time (PostgreSQL's fsyncgate, 2018):
      // only opening the file anew tells what is really there.
      this.#fail(error)
      throw error
    }
    this.#size += bytes.length
  }

  #fail(error: unknown): void {
    this.#health = {
      kind: 'failed',
      error: new Failure('storage_failed', `${this.path} must be opened anew: ${reason(error)}`, error),
    }
  }
}

function encode(json: string): Buffer {
  const body = Buffer.from(json)
  return Buffer.concat([Buffer.from(`${checksum(body)} `), body, Buffer.of(LF)])
}

function checksum(body: Buffer): string {
  return crc32(body).toString(16).padStart(CRC_DIGITS, '0')
}

function decode(line: Buffer): string | undefined {
  const body = line.subarray(CRC_DIGITS + 1)
  const good = line.length > CRC_DIGITS && line.toString('latin1', 0, CRC_DIGITS + 1) === `${checksum(body)} `
  return good ? body.toString() : undefined
}

/** How many bytes from the start are whole, good records. */
function scan(bytes: Buffer, onRecord: (json: string) => void): number {
  let good = 0
  for (const { line, end } of lines(bytes)) {
    const json = decode(line)
    if (json === undefined) break
    onRecord(json)
    good = end
  }
  return good
}

function* lines(bytes: Buffer): Generator<{ line: Buffer; end: number }> {
  let start = 0
  for (let lf = bytes.indexOf(LF); lf !== -1; lf = bytes.indexOf(LF, start)) {
    yield { line: bytes.subarray(start, lf), end: lf + 1 }
    start = lf + 1
  }
}

async function mend(path: string, handle: FileHandle, bytes: Buffer, good: number): Promise<Repair> {
  if (good === bytes.length) return { kind: 'clean' }
  const bad = bytes.subarray(good)
  let records = 0
  for (const { line } of lines(bad)) if (decode(line) !== undefined) records++
  const savedAs = `${path}.damaged`
  if (records > 0) await writeFile(savedAs, bad, { mode: 0o600 })
  await handle.truncate(good)
  await handle.datasync()
  return records > 0 ? { kind: 'damaged', bytes: bad.length, records, savedAs } : { kind: 'torn', bytes: bad.length }
}
