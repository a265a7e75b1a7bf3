/** One client on `/ws`: hello, then the log from where it has read, and its pings, topics and signals. */
import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { reason } from '../../platform/failure.ts'
import { CLOSE, type ClientMessage, type Hello, parseClientMessage, type Role } from '../../protocol/message.ts'
import { admit, maySignal } from '../access/access.ts'
import { RateLimit } from '../access/rate.ts'
import type { RelayContext } from '../http/context.ts'
import type { FeedListener, Frame, StoreFeed } from '../store-feed.ts'
import type { Opened } from '../stores.ts'
import { Outbox } from './outbox.ts'
import type { TopicMember, Topics } from './topics.ts'

/** Bytes of a message. The largest honest one is a signal with a picture's address or a settings form. */
const MOST_MESSAGE = 16_384
const HELLO_WITHIN = 5_000
const MESSAGE_RATE = { perSecond: 50, burst: 100 }
const MOST_TOPICS = 32

type Stage =
  | { readonly kind: 'greeting' }
  /** The token is being checked; what the client already says is kept for then. */
  | { readonly kind: 'admitting'; readonly early: Exclude<ClientMessage, Hello>[] }
  | { readonly kind: 'joined'; readonly feed: StoreFeed; readonly release: () => void; readonly role: Role }
  | { readonly kind: 'gone' }

export class Session implements FeedListener, TopicMember {
  readonly #context: RelayContext
  readonly #topics: Topics
  readonly #outbox: Outbox
  readonly #rate: RateLimit
  readonly #subscribed = new Set<string>()
  readonly #cancelHello: () => void
  #stage: Stage = { kind: 'greeting' }

