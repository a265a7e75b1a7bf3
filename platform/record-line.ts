/**
 * One checked record as one line, `CRC32 JSON\n` (eight hex digits over the JSON's bytes): an operator reads a file of
 * them with `less`, and a program sees each flipped bit.
 */
import { crc32 } from 'node:zlib'

const LF = 0x0a
const CRC_DIGITS = 8

export type Line = { readonly body: Buffer; readonly end: number }

/** `json` must be one line, as `JSON.stringify` makes it without an indent. */
export function encodeRecord(json: string): Buffer {
  if (json.includes('\n')) throw new TypeError('a record is one line')
  const body = Buffer.from(json)
  return Buffer.concat([Buffer.from(`${checksum(body)} `), body, Buffer.of(LF)])
}

/** The JSON of a line (without its line feed), or `undefined` if a single byte of it is not what was written. */
export function decodeRecord(line: Buffer): string | undefined {
  const body = line.subarray(CRC_DIGITS + 1)
  const good = line.length > CRC_DIGITS && line.toString('latin1', 0, CRC_DIGITS + 1) === `${checksum(body)} `
  return good ? body.toString() : undefined
}

/** The finished lines of `bytes`; `end` is the offset behind the line feed. */
export function* finishedLines(bytes: Buffer): Generator<Line> {
  let start = 0
  for (let lf = bytes.indexOf(LF); lf !== -1; lf = bytes.indexOf(LF, start)) {
    yield { body: bytes.subarray(start, lf), end: lf + 1 }
    start = lf + 1
  }
}

function checksum(body: Buffer): string {
  return crc32(body).toString(16).padStart(CRC_DIGITS, '0')
}
