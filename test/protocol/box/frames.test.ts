/** The line protocol letter by letter: what a frame looks like, and that nothing else is one. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc16 } from '../../../protocol/box/crc.ts'
import { encodeBoxFrame, encodeHostFrame } from '../../../protocol/box/encode.ts'
import { type BoxFrame, type HostFrame, LONGEST_FRAME } from '../../../protocol/box/frame.ts'
import { parseBoxFrame, parseHostFrame } from '../../../protocol/box/parse.ts'
import { EMPTY_READER, readFrames } from '../../../protocol/box/reader.ts'
import { boxFrame, hostFrame } from '../../helpers/box-frames.ts'

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))

/** The remainder of a long division by the polynomial, bit by bit as one does it on paper. */
function crcOnPaper(bytes: Uint8Array): number {
  let remainder = 0xffffn
  for (const byte of [...bytes].flatMap((value) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (value >> bit) & 1))) {
    remainder = (remainder << 1n) ^ (BigInt(byte) << 16n)
    if (remainder & 0x10000n) remainder ^= 0x11021n
  }
  return Number(remainder)
}

describe('the checksum', () => {
  it('has the known value of CRC-16/CCITT-FALSE', () => {
    expect(crc16(bytesOf('123456789'))).toBe(0x29b1)
    expect(crc16(new Uint8Array(0))).toBe(0xffff)
  })

  it('is the remainder of the division', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => crc16(bytes) === crcOnPaper(bytes)))
  })
})

describe('a frame of a box', () => {
  it.each<[string, BoxFrame]>([
    [
      '$H 1 A1 till-box 1.0 2 3 42 7*57A2\n',
      {
        kind: 'hello',
        version: 1,
        id: 'A1',
        model: 'till-box',
        firmware: '1.0',
        buttons: 2,
        lamps: 3,
        boot: 42,
        seq: 7,
      },
    ],
    ['$E 42 8 1 D 4294967295*1927\n', { kind: 'edge', boot: 42, seq: 8, button: 1, edge: 'down', ms: 4_294_967_295 }],
    ['$E 42 9 0 U 0*4DA3\n', { kind: 'edge', boot: 42, seq: 9, button: 0, edge: 'up', ms: 0 }],
    ['$B 61000 5 2 4*478F\n', { kind: 'heartbeat', ms: 61_000, bitmap: 5, queued: 2, lost: 4 }],
    ['$K 3 1*67B4\n', { kind: 'lamps_applied', on: 3, blink: 1 }],
    ['$N crc*0847\n', { kind: 'refused', reason: 'crc' }],
  ])('%j', (text, frame) => {
    expect(encodeBoxFrame(frame)).toBe(text)
    expect(parseBoxFrame(text.slice(1, -6))).toEqual(frame)
  })

  it('is the same after it was written and read', () => {
    fc.assert(
      fc.property(boxFrame, (frame) => {
        expect(readFrames(EMPTY_READER, bytesOf(encodeBoxFrame(frame)), parseBoxFrame)).toEqual({
          reader: EMPTY_READER,
          frames: [frame],
          discarded: 0,
          crcErrors: 0,
        })
      }),
    )
  })

  it.each([
    ['', 'nothing'],
    ['E', 'a letter alone'],
    ['X 1 2', 'a letter that is not known'],
    ['e 1 2 0 D 5', 'a lower-case letter'],
    ['E 1 2 0 D', 'a word too few'],
    ['E 1 2 0 D 5 6', 'a word too many'],
    ['E 1 2 0 D 5 ', 'a blank behind it'],
    ['E  1 2 0 D 5', 'two blanks'],
    ['E 1 2 0 d 5', 'a way that is none'],
    ['E 1 0 0 D 5', 'event 0: they count from 1'],
    ['E 1 2 32 D 5', 'a button behind the last one of a mask'],
    ['E 1 2 0 D 4294967296', 'a number of more than 32 bits'],
    ['E 1 2 0 D 05', 'a leading zero'],
    ['E 1 2 0 D +5', 'a sign'],
    ['E 1 -2 0 D 5', 'a negative number'],
    ['E 1 2 0 D 5.0', 'a fraction'],
    ['E 1 2 0 D 0x5', 'another base'],
    ['E 1 2 0 D 1e3', 'an exponent'],
    ['E 1 2 0 D ٥', 'digits that are not ASCII'],
    ['B 1 2 3', 'a heartbeat without `lost`'],
    ['B 1 2 3 4 5', 'a heartbeat with more'],
    ['K 1', 'lamps without blinking'],
    ['N', 'no reason'],
    ['N a b', 'two reasons'],
    ['H 1 A1 m 1.0 2 2 1', 'a hello without `seq`'],
    ['H 1 A1 m 1.0 2 2 1 0 0', 'a hello with more'],
    ['H x A1 m 1.0 2 2 1 0', 'a version that is none'],
    ['H 1 A.1 m 1.0 2 2 1 0', 'an id with a full stop'],
    ['H 1 A1234567890123456 m 1.0 2 2 1 0', 'an id of more than 16 letters'],
    ['H 1  m 1.0 2 2 1 0', 'an empty id'],
    ['H 1 A1 m/n 1.0 2 2 1 0', 'a model with a slash'],
    ['H 1 A1 m 1/0 2 2 1 0', 'a firmware with a slash'],
    ['H 1 A1 m 1.0 33 2 1 0', 'more buttons than a mask has bits'],
    ['H 1 A1 m 1.0 2 33 1 0', 'more lamps than a mask has bits'],
    ['A 1 2', 'a frame of the host'],
  ])('is not %j: %s', (body) => {
    expect(parseBoxFrame(body)).toBeUndefined()
  })
})

