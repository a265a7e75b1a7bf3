/**
 * The client's `ping`, and nothing else, read and answered without JSON and schema: each of ten thousand screens sends one
 * every two seconds. Whatever is not exactly the plain form goes the long way, so this can only ever be faster.
 */
const BEFORE = Buffer.from('{"type":"ping","time":')
/** A JSON number without exponent, as every client writes the time of its clock. */
const PLAIN_NUMBER = /^(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,12})?$/u
const LONGEST = BEFORE.length + 30
const CLOSING_BRACE = 0x7d

/** The `time` of a plain ping; undefined: something else, or a ping that says more. */
export function quickPing(data: Buffer): number | undefined {
  const end = data.length - 1
  if (end <= BEFORE.length || end > LONGEST || data[end] !== CLOSING_BRACE) return undefined
  if (data.compare(BEFORE, 0, BEFORE.length, 0, BEFORE.length) !== 0) return undefined
  const digits = data.toString('latin1', BEFORE.length, end)
  return PLAIN_NUMBER.test(digits) ? Number(digits) : undefined
}

/** The message that answers it. */
export function quickPong(time: number, echo: number): string {
  return `{"type":"pong","time":${time},"echo":${echo}}`
}
