/**
 * One screen as a TCP connection: says hello, answers pings, knows how far it has read and what it missed. After a loss
 * it comes back as its crowd tells it.
 */
import { createConnection, type Socket } from 'node:net'
import { monotonic } from './clock.ts'
import { type Cursor, DIALECTS, type Dialect, type DialectName, readyAtOnce } from './dialects.ts'
import { CLOSE, clientFrame, FrameReader, PING, PONG, TEXT } from './frames.ts'

export type Place = {
  readonly dialect: DialectName
  readonly port: number
  /** An address of this machine to come from, so that ports do not run out and limits for each address hold. */
  readonly from: string
  readonly store: string
}

export type ScreenListener = {
  ready(screen: RawScreen): void
  /** `text` may hold when its press was due. */
  entry(screen: RawScreen, at: number, text: string): void
  /** The connection ends after this. */
  refused(why: string): void
  lost(screen: RawScreen): void
}

const KEY = Buffer.from('cashierq-bench!!').toString('base64')
const END_OF_HEAD = '\r\n\r\n'
/** All sockets of the process read into this one: what is read is used before the next read. */
const SHARED = Buffer.alloc(262_144)

export class RawScreen {
  readonly place: Place
  readonly #dialect: Dialect
  readonly #listener: ScreenListener
  readonly #cursor: Cursor = { session: '', position: '' }
  #socket: Socket | undefined
  #reader: FrameReader | undefined
  #head = ''
  isReady = false
  /** The newest entry that this screen has, or that a snapshot stands for. */
  offset = 0
  /** Entries below `offset` that it never got and no snapshot stood for. */
  readonly #missing = new Set<number>()
  snapshots = 0
  /** Tries since it was last in. */
  failures = 0
  nextBeat = Number.POSITIVE_INFINITY
  beats = 0

  constructor(place: Place, listener: ScreenListener) {
    this.place = place
    this.#dialect = DIALECTS[place.dialect]
    this.#listener = listener
  }

  connect(): void {
    const { port, from } = this.place
    this.#head = ''
    this.#reader = undefined
    const socket: Socket = createConnection({
      host: '127.0.0.1',
      port,
      localAddress: from,
      noDelay: true,
      onread: { buffer: SHARED, callback: (length): boolean => this.#onBytes(socket, length) },
    })
    this.#socket = socket
    socket.on('connect', () => socket.write(this.#upgrade()))
    // What went wrong does not matter: it is lost, and "close" follows.
    socket.on('error', () => undefined)
    socket.on('end', () => socket.destroy())
    socket.on('close', () => this.#onClose(socket))
  }

  /** As a cable that is pulled, but at once: both sides hear of it. */
  cut(): void {
    const socket = this.#socket
    this.#leave()
    socket?.destroy()
  }

  say(text: string): void {
    this.#socket?.write(clientFrame(TEXT, Buffer.from(text)))
  }

  beat(): void {
    const text = this.#dialect.beat()
    if (text !== undefined) this.say(text)
  }

  /** From here on it counts what it misses. */
  countFrom(offset: number): void {
    this.offset = offset
    this.#missing.clear()
    this.snapshots = 0
  }

  /** How many entries up to `top` it has not. */
  missed(top: number): number {
    return this.#missing.size + Math.max(0, top - this.offset)
  }

  #upgrade(): string {
    const { protocol } = this.#dialect
    const lines = [
      `GET ${this.#dialect.path(this.#cursor)} HTTP/1.1`,
      `Host: 127.0.0.1:${this.place.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${KEY}`,
      ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    ]
    return lines.join('\r\n') + END_OF_HEAD
  }

  /** Says whether to go on reading. */
  #onBytes(socket: Socket, length: number): boolean {
    if (socket !== this.#socket) return false
    const at = monotonic()
    const bytes = SHARED.subarray(0, length)
    const frames = this.#reader === undefined ? this.#onHead(bytes) : bytes
    this.#reader?.take(frames, (opcode, buffer, start, end) => this.#onFrame(opcode, buffer.subarray(start, end), at))
    return true
  }

  /** Answers what follows the head of the server's answer. */
  #onHead(bytes: Buffer): Buffer {
    this.#head += bytes.toString('latin1')
    const end = this.#head.indexOf(END_OF_HEAD)
    if (end < 0) return bytes.subarray(0, 0)
    if (!this.#head.startsWith('HTTP/1.1 101')) {
      this.cut()
      this.#listener.lost(this)
      return bytes.subarray(0, 0)
    }
    this.#reader = new FrameReader()
    if (readyAtOnce(this.place.dialect)) this.#enter('')
    const hello = this.#dialect.hello(this.place.store, this.#cursor)
    if (hello !== undefined) this.say(hello)
    return Buffer.from(this.#head.slice(end + END_OF_HEAD.length), 'latin1')
  }

  #onFrame(opcode: number, payload: Buffer, at: number): void {
    if (opcode === TEXT) this.#onText(payload.toString('latin1'), at)
    else if (opcode === PING) this.#socket?.write(clientFrame(PONG, payload))
    else if (opcode === CLOSE) this.#socket?.end(clientFrame(CLOSE, payload.subarray(0, 2)))
  }

  #onText(text: string, at: number): void {
    const heard = this.#dialect.hear(text, this.#cursor)
    switch (heard.kind) {
      case 'ready':
        return this.#enter(heard.session)
      case 'named':
        this.#cursor.session = heard.session
        return
      case 'entry':
        return this.#onEntry(heard.offset, heard.position, text, at)
      case 'snapshot':
        return this.#onSnapshot(heard.offset, at)
      case 'asked':
        return this.say(heard.answer)
      case 'refused':
        return this.#listener.refused(heard.why)
      case 'other':
        return
    }
  }

  #onEntry(offset: number, position: string, text: string, at: number): void {
    // What is sent again after a return may come behind what is new.
    if (offset <= this.offset) this.#missing.delete(offset)
    else {
      for (let before = this.offset + 1; this.offset > 0 && before < offset; before++) this.#missing.add(before)
      this.offset = offset
      this.#cursor.position = position
    }
    this.#listener.entry(this, at, text)
  }

  /** A log that has begun anew may be shorter than what was known. */
  #onSnapshot(offset: number, at: number): void {
    this.offset = offset
    this.#missing.clear()
    this.#cursor.position = String(offset)
    this.snapshots++
    if (!this.isReady) this.#enter(this.#cursor.session)
    // It holds old entries; their times are not its own.
    this.#listener.entry(this, at, '')
  }

  #enter(session: string): void {
    this.#cursor.session = session
    this.isReady = true
    this.failures = 0
    this.beats = 0
    this.nextBeat = monotonic()
    this.#listener.ready(this)
  }

  #onClose(socket: Socket): void {
    if (socket !== this.#socket) return
    this.#leave()
    this.#listener.lost(this)
  }

  #leave(): void {
    this.#socket = undefined
    this.isReady = false
    this.nextBeat = Number.POSITIVE_INFINITY
  }
}
