/** One client on `/ws`: hello, then the log from where it has read, and what it says. */
import { randomUUID } from 'node:crypto'
import type { WebSocket } from 'ws'
import { reason } from '../../platform/failure.ts'
import {
  CLOSE,
  type ClientMessage,
  type ErrorCode,
  encodeServerMessage,
  type Hello,
  parseClientMessage,
} from '../../protocol/message.ts'
import { type Admission, type Admitted, admit, closeCodeOf } from '../access/access.ts'
import type { RelayContext } from '../http/context.ts'
import type { FeedListener, Frame, StoreFeed } from '../store-feed.ts'
import type { Lease, Opened } from '../stores.ts'
import type { Connection } from './connection.ts'
import { Conversation } from './conversation.ts'
import { joined, textFrame } from './frame.ts'
import { lapsed } from './grant.ts'
import { quickPing, quickPong } from './quick-ping.ts'
import type { Topics } from './topics.ts'
import type { Turnstile } from './turnstile.ts'

/** Bytes of a message. The largest honest one is a signal with a picture's address or a settings form. */
const MOST_MESSAGE = 16_384
/** Messages kept while the token is checked and the store loaded. */
const MOST_EARLY = 32
/** A client that was full gets so many entries singly; for more of them a snapshot is shorter. */
const FEW = 10

type Early = Exclude<ClientMessage, Hello>
type Stage =
  | { readonly kind: 'greeting' }
  /** The token is being checked; what the client already says is kept for then. */
  | { readonly kind: 'admitting'; readonly early: Early[] }
  | { readonly kind: 'joined'; readonly feed: StoreFeed; readonly talk: Conversation; readonly release: () => void }
  | { readonly kind: 'gone' }

/** What all sessions share. */
export type Room = { readonly context: RelayContext; readonly topics: Topics; readonly turnstile: Turnstile }

export class Session implements FeedListener {
  readonly #room: Room
  readonly #connection: Connection
  readonly #address: string
  #stage: Stage = { kind: 'greeting' }
  /** The last entry that it was given, since when it is too slow for more. */
  #given: number | undefined
  isScreen = false

  constructor(room: Room, connection: Connection, socket: WebSocket, address: string) {
    this.#room = room
    this.#connection = connection
    this.#address = address
    socket.on('message', (data: Buffer, isBinary) => this.#onMessage(data, isBinary))
    const onControl = () => void this.#mayTalk()
    socket.on('ping', onControl)
    socket.on('pong', onControl)
  }

  entries(frames: readonly Frame[], wire: Buffer): void {
    if (this.#given !== undefined || this.#connection.offer(wire)) return
    this.#given = (frames[0]?.entry.offset ?? 1) - 1
    this.#connection.whenDrained(() => this.#catchUp())
  }

  reset(): void {
    this.restart('the log has begun anew')
  }

  /** The client is to come back, with backoff. */
  restart(why: string): void {
    this.#connection.close(CLOSE.restart, why)
  }

  cut(): void {
    this.#connection.cut()
  }

  /** The connection has ended. */
  leave(): void {
    const stage = this.#stage
    this.#stage = { kind: 'gone' }
    if (stage.kind !== 'joined') return
    stage.feed.leave(this)
    stage.talk.end()
    stage.release()
    this.#room.context.metrics.clients.dec({ role: stage.talk.admitted.role })
  }

  /** Once in a round. */
  visit(now: number): void {
    const stage = this.#stage
    if (stage.kind === 'greeting') return this.#refuse(CLOSE.noHello, 'no_hello', 'say hello first')
    if (stage.kind === 'joined') this.#refuseLapsed(stage.talk)
    this.#connection.visit(now)
  }

  /** The token with this id has been revoked. */
  revoked(id: string): void {
    const stage = this.#stage
    if (stage.kind !== 'joined' || stage.talk.admitted.grant.id !== id) return
    this.#refuseLapsed(stage.talk)
  }

  #refuseLapsed({ admitted }: Conversation): void {
    const why = lapsed(admitted.grant, this.#room.context)
    if (why !== undefined) this.#refuse(CLOSE.notAllowed, 'not_allowed', why)
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    const stage = this.#stage
    if (stage.kind === 'gone' || !this.#connection.isOpen || !this.#mayTalk()) return
    if (data.length > MOST_MESSAGE) {
      return this.#refuse(CLOSE.tooLarge, 'too_large', `a message must not be larger than ${MOST_MESSAGE} bytes`)
    }
    const time = stage.kind === 'joined' && !isBinary ? quickPing(data) : undefined
    if (stage.kind === 'joined' && time !== undefined) {
      return this.#connection.write(textFrame(quickPong(stage.feed.now(), time)))
    }
    const message = isBinary ? undefined : parseClientMessage(data.toString())
    if (!message) return this.#refuse(CLOSE.badMessage, 'bad_message', 'not a message of cashierq.v1')
    this.#handle(message)
  }

  /** Counts a message or control frame. */
  #mayTalk(): boolean {
    if (this.#connection.hears(this.#room.context.clock.now())) return true
    this.#refuse(CLOSE.tooFast, 'too_fast', 'too many messages')
    return false
  }

  #handle(message: ClientMessage): void {
    const stage = this.#stage
    if (message.type === 'hello') {
      this.#hello(message).catch((error: unknown) => {
        this.#room.context.lines.error({ reason: reason(error) }, 'hello failed')
        this.restart('the relay could not answer')
      })
    } else if (stage.kind === 'joined') stage.talk.hear(message)
    else if (stage.kind !== 'admitting') this.#refuse(CLOSE.badMessage, 'bad_message', 'say hello first')
    else if (stage.early.length < MOST_EARLY) stage.early.push(message)
    else this.#refuse(CLOSE.tooFast, 'too_fast', 'wait for the welcome')
  }

