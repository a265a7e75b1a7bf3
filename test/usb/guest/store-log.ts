/**
 * The store's log as any program may read it: over the WebSocket, entry by entry. Beside it stands what was pressed, so
 * that in the end one can be held against the other.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { type Action, isPress } from '../../../protocol/event.ts'
import { parseServerMessage, SUBPROTOCOL } from '../../../protocol/message.ts'
import { until } from './until.ts'

/** `call 3` */
type Line = `${Action} ${number}`

export class StoreLog {
  readonly #logged: Line[] = []
  #pressed: Line[] = []
  #socket: WebSocket | undefined

  /** From here on; again after the relay was started again. */
  async follow(address: string): Promise<void> {
    const socket = new WebSocket(`${address.replace('http', 'ws')}/ws`, SUBPROTOCOL)
    this.#socket = socket
    await once(socket, 'open')
    socket.on('message', (data) => this.#hear(String(data)))
    const welcomed = once(socket, 'message')
    socket.send(JSON.stringify({ type: 'hello', store: 'main', role: 'integration' }))
    await welcomed
  }

  close(): void {
    this.#socket?.close()
  }

  /** Presses, and resolves when the log has what was meant: the very next line of it. */
  async takes(line: Line, press: () => void | Promise<void>): Promise<void> {
    this.#pressed.push(line)
    try {
      await press()
      await until(`the log has "${line}"`, () => this.#logged.length >= this.#pressed.length)
      this.holdsWhatWasPressed()
    } catch (error) {
      // It has failed this test; the next one starts from what is true.
      this.#pressed = [...this.#logged]
      throw error
    }
  }

  /** Each press once, in order, and nothing that nobody pressed. */
  holdsWhatWasPressed(): void {
    assert.deepEqual(this.#logged, this.#pressed)
  }

  #hear(text: string): void {
    const message = parseServerMessage(text)
    if (message?.type !== 'entry' || !isPress(message.entry.event)) return
    const { type, cashier } = message.entry.event
    this.#logged.push(`${type} ${cashier}`)
  }
}
