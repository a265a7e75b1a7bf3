/** What leaves for one client. A client that does not read is let go at a byte cap, before it costs the others. */
import type { WebSocket } from 'ws'
import { CLOSE, type ErrorCode, encodeServerMessage, type ServerMessage } from '../../protocol/message.ts'

/** Bytes a client may owe us: some thousand entries, or a few snapshots. */
const MOST_OWED = 1_048_576
/** Close reasons are at most 123 bytes (RFC 6455, 5.5). */
const MOST_REASON = 123

export class Outbox {
  readonly #socket: WebSocket
  readonly #onClose: (code: number) => void
  #closing = false

  constructor(socket: WebSocket, onClose: (code: number) => void) {
    this.#socket = socket
    this.#onClose = onClose
  }

  send(message: ServerMessage): void {
    this.sendText(encodeServerMessage(message))
  }

  /** Sends a frame that is encoded already, and may go to thousands. */
  sendText(text: string): void {
    if (this.#closing || this.#socket.readyState !== this.#socket.OPEN) return
    if (this.#socket.bufferedAmount > MOST_OWED) {
      this.#drop()
      return
    }
    this.#socket.send(text)
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

  /** A close frame would queue behind what the client does not read: cut the connection instead. */
  #drop(): void {
    this.#closing = true
    this.#onClose(CLOSE.tooLarge)
    this.#socket.terminate()
  }
}