  constructor(context: RelayContext, topics: Topics, socket: WebSocket) {
    this.#context = context
    this.#topics = topics
    this.#rate = new RateLimit(MESSAGE_RATE, context.clock)
    this.#outbox = new Outbox(socket, (code) => context.metrics.closed.inc({ code: String(code) }))
    this.#cancelHello = context.clock.after(HELLO_WITHIN, () => {
      if (this.#stage.kind === 'greeting') this.#refuse(CLOSE.noHello, 'no_hello', 'say hello first')
    })
    socket.on('message', (data: Buffer, isBinary) => this.#onMessage(data, isBinary))
    socket.on('close', () => this.#leave())
    socket.on('error', (error) => context.lines.debug({ reason: reason(error) }, 'socket error'))
  }

  entries(frames: readonly Frame[]): void {
    for (const frame of frames) this.#outbox.sendText(frame.text)
  }

  reset(): void {
    this.restart('the log has begun anew')
  }

  send(message: Parameters<TopicMember['send']>[0]): void {
    this.#outbox.send(message)
  }

  /** The client is to come back, with backoff. */
  restart(why: string): void {
    this.#outbox.close(CLOSE.restart, why)
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    if (this.#stage.kind === 'gone') return
    if (!this.#rate.allows('')) return this.#refuse(CLOSE.tooFast, 'too_fast', 'too many messages')
    if (data.length > MOST_MESSAGE) {
      return this.#refuse(CLOSE.tooLarge, 'too_large', `a message must not be larger than ${MOST_MESSAGE} bytes`)
    }
    const message = isBinary ? undefined : parseClientMessage(data.toString())
    if (!message) return this.#refuse(CLOSE.badMessage, 'bad_message', 'not a message of cashierq.v1')
    this.#handle(message)
  }

  #handle(message: ClientMessage): void {
    if (message.type === 'hello') {
      this.#hello(message).catch((error: unknown) => {
        this.#context.lines.error({ reason: reason(error) }, 'hello failed')
        this.restart('the relay could not answer')
      })
      return
    }
    if (this.#stage.kind === 'joined') this.#converse(message, this.#stage.feed, this.#stage.role)
    else if (this.#stage.kind === 'admitting') this.#stage.early.push(message)
    else this.#refuse(CLOSE.badMessage, 'bad_message', 'say hello first')
  }

  async #hello(hello: Hello): Promise<void> {
    if (this.#stage.kind !== 'greeting') return this.#refuse(CLOSE.badMessage, 'bad_message', 'hello comes once')
    const admitting: Extract<Stage, { kind: 'admitting' }> = { kind: 'admitting', early: [] }
    this.#stage = admitting
    this.#cancelHello()
    const admission = await admit(this.#context.access, hello.token, hello.store, hello.role)
    if (admission.kind === 'refused') return this.#refuse(CLOSE.notAllowed, admission.code, admission.message)
    const opened = await this.#context.stores.open(hello.store)
    if (opened.kind === 'refused') return this.#turnAway(opened)
    const { feed, release } = opened.lease
    if (this.#stage !== admitting) return release()
    this.#stage = { kind: 'joined', feed, release, role: admission.role }
    this.#context.metrics.clients.inc({ role: admission.role })
    this.#welcome(feed, hello)
    for (const message of admitting.early) this.#converse(message, feed, admission.role)
  }

  #turnAway({ code, message }: Extract<Opened, { kind: 'refused' }>): void {
    if (code === 'unknown_store') this.#refuse(CLOSE.badMessage, 'unknown_store', message)
    else this.restart(message)
  }

  #welcome(feed: StoreFeed, hello: Hello): void {
    const { epoch, offset } = hello
    const cursor = epoch !== undefined && offset !== undefined ? { epoch, offset } : undefined
    const catchUp = feed.join(cursor, this)
    const recovered = catchUp.kind === 'recovered'
    if (cursor) this.#context.metrics.recoveries.inc({ recovered: recovered ? 'yes' : 'no' })
    this.send({
      type: 'welcome',
      epoch: feed.epoch,
      offset: feed.state.offset,
      recovered,
      time: feed.now(),
      session: randomUUID(),
    })
    if (recovered) this.entries(catchUp.frames)
    else this.send({ type: 'snapshot', offset: catchUp.state.offset, state: catchUp.state })
  }

  #converse(message: Exclude<ClientMessage, Hello>, feed: StoreFeed, role: Role): void {
    switch (message.type) {
      case 'ping':
        return this.send({ type: 'pong', time: feed.now(), echo: message.time })
      case 'subscribe':
        return this.#subscribe(feed.store, message.topic)
      case 'unsubscribe':
        this.#subscribed.delete(message.topic)
        return this.#topics.unsubscribe(feed.store, message.topic, this)
      case 'signal':
        return this.#signal(message, feed.store, role)
    }
  }

  #subscribe(store: string, topic: string): void {
    if (this.#subscribed.size >= MOST_TOPICS) {
      return this.send({ type: 'error', code: 'too_large', message: `at most ${MOST_TOPICS} topics` })
    }
    this.#subscribed.add(topic)
    this.#topics.subscribe(store, topic, this)
  }

  #signal(message: Extract<ClientMessage, { type: 'signal' }>, store: string, role: Role): void {
    if (!maySignal(role)) {
      const { id } = message
      return this.send({ type: 'error', code: 'not_allowed', message: `a ${role} may not send signals`, id })
    }
    this.#topics.signal(store, message, this).catch((error: unknown) => {
      this.#context.lines.error({ reason: reason(error) }, 'signal failed')
    })
  }

  #refuse(closeCode: number, code: Parameters<Outbox['refuse']>[1], message: string): void {
    this.#context.metrics.refused.inc({ code })
    this.#outbox.refuse(closeCode, code, message)
  }

  #leave(): void {
    this.#cancelHello()
    if (this.#stage.kind === 'joined') {
      const { feed, role, release } = this.#stage
      feed.leave(this)
      release()
      this.#context.metrics.clients.dec({ role })
      for (const topic of this.#subscribed) this.#topics.unsubscribe(feed.store, topic, this)
    }
    this.#stage = { kind: 'gone' }
  }
}
