/**
 * One client's connection: what leaves for it, and whether it is still there.
 *
 * Frames that go to many are made once and written straight to the TCP socket, between two whole frames of `ws`: without
 * compression and fragmentation that is all that `ws` would do itself. A client that does not read is let go at a byte
 * cap or after a minute, before it costs the others anything.
 */
import type { Writable } from 'node:stream'
import type { WebSocket } from 'ws'
import { CLOSE, type ErrorCode, encodeServerMessage, type ServerMessage } from '../../protocol/message.ts'
import { Bucket } from '../access/bucket.ts'
import { textFrame } from './frame.ts'

/** While more bytes than this wait for a client, entries are not put behind them. */
const FULL = 65_536
/** Bytes that may wait at all: some dozen of the largest signals. */
const MOST_OWED = 1_048_576
/** A client that has taken nothing of what waits for it since so long reads no more, ms. */
const STUCK = 60_000
/** Close reasons are at most 123 bytes (RFC 6455, 5.5). */
const MOST_REASON = 123
/** Messages and control frames from one client. */
const TALK = { perSecond: 50, burst: 100 }

/** What is used of `ws`. */
export type Door = Pick<WebSocket, 'readyState' | 'OPEN' | 'close' | 'ping' | 'terminate'>
type Pulse = 'heard' | 'silent' | 'asked'

export class Connection {
  readonly #socket: Door
  readonly #wire: Writable
  readonly #onClose: (code: number) => void
  readonly #talk: Bucket
  #pulse: Pulse = 'heard'
  #closing = false
  #written = 0
  #taken = 0
  #takenAt = 0

  /** `wire` is the TCP socket (or TLS) below `socket`. */
  constructor(socket: Door, wire: Writable, now: number, onClose: (code: number) => void) {
    this.#socket = socket
    this.#wire = wire
    this.#onClose = onClose
    this.#talk = new Bucket(TALK, now)
  }

  get isOpen(): boolean {
    return !this.#closing && this.#socket.readyState === this.#socket.OPEN
  }

  /** Calls once, when everything that waits has been taken. Only after an offer that was not taken. */
  whenDrained(task: () => void): void {
    this.#wire.once('drain', task)
  }

  send(message: ServerMessage): void {
    this.write(textFrame(encodeServerMessage(message)))
  }

  /** Sends whole frames, which may go to thousands of others too. */
  write(frames: Buffer): void {
    if (!this.isOpen) return
    if (this.#wire.writableLength > MOST_OWED) return this.#drop()
    this.#written += frames.length
    this.#wire.write(frames)
  }

  /** Sends what is not worth waiting for; false: too much waits already, ask again when it is drained. */
  offer(frames: Buffer): boolean {
    if (!this.isOpen) return true
    if (this.#wire.writableLength > FULL) return false
    this.#written += frames.length
    this.#wire.write(frames)
    return true
  }

  /** Says why, then closes. Nothing is sent after that. */
  refuse(closeCode: number, code: ErrorCode, message: string): void {
    this.send({ type: 'error', code, message })
    this.close(closeCode, message)
  }

  close(code: number, message: string): void {
    if (this.#closing) return
    this.#closing = true
    this.#onClose(code)
    this.#socket.close(code, Buffer.from(message).subarray(0, MOST_REASON))
  }

  /** Cuts it without a word. */
  cut(): void {
    this.#socket.terminate()
  }

  /** Something came from the client; false: it talks too fast. */
  hears(now: number): boolean {
    this.#pulse = 'heard'
    return this.#talk.takes(TALK, now)
  }

  /** Once in a round: a client that has been silent is asked, and the next time it is gone. */
  visit(now: number): void {
    if (!this.isOpen) return
    if (this.#isStuck(now)) return this.#drop()
    if (this.#pulse === 'asked') return this.cut()
    if (this.#pulse === 'silent') this.#socket.ping()
    this.#pulse = this.#pulse === 'silent' ? 'asked' : 'silent'
  }

  /** The little that `ws` writes itself (pongs) is not counted in; it can only make a client look slower for a moment. */
  #isStuck(now: number): boolean {
    const taken = this.#written - this.#wire.writableLength
    const moved = taken > this.#taken || this.#wire.writableLength === 0
    if (moved || this.#takenAt === 0) {
      this.#taken = taken
      this.#takenAt = now
    }
    return now - this.#takenAt >= STUCK
  }

  /** A close frame would queue behind what the client does not read: cut the connection instead. */
  #drop(): void {
    this.#closing = true
    this.#onClose(CLOSE.tooLarge)
    this.cut()
  }
}
