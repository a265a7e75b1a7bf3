/**
 * WebSocket frames from the relay (RFC 6455, 5.2). A server's frames are not masked, so the bytes of one are the same for
 * all clients: they are made once, and the same buffer is handed to every socket.
 */
const FIN_TEXT = 0x81
/** Payloads up to this length have it in the second byte; longer ones have 126 or 127 there, and the length behind it. */
const SHORT = 125
const MEDIUM = 0xffff

/** A whole text message as one frame. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const head = length <= SHORT ? 2 : length <= MEDIUM ? 4 : 10
  const frame = Buffer.allocUnsafeSlow(head + length)
  frame[0] = FIN_TEXT
  if (head === 2) frame[1] = length
  else if (head === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, head)
  return frame
}

/** Several frames in one piece: one write, one packet. */
export function joined(frames: readonly Buffer[]): Buffer {
  const [first] = frames
  return frames.length === 1 && first ? first : Buffer.concat(frames)
}
