/** One line of a recording: what happened between a device and its source. Pure. */
import * as v from 'valibot'

const Hex = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{2})*$/u, 'must be bytes in hexadecimal'))
const When = {
  /** Milliseconds since the recording began; they begin anew where another recording was appended. */
  t: v.pipe(v.number(), v.minValue(0)),
  device: v.pipe(v.string(), v.minLength(1)),
}

export const RecordedLine = v.variant('kind', [
  v.object({ ...When, kind: v.literal('open') }),
  /** The device said this chunk. */
  v.object({ ...When, kind: v.literal('data'), hex: Hex }),
  /** The source wrote this chunk. */
  v.object({ ...When, kind: v.literal('write'), hex: Hex }),
  v.object({ ...When, kind: v.literal('gone'), reason: v.string() }),
])
export type RecordedLine = v.InferOutput<typeof RecordedLine>
