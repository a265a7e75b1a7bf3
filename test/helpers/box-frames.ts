/**
 * Random frames of both directions, as wide as the protocol allows.
 *
 * How to extend: another frame is another record; `boxFrame` and `hostFrame` choose among them.
 */
import fc from 'fast-check'
import { encodeBoxFrame } from '../../protocol/box/encode.ts'
import { type BoxFrame, type HostFrame, LONGEST_FRAME } from '../../protocol/box/frame.ts'

const MOST = 0xffff_ffff

/** Small ones, as boxes say them, and those at the edges of what 32 bits hold. */
const number = fc.oneof(
  fc.nat(300),
  fc.constantFrom(0, 1, 0x7fff_ffff, 0x8000_0000, MOST),
  fc.integer({ min: 0, max: MOST }),
)
const upTo32 = fc.nat(32)
const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,16}$/)
const word = fc.stringMatching(/^[A-Za-z0-9_.-]{1,16}$/)

/** The longest words and numbers do not all fit into one hello: a box has to choose a shorter name. */
const hello = fc
  .record({
    kind: fc.constant('hello' as const),
    version: fc.nat(9),
    id,
    model: word,
    firmware: word,
    buttons: upTo32,
    lamps: upTo32,
    boot: number,
    seq: number,
  })
  .filter((frame) => encodeBoxFrame(frame).length <= LONGEST_FRAME)

const edge = fc.record({
  kind: fc.constant('edge' as const),
  boot: number,
  seq: number.map((seq) => Math.max(1, seq)),
  button: fc.nat(31),
  edge: fc.constantFrom('down' as const, 'up' as const),
  ms: number,
})

const heartbeat = fc.record({
  kind: fc.constant('heartbeat' as const),
  ms: number,
  bitmap: number,
  queued: number,
  lost: number,
})

const masks = { on: number, blink: number }

export const boxFrame: fc.Arbitrary<BoxFrame> = fc.oneof(
  hello,
  edge,
  heartbeat,
  fc.record({ kind: fc.constant('lamps_applied' as const), ...masks }),
  fc.record({ kind: fc.constant('refused' as const), reason: word }),
)

export const hostFrame: fc.Arbitrary<HostFrame> = fc.oneof(
  fc.record({ kind: fc.constant('ack' as const), boot: number, seq: number }),
  fc.record({ kind: fc.constant('lamps' as const), ...masks }),
  fc.constant({ kind: 'ask' as const }),
)
