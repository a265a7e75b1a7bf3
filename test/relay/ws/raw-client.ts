/**
 * A WebSocket client that is nothing but bytes over TCP, so that a test can break any rule of RFC 6455.
 *
 * How to extend: `clientFrame` builds a frame, right unless it is told otherwise; `RawClient.write` sends any bytes.
 * `frame()` waits for the next frame from the relay and checks that it is one a server may send.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { SUBPROTOCOL } from '../../../protocol/message.ts'

export const OPCODE = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** The example of RFC 6455, 1.3, and its answer. */
export const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
export const ACCEPT = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='

export type FrameOptions = {
  readonly fin?: boolean
  /** The three reserved bits, 0 to 7. */
  readonly reserved?: number
  /** Four bytes; `null`: the frame is not masked, as no client may send one. */
  readonly mask?: Buffer | null
  /** The length that the head claims. */
  readonly claims?: bigint
}

export function clientFrame(opcode: number, payload: Buffer | string = '', options: FrameOptions = {}): Buffer {
  const { fin = true, reserved = 0, mask = randomBytes(4) } = options
  const data = Buffer.from(payload)
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode
  const masked = mask ? data.map((byte, i) => byte ^ (mask[i % 4] ?? 0)) : data
  const length = lengthBytes(options.claims ?? BigInt(data.length), mask ? 0x80 : 0)
  return Buffer.concat([Buffer.from([first]), length, mask ?? Buffer.alloc(0), masked])
}

function lengthBytes(length: bigint, maskBit: number): Buffer {
  if (length <= 125n) return Buffer.from([maskBit | Number(length)])
  const bytes = Buffer.alloc(length <= 0xffffn ? 3 : 9)
  bytes[0] = maskBit | (bytes.length === 3 ? 126 : 127)
  if (bytes.length === 3) bytes.writeUInt16BE(Number(length), 1)
  else bytes.writeBigUInt64BE(length, 1)
  return bytes
}

export function closeFrame(code: number, why: Buffer | string = ''): Buffer {
  const payload = Buffer.alloc(2)
  payload.writeUInt16BE(code)
  return clientFrame(OPCODE.close, Buffer.concat([payload, Buffer.from(why)]))
}

export const HELLO = JSON.stringify({ type: 'hello', store: 'main', role: 'screen' })

export type HandshakeOptions = {
  readonly method?: string
  readonly path?: string
  /** In place of, or beside, the right ones; `null` leaves one out. */
  readonly headers?: { readonly [name: string]: string | null }
  /** Sent in the same packet as the request. */
  readonly head?: Buffer
}

export function handshake({ method = 'GET', path = '/ws', headers = {}, head }: HandshakeOptions = {}): Buffer {
  const all = {
    Host: '127.0.0.1',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': KEY,
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Protocol': SUBPROTOCOL,
    ...headers,
  }
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]))
  const text = `${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`
  return Buffer.concat([Buffer.from(text), head ?? Buffer.alloc(0)])
}

export type ServerFrame = { readonly opcode: number; readonly payload: Buffer }

export class RawClient {
  readonly socket: Socket
  /** Resolves when TCP is closed. */
  readonly closed: Promise<void>
  #unread = Buffer.alloc(0)
  #isEnded = false
  #wake: () => void = () => {}

  constructor(socket: Socket) {
    this.socket = socket
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()))
    socket.on('data', (data: Buffer) => {
      this.#unread = Buffer.concat([this.#unread, data])
      this.#wake()
    })
    // What was refused may also be reset.
    socket.on('error', () => this.#wake())
    const onEnd = () => {
      this.#isEnded = true
      this.#wake()
    }
    socket.on('end', onEnd)
    socket.on('close', onEnd)
  }

  static async connect(address: string): Promise<RawClient> {
    const { hostname, port } = new URL(address)
    const socket = connect({ host: hostname, port: Number(port), noDelay: true, allowHalfOpen: true })
    await once(socket, 'connect')
    return new RawClient(socket)
  }

  /** Connected, upgraded, and with the answer read. */
  static async open(address: string, options?: HandshakeOptions): Promise<RawClient> {
    const client = await RawClient.connect(address)
    client.write(handshake(options))
    const answer = await client.answer()
    if (!answer.startsWith('HTTP/1.1 101 ')) throw new Error(`not upgraded: ${answer}`)
    return client
  }

  /** Upgraded and welcomed. */
  static async joined(address: string, hello = HELLO): Promise<RawClient> {
    const client = await RawClient.open(address)
    client.write(clientFrame(OPCODE.text, hello))
    await client.message('welcome')
    return client
  }

  write(bytes: Buffer | string): void {
    this.socket.write(bytes)
  }

  /** The head of the answer to a request. */
  async answer(): Promise<string> {
    const end = await this.#until(() => {
      const at = this.#unread.indexOf('\r\n\r\n')
      return at < 0 ? undefined : at + 4
    })
    return this.#take(end ?? this.#unread.length).toString()
  }

  /** The next frame; undefined: there is none, the connection has ended. */
  async frame(): Promise<ServerFrame | undefined> {
    const head = await this.#until(() => headOf(this.#unread))
    if (!head || (await this.#until(() => this.#unread.length >= head.size + head.length || undefined)) === undefined) {
      return undefined
    }
    this.#take(head.size)
    return { opcode: head.opcode, payload: this.#take(head.length) }
  }

  /** The next message of this type; others before it are passed over. */
  async message(type: string): Promise<{ readonly [field: string]: unknown }> {
    for (;;) {
      const frame = await this.frame()
      if (!frame) throw new Error(`closed while ${type} was waited for`)
      if (frame.opcode !== OPCODE.text) continue
      const message: { readonly [field: string]: unknown } = JSON.parse(frame.payload.toString())
      if (message['type'] === type) return message
    }
  }

  /** The code of the close frame, 1005 if it has none; undefined: the connection has ended without one. */
  async closeCode(): Promise<number | undefined> {
    for (;;) {
      const frame = await this.frame()
      if (!frame) return undefined
      if (frame.opcode === OPCODE.close) return frame.payload.length < 2 ? 1005 : frame.payload.readUInt16BE(0)
    }
  }

  destroy(): void {
    this.socket.destroy()
  }

  #take(count: number): Buffer {
    const taken = this.#unread.subarray(0, count)
    this.#unread = this.#unread.subarray(count)
    return taken
  }

  async #until<Found>(look: () => Found | undefined): Promise<Found | undefined> {
    for (;;) {
      const found = look()
      if (found !== undefined || this.#isEnded) return found
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

/** Throws if no server may send such a frame (RFC 6455, 5.1 and 5.2). */
function headOf(bytes: Buffer): { opcode: number; size: number; length: number } | undefined {
  const [first, second] = bytes
  if (first === undefined || second === undefined) return undefined
  if ((first & 0x70) !== 0) throw new Error('the relay set a reserved bit')
  if ((first & 0x80) === 0) throw new Error('the relay sent a fragment')
  if ((second & 0x80) !== 0) throw new Error('the relay masked a frame')
  const size = second < 126 ? 2 : second === 126 ? 4 : 10
  if (bytes.length < size) return undefined
  const length = size === 2 ? second : size === 4 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (size !== (length <= 125 ? 2 : length <= 0xffff ? 4 : 10))
    throw new Error('the relay did not use the shortest length')
  return { opcode: first & 0x0f, size, length }
}
