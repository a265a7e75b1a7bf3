/** Topics and signals of one client: what it listens to, and which of its own signals still wait for their result. */
import type { Clock } from '../../protocol/clock.ts'
import type { ClientMessage, ErrorCode, ServerMessage } from '../../protocol/message.ts'

export type SignalResult =
  /** Sent on to so many subscribers. */
  | { readonly kind: 'delivered'; readonly count: number }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string }
  /** No connection, or it ended before the answer: nobody knows whether anybody got it. */
  | { readonly kind: 'lost' }

const ANSWER_WITHIN = 5_000

export class Signals {
  readonly #clock: Clock
  readonly #send: (message: ClientMessage) => void
  readonly #topics = new Map<string, number>()
  readonly #waiting = new Map<string, (result: SignalResult) => void>()
  #lastId = 0

  constructor(clock: Clock, send: (message: ClientMessage) => void) {
    this.#clock = clock
    this.#send = send
  }

  send(name: string, to: string, data: unknown): Promise<SignalResult> {
    this.#lastId += 1
    const id = `s${this.#lastId}`
    return new Promise((resolve) => {
      const giveUp = this.#clock.after(ANSWER_WITHIN, () => this.#settle(id, { kind: 'lost' }))
      this.#waiting.set(id, (result) => {
        giveUp()
        resolve(result)
      })
      this.#send({ type: 'signal', id, name, to, ...(data === undefined ? {} : { data }) })
    })
  }

  /** Counts, so that two parts of a page may ask for the same topic; the answer takes one of them back. */
  subscribe(topic: string): () => void {
    const count = this.#topics.get(topic) ?? 0
    this.#topics.set(topic, count + 1)
    if (count === 0) this.#send({ type: 'subscribe', topic })
    let subscribed = true
    return () => {
      if (subscribed) this.#unsubscribe(topic)
      subscribed = false
    }
  }

  /** A new connection knows nothing of the old one's topics. */
  connected(): void {
    for (const topic of this.#topics.keys()) this.#send({ type: 'subscribe', topic })
  }

  disconnected(): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id, { kind: 'lost' })
  }

  received(message: ServerMessage): void {
    if (message.type === 'result') this.#settle(message.id, { kind: 'delivered', count: message.delivered })
    if (message.type === 'error' && message.id !== undefined) {
      this.#settle(message.id, { kind: 'refused', code: message.code, message: message.message })
    }
  }

  #unsubscribe(topic: string): void {
    const count = this.#topics.get(topic) ?? 0
    if (count > 1) {
      this.#topics.set(topic, count - 1)
      return
    }
    this.#topics.delete(topic)
    this.#send({ type: 'unsubscribe', topic })
  }

  #settle(id: string, result: SignalResult): void {
    const settle = this.#waiting.get(id)
    this.#waiting.delete(id)
    settle?.(result)
  }
}
