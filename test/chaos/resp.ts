/**
 * The checker's own way to Redis: RESP2 over a socket, and no line of the code under test. Commands are answered in
 * order; a broken connection rejects what is due.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export type Reply = string | number | null | readonly Reply[]
type Waiting = { readonly resolve: (reply: Reply) => void; readonly reject: (error: Error) => void }
type Parsed = { readonly reply: Reply | RedisError; readonly end: number }

class RedisError extends Error {}

export class Resp {
  readonly #socket: Socket
  readonly #waiting: Waiting[] = []
  #bytes: Buffer = Buffer.alloc(0)

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#lost())
  }

  static async connect(port: number): Promise<Resp> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    await once(socket, 'connect')
    return new Resp(socket)
  }

  call(...args: readonly string[]): Promise<Reply> {
    if (this.#socket.destroyed) return Promise.reject(new Error('the connection to Redis is gone'))
    const parts = args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`)
    this.#socket.write(`*${args.length}\r\n${parts.join('')}`)
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
    for (;;) {
      const parsed = parse(this.#bytes, 0)
      if (!parsed) return
      this.#bytes = this.#bytes.subarray(parsed.end)
      const waiting = this.#waiting.shift()
      if (parsed.reply instanceof RedisError) waiting?.reject(parsed.reply)
      else waiting?.resolve(parsed.reply)
    }
  }

  #lost(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('the connection to Redis is gone'))
  }
}

/** Undefined: there is more to come. */
function parse(bytes: Buffer, from: number): Parsed | undefined {
  const lineEnd = bytes.indexOf('\r\n', from)
  if (lineEnd === -1) return undefined
  const text = bytes.toString('utf8', from + 1, lineEnd)
  const end = lineEnd + 2
  switch (bytes.toString('latin1', from, from + 1)) {
    case '+':
      return { reply: text, end }
    case '-':
      return { reply: new RedisError(text), end }
    case ':':
      return { reply: Number(text), end }
    case '$':
      return parseText(bytes, Number(text), end)
    case '*':
      return parseList(bytes, Number(text), end)
    default:
      return { reply: new RedisError(`not RESP2: ${text}`), end }
  }
}

function parseText(bytes: Buffer, length: number, from: number): Parsed | undefined {
  if (length === -1) return { reply: null, end: from }
  if (bytes.length < from + length + 2) return undefined
  return { reply: bytes.toString('utf8', from, from + length), end: from + length + 2 }
}

function parseList(bytes: Buffer, count: number, from: number): Parsed | undefined {
  if (count === -1) return { reply: null, end: from }
  const list: Reply[] = []
  let end = from
  for (let i = 0; i < count; i++) {
    const parsed = parse(bytes, end)
    if (!parsed) return undefined
    if (parsed.reply instanceof RedisError) return { reply: parsed.reply, end: parsed.end }
    list.push(parsed.reply)
    end = parsed.end
  }
  return { reply: list, end }
}
