/**
 * As much of RFC 6455 as a client needs that is to cost less than the server it measures: frames are found in the bytes
 * of the socket where they lie, and counted by their lengths.
 */
import { randomBytes } from 'node:crypto'

export const TEXT = 1
export const CLOSE = 8
export const PING = 9
export const PONG = 10

/** A frame's payload is `bytes` from `start` to `end`, good until this returns. */
export type OnFrame = (opcode: number, bytes: Buffer, start: number, end: number) => void

/** A client's frame: final, masked (5.3). */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const head = length < 126 ? Buffer.from([0x80 | opcode, 0x80 | length]) : longHead(opcode, length)
  const mask = randomBytes(4)
  const masked = Buffer.alloc(length)
  for (let i = 0; i < length; i++) masked[i] = (payload[i] ?? 0) ^ (mask[i & 3] ?? 0)
  return Buffer.concat([head, mask, masked])
}

function longHead(opcode: number, length: number): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt8(0x80 | opcode, 0)
  head.writeUInt8(0x80 | 126, 1)
  head.writeUInt16BE(length, 2)
  return head
}

/** Finds the frames of one connection; what is cut off waits for its rest. */
export class FrameReader {
  #rest: Buffer | undefined

  /** `chunk` is the socket's own, and is written over after this. */
  take(chunk: Buffer, onFrame: OnFrame): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    while (at < bytes.length) {
      const start = payloadStart(bytes, at)
      const end = start === undefined ? Number.POSITIVE_INFINITY : start + payloadLength(bytes, at)
      if (start === undefined || end > bytes.length) break
      onFrame(opcodeOf(bytes, at), bytes, start, end)
      at = end
    }
    this.#rest = at === bytes.length ? undefined : Buffer.from(bytes.subarray(at))
  }
}

/** Undefined: the head is not there yet. */
function payloadStart(bytes: Buffer, at: number): number | undefined {
  const second = bytes[at + 1]
  if (second === undefined) return undefined
  if ((second & 0x80) !== 0) throw new Error('a server must not mask (RFC 6455, 5.1)')
  const head = second < 126 ? 2 : second === 126 ? 4 : 10
  return at + head <= bytes.length ? at + head : undefined
}

function payloadLength(bytes: Buffer, at: number): number {
  const second = bytes[at + 1] ?? 0
  if (second < 126) return second
  return second === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
}

function opcodeOf(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0
  if ((first & 0x80) === 0) throw new Error('fragmented frames are not read here; no peer sends any')
  return first & 0x0f
}