  async #hello(hello: Hello): Promise<void> {
    if (this.#stage.kind !== 'greeting') return this.#refuse(CLOSE.badMessage, 'bad_message', 'hello comes once')
    const { context, turnstile } = this.#room
    const admitting: Stage & { readonly kind: 'admitting' } = { kind: 'admitting', early: [] }
    this.#stage = admitting
    const { token, store, role } = hello
    const admission = await turnstile.run(() => admit(context.access, token, store, role, this.#address))
    if (this.#stage !== admitting) return
    if (admission.kind === 'refused') return this.#notAdmitted(admission, hello)
    // A store that is slow to load keeps no place that another could have.
    const opened = await context.stores.open(store)
    if (opened.kind === 'refused') return this.#turnAway(opened)
    await turnstile.run(() => {
      if (this.#stage !== admitting) opened.lease.release()
      else this.#join(opened.lease, admission, hello, admitting.early)
    })
  }

  #notAdmitted(refused: Extract<Admission, { kind: 'refused' }>, { store, role }: Hello): void {
    const { code, message } = refused
    this.#room.context.audit.refused({ action: 'connect', code, address: this.#address, store, role })
    this.#refuse(closeCodeOf(refused), code, message)
  }

  #turnAway({ code, message }: Extract<Opened, { kind: 'refused' }>): void {
    if (code === 'unknown_store') this.#refuse(CLOSE.badMessage, 'unknown_store', message)
    else this.restart(message)
  }

  #join({ feed, release }: Lease, admitted: Admitted, hello: Hello, early: readonly Early[]): void {
    const { context, topics } = this.#room
    const talk = new Conversation({
      context,
      topics,
      feed,
      admitted,
      connection: this.#connection,
      address: this.#address,
    })
    this.#stage = { kind: 'joined', feed, talk, release }
    this.isScreen = admitted.role === 'screen'
    context.metrics.clients.inc({ role: admitted.role })
    this.#welcome(feed, hello)
    for (const message of early) talk.hear(message)
  }

  #welcome(feed: StoreFeed, { epoch, offset }: Hello): void {
    const cursor = epoch !== undefined && offset !== undefined ? { epoch, offset } : undefined
    const catchUp = feed.join(cursor, this)
    const recovered = catchUp.kind === 'recovered'
    if (cursor) this.#room.context.metrics.recoveries.inc({ recovered: recovered ? 'yes' : 'no' })
    const welcome = encodeServerMessage({
      type: 'welcome',
      epoch: feed.epoch,
      offset: feed.state.offset,
      recovered,
      time: feed.now(),
      session: randomUUID(),
    })
    const rest = recovered ? catchUp.wire : feed.snapshot()
    this.#connection.write(joined(rest ? [textFrame(welcome), rest] : [textFrame(welcome)]))
  }

  /** It has taken what waited for it: now what it missed, or the sum of it. */
  #catchUp(): void {
    const given = this.#given
    this.#given = undefined
    if (this.#stage.kind !== 'joined' || given === undefined) return
    const { feed } = this.#stage
    const missed = feed.missed(given, FEW)
    if (!missed) this.#room.context.metrics.coalesced.inc()
    this.#connection.write(missed ?? feed.snapshot())
  }

  #refuse(closeCode: number, code: ErrorCode, message: string): void {
    if (!this.#connection.isOpen) return
    this.#room.context.metrics.refused.inc({ code })
    this.#connection.refuse(closeCode, code, message)
  }
}