describe('a frame of the host', () => {
  it.each<[string, HostFrame]>([
    ['$A 42 7*249B\n', { kind: 'ack', boot: 42, seq: 7 }],
    ['$L 3 1*0060\n', { kind: 'lamps', on: 3, blink: 1 }],
    ['$?*264C\n', { kind: 'ask' }],
  ])('%j', (text, frame) => {
    expect(encodeHostFrame(frame)).toBe(text)
    expect(parseHostFrame(text.slice(1, -6))).toEqual(frame)
  })

  it('is the same after it was written and read', () => {
    fc.assert(
      fc.property(hostFrame, (frame) => {
        const { frames, discarded } = readFrames(EMPTY_READER, bytesOf(encodeHostFrame(frame)), parseHostFrame)
        expect(frames).toEqual([frame])
        expect(discarded).toBe(0)
      }),
    )
  })

  it.each([
    ['', 'nothing'],
    ['? ', 'a question with a blank'],
    ['? 1', 'a question with a number'],
    ['A 1', 'an acknowledgement without `seq`'],
    ['A 1 2 3', 'an acknowledgement with more'],
    ['A 1 4294967296', 'a number of more than 32 bits'],
    ['L 01 1', 'a leading zero'],
    ['L 1 ', 'an empty mask'],
    ['M 1 2', 'a letter that is not known'],
    ['K 1 2', 'a frame of the box'],
  ])('is not %j: %s', (body) => {
    expect(parseHostFrame(body)).toBeUndefined()
  })
})

describe('a bit that flips on the way', () => {
  it('never makes another frame, unless the checksum of what is left happens to fit', () => {
    const anyFrame = fc.oneof(boxFrame.map(encodeBoxFrame), hostFrame.map(encodeHostFrame))
    const parseAny = (body: string) => parseBoxFrame(body) ?? parseHostFrame(body)
    fc.assert(
      fc.property(anyFrame, (sent) => {
        for (let bit = 0; bit < sent.length * 8; bit++) {
          const bytes = bytesOf(sent)
          bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          const { frames } = readFrames(EMPTY_READER, bytes, parseAny)
          if (frames.length > 0 && !collides(bytes)) expect.fail(`bit ${bit} of ${sent}`)
        }
      }),
    )
  })

  /** A flip can make a `$` in the middle, from which a shorter frame would begin: one in 65,536 of these fits. */
  function collides(bytes: Uint8Array): boolean {
    const line = Buffer.from(bytes).toString('latin1')
    const [, body = '', crc = ''] = /\$([^$]*)\*([0-9A-F]{4})\n$/u.exec(line) ?? []
    return crc !== '' && crcOnPaper(bytesOf(body)) === Number.parseInt(crc, 16)
  }
})

it('fits every frame of numbers into 64 bytes', () => {
  const most = 4_294_967_295
  const longest: (BoxFrame | HostFrame)[] = [
    { kind: 'edge', boot: most, seq: most, button: 31, edge: 'down', ms: most },
    { kind: 'heartbeat', ms: most, bitmap: most, queued: most, lost: most },
    { kind: 'lamps_applied', on: most, blink: most },
    { kind: 'ack', boot: most, seq: most },
    { kind: 'lamps', on: most, blink: most },
  ]
  for (const frame of longest) {
    const text =
      frame.kind === 'ack' || frame.kind === 'lamps' || frame.kind === 'ask'
        ? encodeHostFrame(frame)
        : encodeBoxFrame(frame)
    expect(text.length).toBeLessThanOrEqual(LONGEST_FRAME)
  }
})
