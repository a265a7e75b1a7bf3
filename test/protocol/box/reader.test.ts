/** Frames out of bytes: whatever is on the line, each byte is in a frame, held, or counted. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc16 } from '../../../protocol/box/crc.ts'
import { encodeBoxFrame } from '../../../protocol/box/encode.ts'
import { LONGEST_FRAME } from '../../../protocol/box/frame.ts'
import { parseBoxFrame } from '../../../protocol/box/parse.ts'
import { EMPTY_READER, readFrames } from '../../../protocol/box/reader.ts'
import { boxFrame } from '../../helpers/box-frames.ts'

type Read = { frames: unknown[]; discarded: number; crcErrors: number; held: string }

/** Reads chunk by chunk. */
function read<Frame>(chunks: readonly string[], parse: (body: string) => Frame | undefined): Read {
  const all: Read = { frames: [], discarded: 0, crcErrors: 0, held: '' }
  let reader = EMPTY_READER
  for (const chunk of chunks) {
    const result = readFrames(reader, Uint8Array.from(Buffer.from(chunk, 'latin1')), parse)
    reader = result.reader
    all.frames.push(...result.frames)
    all.discarded += result.discarded
    all.crcErrors += result.crcErrors
    if (reader.held.length > LONGEST_FRAME) throw new Error(`${reader.held.length} bytes are held`)
  }
  return { ...all, held: Buffer.from(reader.held).toString('latin1') }
}

const whole = (body: string) => body
const heard = (...chunks: readonly string[]) => read(chunks, whole)
const framed = (body: string) => {
  const crc = crc16(Uint8Array.from(Buffer.from(body, 'latin1')))
  return `$${body}*${crc.toString(16).toUpperCase().padStart(4, '0')}\n`
}

const BEAT = '$B 1 2 3 4*BDA7\n'

describe('a frame', () => {
  it('is read', () => {
    expect(heard(BEAT)).toEqual({ frames: ['B 1 2 3 4'], discarded: 0, crcErrors: 0, held: '' })
  })

  it('is read when its newline has come, and held until then', () => {
    expect(heard('$B 1 2', ' 3 4*BDA')).toEqual({ frames: [], discarded: 0, crcErrors: 0, held: '$B 1 2 3 4*BDA' })
    expect(heard('$B 1 2', ' 3 4*BDA', '7\n').frames).toEqual(['B 1 2 3 4'])
  })

  it('is held although the driver uses its buffer again', () => {
    const buffer = Uint8Array.from(Buffer.from(BEAT.slice(0, -1), 'latin1'))
    const { reader } = readFrames(EMPTY_READER, buffer, whole)
    buffer.fill(0)
    expect(readFrames(reader, Uint8Array.of(0x0a), whole).frames).toEqual(['B 1 2 3 4'])
  })

  it('is read behind bytes of before the port was opened, which are counted', () => {
    expect(heard(`2 3 4*BDA7${BEAT}`)).toMatchObject({ frames: ['B 1 2 3 4'], discarded: 10 })
    expect(heard(`$E 1 2 0${BEAT}`)).toMatchObject({ frames: ['B 1 2 3 4'], discarded: 8, crcErrors: 0 })
  })

  it('may end with CR LF', () => {
    expect(heard('$B 1 2 3 4*BDA7\r\n')).toMatchObject({ frames: ['B 1 2 3 4'], discarded: 0 })
    expect(heard('$B 1 2 3 4*BDA7\r', '\n')).toMatchObject({ frames: ['B 1 2 3 4'], discarded: 0 })
  })

  it('of 64 bytes is the longest', () => {
    const body = 'x'.repeat(LONGEST_FRAME - 7)
    expect(framed(body)).toHaveLength(LONGEST_FRAME)
    expect(heard(framed(body))).toMatchObject({ frames: [body], discarded: 0 })
    expect(heard(framed(body).replace('\n', '\r\n'))).toMatchObject({ frames: [body], discarded: 0 })
    expect(heard(framed(body).replace('\n', '\r'), '\n')).toMatchObject({ frames: [body], discarded: 0 })
    expect(heard(framed(`x${body}`))).toEqual({ frames: [], discarded: LONGEST_FRAME + 1, crcErrors: 0, held: '' })
  })
})

