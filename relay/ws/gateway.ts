/** Takes WebSocket upgrades: from whom, to which path, for which session; and goes round all of them. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { reason } from '../../platform/failure.ts'
import { CLOSE, SUBPROTOCOL } from '../../protocol/message.ts'
import { type Admitted, admit, admitsOrigin, bearerToken, closeCodeOf, type NotAdmitted } from '../access/access.ts'
import type { RelayContext } from '../http/context.ts'
import type { StoreFeed } from '../store-feed.ts'
import { Connection } from './connection.ts'
import { HtmlBoard } from './html-board.ts'
import { HtmlSession } from './html-session.ts'
import { Rounds } from './rounds.ts'
import { type Room, Session } from './session.ts'
import { Topics } from './topics.ts'
import { Turnstile } from './turnstile.ts'
import { answerPlainly, asksForWebSocket, refuseUpgrade, type Wanted, wantedBy } from './upgrade.ts'

/**
 * Where ws itself gives up on a message, with 1009. Below it the session answers 4413, which tells the client more. A
 * client that never ends a message costs no more than this either.
 */
const LIMITS = { maxPayload: 65_536, maxFragments: 1_024, maxBufferedChunks: 8_192 }

type Client = Session | HtmlSession
/** A socket that has just been opened. */
type Arrival = {
  readonly socket: WebSocket
  readonly connection: Connection
  readonly address: string
}
/** A socket that asks to be opened. */
type Knock = {
  readonly request: IncomingMessage
  readonly wire: Duplex
  readonly head: Buffer
  readonly wanted: Wanted
  readonly address: string
}

export class Gateway {
  readonly #room: Room
  readonly #boards = new WeakMap<StoreFeed, HtmlBoard>()
  readonly #rounds: Rounds<Client>
  readonly #server = new WebSocketServer({
    noServer: true,
    ...LIMITS,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  readonly #stopRevocations: () => void
  #isClosed = false

  constructor(context: RelayContext) {
    this.#room = { context, topics: new Topics(), turnstile: new Turnstile() }
    this.#rounds = new Rounds(context.clock)
    const onRevoked = (id: string) => {
      for (const client of this.#rounds.all()) client.revoked(id)
    }
    this.#stopRevocations = context.revocations.onRevoked(onRevoked)
  }

  listen(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, wire: Duplex, head: Buffer) => {
      if (!asksForWebSocket(request)) return answerPlainly(server, request, wire, head)
      const wanted = wantedBy(request.url ?? '/')
      if (!wanted) return refuseUpgrade(wire, 404)
      const address = this.#room.context.addressOf(request)
      const giveBack = this.#place(address)
      if (!giveBack) return refuseUpgrade(wire, 429)
      wire.once('close', giveBack)
      this.#upgrade({ request, wire, head, wanted, address })
    })
  }

  /** Sends everybody away with 1012. */
  close(): void {
    this.#isClosed = true
    this.#rounds.close()
    this.#stopRevocations()
    for (const client of this.#rounds.all()) client.restart('the relay restarts')
  }

  /** Cuts whoever has not gone by itself. */
  terminate(): void {
    for (const client of this.#rounds.all()) client.cut()
  }

  /** A place for one more socket of this address; undefined: it has, or opens, too many. */
  #place(address: string): (() => void) | undefined {
    const { limits, audit, metrics } = this.#room.context
    const giveBack = limits.connection(address) ? limits.place(address) : undefined
    if (giveBack) return giveBack
    metrics.refused.inc({ code: 'too_fast' })
    audit.refused({ action: 'connect', code: 'too_fast', address })
    return undefined
  }

  /** Waits for its turn first: in a storm there are thousands of these. */
  #upgrade(knock: Knock): void {
    const { request, wire, head } = knock
    const giveUp = () => wire.destroy()
    wire.on('error', giveUp)
    const done = this.#room.turnstile.run(() => {
      wire.off('error', giveUp)
      if (this.#isClosed) return refuseUpgrade(wire, 503)
      this.#server.handleUpgrade(request, wire, head, (socket) => this.#onOpen(socket, knock))
    })
    done.catch((error: unknown) => {
      this.#room.context.lines.error({ reason: reason(error) }, 'upgrade failed')
      wire.destroy()
    })
  }

  #onOpen(socket: WebSocket, { request, wire, wanted, address }: Knock): void {
    const { context } = this.#room
    const connection = new Connection(socket, wire, context.clock.now(), this.#countClose)
    const arrival = { socket, connection, address }
    socket.on('error', this.#onError)
    const origin = admitsOrigin(context.access, request)
    if (origin.kind === 'refused') return this.#refuse(arrival, origin)
    if (wanted.kind === 'messages') return this.#add(arrival, new Session(this.#room, connection, socket, address))
    const store = wanted.query.get('store') ?? context.defaultStore
    this.#openHtml(arrival, store, bearerToken(request, wanted.query)).catch((error: unknown) => {
      context.lines.error({ reason: reason(error) }, 'html session failed')
      connection.cut()
    })
  }

  async #openHtml(arrival: Arrival, store: string, token: string | undefined): Promise<void> {
    const { context, turnstile } = this.#room
    const { socket, connection, address } = arrival
    const admission = await turnstile.run(() => admit(context.access, token, store, undefined, address))
    if (admission.kind === 'refused') return this.#refuse(arrival, admission)
    const opened = await context.stores.open(store)
    if (opened.kind === 'refused') {
      return connection.close(opened.code === 'unknown_store' ? CLOSE.badMessage : CLOSE.restart, opened.message)
    }
    if (!connection.isOpen) return opened.lease.release()
    const board = this.#boardOf(opened.lease.feed)
    const { grant }: Admitted = admission
    this.#add(arrival, new HtmlSession(context, socket, connection, board, opened.lease, grant))
  }

  #boardOf(feed: StoreFeed): HtmlBoard {
    const board = this.#boards.get(feed) ?? new HtmlBoard(feed, this.#room.context.clock)
    this.#boards.set(feed, board)
    return board
  }

  #refuse({ connection, address }: Arrival, refused: NotAdmitted): void {
    const { audit, metrics } = this.#room.context
    metrics.refused.inc({ code: refused.code })
    audit.refused({ action: 'connect', code: refused.code, address })
    connection.refuse(closeCodeOf(refused), refused.code, refused.message)
  }

  #add({ socket }: Arrival, client: Client): void {
    const stopVisits = this.#rounds.add(client)
    socket.on('close', () => {
      stopVisits()
      client.leave()
    })
    // The relay may have begun to close while the client's store was loaded.
    if (this.#isClosed) client.restart('the relay restarts')
  }

  readonly #countClose = (code: number) => this.#room.context.metrics.closed.inc({ code: String(code) })

  readonly #onError = (error: Error) => this.#room.context.lines.debug({ reason: reason(error) }, 'socket error')
}
