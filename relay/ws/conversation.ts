/** What a client that has joined says besides its hello: pings with what it has painted, topics, signals. */
import { reason } from '../../platform/failure.ts'
import { type ClientMessage, encodeServerMessage, type Hello, type Signal } from '../../protocol/message.ts'
import { type Admitted, maySignal, mayUseTopic } from '../access/access.ts'
import type { RelayContext } from '../http/context.ts'
import type { StoreFeed } from '../store-feed.ts'
import type { Connection } from './connection.ts'
import { textFrame } from './frame.ts'
import type { TopicMember, Topics } from './topics.ts'

const MOST_TOPICS = 32

type Ping = Extract<ClientMessage, { type: 'ping' }>

export type ConversationParts = {
  readonly context: RelayContext
  readonly topics: Topics
  readonly feed: StoreFeed
  readonly admitted: Admitted
  readonly connection: Connection
  readonly address: string
}

export class Conversation implements TopicMember {
  readonly #parts: ConversationParts
  /** Most clients ask for no topic. */
  #subscribed: Set<string> | undefined

  constructor(parts: ConversationParts) {
    this.#parts = parts
  }

  get admitted(): Admitted {
    return this.#parts.admitted
  }

  hear(message: Exclude<ClientMessage, Hello>): void {
    switch (message.type) {
      case 'ping':
        return this.#ping(message)
      case 'subscribe':
        return this.#subscribe(message.topic)
      case 'unsubscribe':
        return this.#unsubscribe(message.topic)
      case 'signal':
        return this.#signal(message)
    }
  }

  write(frame: Buffer): void {
    this.#parts.connection.write(frame)
  }

  end(): void {
    for (const topic of this.#subscribed ?? []) this.#unsubscribe(topic)
  }

  #ping({ time, painted }: Ping): void {
    const { context, feed, connection, admitted } = this.#parts
    connection.send({ type: 'pong', time: feed.now(), echo: time })
    if (painted === undefined || admitted.role !== 'screen') return
    for (const { offset, at } of painted) context.trace.painted(feed.store, offset, at)
  }

  #subscribe(topic: string): void {
    const { topics, feed, admitted, connection } = this.#parts
    if (!mayUseTopic(admitted.grant, topic)) return this.#refuse('subscribe', `the token is not for the topic ${topic}`)
    this.#subscribed ??= new Set()
    if (this.#subscribed.size >= MOST_TOPICS && !this.#subscribed.has(topic)) {
      return connection.send({ type: 'error', code: 'too_large', message: `at most ${MOST_TOPICS} topics` })
    }
    this.#subscribed.add(topic)
    topics.subscribe(feed.store, topic, this)
  }

  #unsubscribe(topic: string): void {
    const { topics, feed } = this.#parts
    this.#subscribed?.delete(topic)
    topics.unsubscribe(feed.store, topic, this)
  }

  #signal(signal: Signal): void {
    const { context, topics, feed, admitted, address } = this.#parts
    const { role, grant } = admitted
    if (!maySignal(role)) return this.#refuse('signal', `a ${role} may not send signals`, signal.id)
    if (!mayUseTopic(grant, signal.to)) {
      return this.#refuse('signal', `the token is not for the topic ${signal.to}`, signal.id)
    }
    if (!context.limits.signalIn(feed.store)) {
      return this.#refuse('signal', 'too many signals in this store', signal.id, 'too_fast')
    }
    const who = { address, store: feed.store, role, jti: grant.id }
    if (role === 'staff') context.audit.privileged({ action: 'signal', ...who, signal: signal.name })
    topics.signal(feed.store, signal, this).catch((error: unknown) => {
      context.lines.error({ reason: reason(error) }, 'signal failed')
    })
  }

  #refuse(
    action: 'subscribe' | 'signal',
    message: string,
    id?: string,
    code: 'not_allowed' | 'too_fast' = 'not_allowed',
  ): void {
    const { context, feed, admitted, address } = this.#parts
    const { role, grant } = admitted
    context.audit.refused({ action, code, address, store: feed.store, role, jti: grant.id })
    const refusal = { type: 'error', code, message, ...(id === undefined ? {} : { id }) } as const
    this.write(textFrame(encodeServerMessage(refusal)))
  }
}
