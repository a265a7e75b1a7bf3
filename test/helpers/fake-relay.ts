/**
 * A relay in the test's own process: it keeps a log and answers clients by the protocol, over the client's socket
 * interface instead of a network. Time is the clock's; a frame takes `latency` ms each way.
 *
 * How to extend: what an honest relay does belongs into `#answer`; what goes wrong is a method that a test calls
 * (`cut`, `freeze`, `loseNext`, `closeAll`, `newEpoch`, `trimTo`) or a field that it sets (`reachable`, `latency`).
 * Frames go through the real codecs, so a message that the client cannot read shows here first.
 */

import type { Clock } from '../../protocol/clock.ts'
import type { Entry, LogEvent } from '../../protocol/event.ts'
import {
  CLOSE,
  type ClientMessage,
  type ErrorCode,
  encodeServerMessage,
  type Hello,
  parseClientMessage,
  type ServerMessage,
} from '../../protocol/message.ts'
import { reduce } from '../../protocol/reduce.ts'
import { INITIAL_STATE, type State } from '../../protocol/state.ts'
import type { OpenSocket, SocketListener } from '../../renderer/client/socket.ts'

type Connection = {
  readonly listener: SocketListener
  stage: 'opening' | 'open' | 'joined' | 'gone'
  readonly topics: Set<string>
}

export class FakeRelay {
  readonly #clock: Clock
  readonly #connections = new Set<Connection>()
  #entries: Entry[] = []
  #first = 1
  #frozen = false
  #losing = 0
  epoch = 'epoch-1'
  latency = 0
  reachable = true
  /** Every message of a client, in order, and when each try to connect came. */
  readonly heard: ClientMessage[] = []
  readonly tries: number[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** What a client is given as its `socket`. */
  readonly socket: OpenSocket = (_url, _protocol, listener) => {
    this.tries.push(this.#clock.now())
    const connection: Connection = { listener, stage: 'opening', topics: new Set() }
    this.#connections.add(connection)
    const accepted = this.reachable
    this.#clock.after(this.latency, () => (accepted ? this.#open(connection) : this.#end(connection, 1006, '')))
    return {
      send: (text) => {
        this.#clock.after(this.latency, () => this.#receive(connection, text))
      },
      close: (code) => this.#end(connection, code, ''),
    }
  }

  get state(): State {
    return this.#entries.reduce(reduce, INITIAL_STATE)
  }
  get offset(): number {
    return this.#entries.length
  }
  get log(): readonly Entry[] {
    return this.#entries
  }
  get hellos(): readonly Hello[] {
    return this.heard.filter((message) => message.type === 'hello')
  }
  get connected(): number {
    return [...this.#connections].filter(({ stage }) => stage === 'joined').length
  }

  append(event: LogEvent): Entry {
    const entry: Entry = { offset: this.#entries.length + 1, at: this.#clock.now(), event }
    this.#entries.push(entry)
    this.broadcast({ type: 'entry', entry })
    return entry
  }

  /** Sends to everybody who has said hello, whether it makes sense or not. */
  broadcast(message: ServerMessage): void {
    if (this.#losing > 0) {
      this.#losing -= 1
      return
    }
    for (const connection of this.#connections) if (connection.stage === 'joined') this.#send(connection, message)
  }

  /** The next broadcasts get lost on the way to everybody. */
  loseNext(count = 1): void {
    this.#losing = count
  }

  /** Every connection breaks; both ends know. */
  cut(): void {
    this.closeAll(1006)
  }

  closeAll(code: number, reason = ''): void {
    for (const connection of [...this.#connections]) this.#end(connection, code, reason)
  }

  refuseAll(closeCode: number, code: ErrorCode, message: string): void {
    this.broadcast({ type: 'error', code, message })
    this.#clock.after(this.latency, () => this.closeAll(closeCode, message))
  }

  /** The network goes half-open: nothing arrives any more, nobody is told. */
  freeze(): void {
    this.#frozen = true
  }

  thaw(): void {
    this.#frozen = false
  }

  /** The log begins anew and empty. */
  newEpoch(name: string): void {
    this.epoch = name
    this.#entries = []
    this.#first = 1
  }

  /** Entries before `first` can no longer be sent one by one. */
  trimTo(first: number): void {
    this.#first = first
  }

  #open(connection: Connection): void {
    if (this.#frozen || connection.stage !== 'opening') return
    connection.stage = 'open'
    connection.listener.opened()
  }

  #end(connection: Connection, code: number, reason: string): void {
    if (connection.stage === 'gone') return
    connection.stage = 'gone'
    this.#connections.delete(connection)
    connection.listener.closed(code, reason)
  }

  #send(connection: Connection, message: ServerMessage): void {
    const text = encodeServerMessage(message)
    this.#clock.after(this.latency, () => {
      if (!this.#frozen && connection.stage !== 'gone') connection.listener.message(text)
    })
  }

  #receive(connection: Connection, text: string): void {
    if (this.#frozen || connection.stage === 'gone') return
    const message = parseClientMessage(text)
    if (!message) throw new Error(`the client sent what is no message: ${text}`)
    this.heard.push(message)
    if (message.type !== 'hello' && connection.stage !== 'joined') {
      return this.#end(connection, CLOSE.badMessage, 'say hello first')
    }
    this.#answer(connection, message)
  }

  #answer(connection: Connection, message: ClientMessage): void {
    switch (message.type) {
      case 'hello':
        return this.#welcome(connection, message)
      case 'ping':
        return this.#send(connection, { type: 'pong', time: this.#clock.now(), echo: message.time })
      case 'subscribe':
        connection.topics.add(message.topic)
        return
      case 'unsubscribe':
        connection.topics.delete(message.topic)
        return
      case 'signal': {
        const members = [...this.#connections].filter(({ topics }) => topics.has(message.to))
        for (const member of members) this.#send(member, message)
        return this.#send(connection, { type: 'result', id: message.id, delivered: members.length })
      }
    }
  }

  #welcome(connection: Connection, { epoch, offset }: Hello): void {
    connection.stage = 'joined'
    const recovered = epoch === this.epoch && offset !== undefined && offset <= this.offset && offset >= this.#first - 1
    const time = this.#clock.now()
    const session = `session-${this.tries.length}`
    this.#send(connection, { type: 'welcome', epoch: this.epoch, offset: this.offset, recovered, time, session })
    if (!recovered) return this.#send(connection, { type: 'snapshot', offset: this.offset, state: this.state })
    for (const entry of this.#entries.slice(offset)) this.#send(connection, { type: 'entry', entry })
  }
}
