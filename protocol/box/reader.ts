/**
 * Frames out of a line's bytes.
 *
 * A frame stands at the end of a line, from its last `$`: bytes from before the port was opened stick to the first one.
 * Every byte is in a frame, held back because its line has not ended, or counted as discarded.
 */
import { crc16 } from './crc.ts'
import { LONGEST_FRAME } from './frame.ts'

export type FrameReader = {
  /** The last bytes of a line that has not ended; never more than the longest frame. */
  readonly held: Uint8Array
}

export const EMPTY_READER: FrameReader = { held: new Uint8Array(0) }

export type ReadResult<Frame> = {
  readonly reader: FrameReader
  readonly frames: readonly Frame[]
  /** Bytes in no frame. */
  readonly discarded: number
  /** Lines that look like a frame and whose checksum is wrong: the cable is bad, or bytes were lost. */
  readonly crcErrors: number
}

const DOLLAR = 0x24
const STAR = 0x2a
const LF = 0x0a
const CR = 0x0d
/** `*CCCC` */
const TAIL = 5

/** `parse` reads the body between `$` and `*`; what it cannot read is discarded. */
export function readFrames<Frame>(
  { held }: FrameReader,
  chunk: Uint8Array,
  parse: (body: string) => Frame | undefined,
): ReadResult<Frame> {
  const bytes = joined(held, chunk)
  const frames: Frame[] = []
  let [discarded, crcErrors, start] = [0, 0, 0]
  for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, start)) {
    const line = bytes.subarray(start, end + 1)
    const read = readLine(line, parse)
    if (read.kind === 'frame') frames.push(read.frame)
    if (read.kind === 'crc_error') crcErrors++
    discarded += read.kind === 'frame' ? read.before : line.length
    start = end + 1
  }
  const rest = unfinished(bytes.subarray(start))
  return { reader: { held: rest.held }, frames, discarded: discarded + rest.discarded, crcErrors }
}

type Line<Frame> =
  | { readonly kind: 'frame'; readonly frame: Frame; readonly before: number }
  | { readonly kind: 'crc_error' }
  | { readonly kind: 'noise' }

function readLine<Frame>(line: Uint8Array, parse: (body: string) => Frame | undefined): Line<Frame> {
  const before = line.lastIndexOf(DOLLAR)
  const end = endOf(line.subarray(0, -1))
  const star = end - TAIL
  if (before === -1 || line[star] !== STAR || end - before >= LONGEST_FRAME) {
    return { kind: 'noise' }
  }
  const body = line.subarray(before + 1, star)
  const crc = text(line.subarray(star + 1, end))
  if (!/^[0-9A-F]{4}$/u.test(crc)) return { kind: 'noise' }
  if (Number.parseInt(crc, 16) !== crc16(body)) return { kind: 'crc_error' }
  const frame = parse(text(body))
  return frame === undefined ? { kind: 'noise' } : { kind: 'frame', frame, before }
}

/** Of a line that has not ended only what can still become a frame is held: from its last `$` on, if not too long. */
function unfinished(bytes: Uint8Array): { held: Uint8Array; discarded: number } {
  const start = bytes.lastIndexOf(DOLLAR)
  const kept = start === -1 || endOf(bytes) - start >= LONGEST_FRAME ? bytes.length : start
  // A copy: a driver may use its buffer again.
  return { held: Uint8Array.from(bytes.subarray(kept)), discarded: kept }
}

/** A terminal in between may have made CR LF of the newline. */
function endOf(bytes: Uint8Array): number {
  return bytes.at(-1) === CR ? bytes.length - 1 : bytes.length
}

function joined(held: Uint8Array, chunk: Uint8Array): Uint8Array {
  if (held.length === 0) return chunk
  const bytes = new Uint8Array(held.length + chunk.length)
  bytes.set(held)
  bytes.set(chunk, held.length)
  return bytes
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