describe('no frame, but counted', () => {
  it.each([
    ['an empty line', '\n'],
    ['words', 'hello\n'],
    ['a frame without `$`', 'B 1 2 3 4*BDA7\n'],
    ['a frame without `*`', '$B 1 2 3 4 BDA7\n'],
    ['a checksum in small letters', '$B 1 2 3 4*bda7\n'],
    ['a checksum that is cut', '$B 1 2 3 4*BDA\n'],
    ['a checksum that is too long', '$B 1 2 3 4*0BDA7\n'],
    ['something behind it', '$B 1 2 3 4*BDA7 \n'],
    ['two carriage returns', '$B 1 2 3 4*BDA7\r\r\n'],
    ['a `$` in its middle', '$B 1 $2 3 4*BDA7\n'],
  ])('%s', (_what, text) => {
    expect(heard(text)).toMatchObject({ frames: [], discarded: text.length, held: '' })
  })

  it('a wrong checksum, which is counted as such', () => {
    expect(heard('$B 1 2 3 5*BDA7\n')).toMatchObject({ frames: [], discarded: 16, crcErrors: 1 })
  })

  it('a right checksum with a wrong form, which is the fault of the box and not of the cable', () => {
    const text = framed('B 1 2 3')
    expect(read([text], parseBoxFrame)).toEqual({ frames: [], discarded: text.length, crcErrors: 0, held: '' })
  })

  it('a line that never ends is not held', () => {
    expect(heard('$', 'x'.repeat(62))).toMatchObject({ discarded: 0, held: `$${'x'.repeat(62)}` })
    expect(heard('$', 'x'.repeat(63))).toMatchObject({ discarded: 64, held: '' })
    expect(heard('no dollar')).toMatchObject({ discarded: 9, held: '' })
    expect(heard('$old $new')).toMatchObject({ discarded: 5, held: '$new' })
  })
})

/** Bytes as a line may carry them: frames, halves of frames, and all that looks nearly like one. */
const scrap = fc.oneof(
  boxFrame.map(encodeBoxFrame),
  boxFrame.map((frame) => encodeBoxFrame(frame).replace('\n', '\r\n')),
  boxFrame.map((frame) => encodeBoxFrame(frame).slice(3)),
  boxFrame.map((frame) => encodeBoxFrame(frame).slice(0, -4)),
  boxFrame.map((frame) => encodeBoxFrame(frame).replace(/.\n$/u, 'Z\n')),
  fc.string({ unit: fc.constantFrom('$', '*', '\n', '\r', ' ', 'B', '0', 'F'), maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('$', 'x'), minLength: 50, maxLength: 80 }),
  fc.stringMatching(/^[A-Z]? ?[0-9 ]{0,20}$/).map(framed),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
)
const stream = fc.array(scrap, { maxLength: 12 }).map((scraps) => scraps.join(''))

function cut(text: string, lengths: readonly number[]): string[] {
  const chunks: string[] = []
  let at = 0
  for (const length of lengths) {
    chunks.push(text.slice(at, at + length))
    at += length
  }
  return [...chunks, text.slice(at)]
}

/** The same in another way: line by line, of the whole stream, by a regular expression. */
function readAtOnce(text: string): Read {
  const lines = text.split('\n')
  const rest = lines.pop() ?? ''
  const all: Read = { frames: [], discarded: 0, crcErrors: 0, held: /\$[^$]{0,62}\r?$/u.exec(rest)?.[0] ?? '' }
  all.discarded = rest.length - all.held.length
  for (const line of lines) {
    const [, before = '', frame = '', body = '', crc = ''] = /^(.*?)(\$([^$]*)\*([0-9A-F]{4}))\r?$/su.exec(line) ?? []
    const fits = frame !== '' && frame.length + 1 <= LONGEST_FRAME
    const isRight = fits && framed(body) === `$${body}*${crc}\n`
    if (fits && !isRight) all.crcErrors++
    if (isRight) all.frames.push(body)
    all.discarded += isRight ? before.length : line.length + 1
  }
  return all
}

describe('any bytes', () => {
  it('are read the same however they are cut into chunks, and none is forgotten', () => {
    const lengths = fc.array(fc.nat(30), { maxLength: 40 })
    fc.assert(
      fc.property(stream, lengths, (text, cuts) => {
        const wanted = readAtOnce(text)
        expect(heard(text)).toEqual(wanted)
        expect(read(cut(text, cuts), whole)).toEqual(wanted)
        expect(read([...text], whole)).toEqual(wanted)
      }),
      { numRuns: 300 },
    )
  })

  it('before a frame on its line do not hide it', () => {
    const noise = fc.oneof(stream, fc.constant('')).map((text) => text.replaceAll('\n', '$'))
    const line = fc.record({ noise, frame: boxFrame })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.array(fc.nat(30)), (lines, cuts) => {
        const text = lines.map(({ noise: before, frame }) => before + encodeBoxFrame(frame)).join('')
        const { frames, discarded, crcErrors, held } = read(cut(text, cuts), parseBoxFrame)
        expect(frames).toEqual(lines.map(({ frame }) => frame))
        expect({ discarded, crcErrors, held }).toEqual({
          discarded: lines.reduce((sum, { noise: before }) => sum + before.length, 0),
          crcErrors: 0,
          held: '',
        })
      }),
      { numRuns: 300 },
    )
  })
})
