/** Takes WebSocket upgrades: which path, which page, which session. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { reason } from '../../platform/failure.ts'
import { CLOSE, SUBPROTOCOL } from '../../protocol/message.ts'
import { type Admission, admit, admitsOrigin, bearerToken } from '../access/access.ts'
import type { RelayContext } from '../http/context.ts'
import { HtmlSession } from './html-session.ts'
import { Outbox } from './outbox.ts'
import { Session } from './session.ts'
import { Topics } from './topics.ts'

/**
 * Where ws itself gives up on a message, with 1009. Below it the session answers 4413, which tells the client more.
 */
const MOST_FRAME = 1_048_576
/** A client that has not answered two pings is gone, ms. */
const PING_EVERY = 5_000

type Client = { restart(why: string): void }
type Lively = { answered: boolean; readonly client: Client }

export class Gateway {
  readonly #context: RelayContext
  readonly #topics = new Topics()
  readonly #clients = new Map<WebSocket, Lively>()
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_FRAME,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  })
  #cancelPing: () => void = () => {}

  constructor(context: RelayContext) {
    this.#context = context
    this.#schedulePing()
  }

  listen(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const url = new URL(request.url ?? '/', 'http://relay')
      if (url.pathname !== '/ws' && url.pathname !== '/ws/cashier/') return refuseUpgrade(socket)
      this.#server.handleUpgrade(request, socket, head, (client) => this.#onOpen(client, request, url))
    })
  }

  /** Sends everybody away with 1012. */
  close(): void {
    this.#cancelPing()
    for (const { client } of this.#clients.values()) client.restart('the relay restarts')
  }

  /** Cuts whoever has not gone by itself. */
  terminate(): void {
    for (const socket of this.#clients.keys()) socket.terminate()
  }

  #onOpen(socket: WebSocket, request: IncomingMessage, url: URL): void {
    const origin = admitsOrigin(this.#context.access, request)
    if (origin.kind === 'refused') return this.#refuse(socket, origin)
    if (url.pathname === '/ws') return this.#add(socket, new Session(this.#context, this.#topics, socket))
    this.#openHtml(socket, request, url).catch((error: unknown) => {
      this.#context.lines.error({ reason: reason(error) }, 'html session failed')
      socket.terminate()
    })
  }

  async #openHtml(socket: WebSocket, request: IncomingMessage, url: URL): Promise<void> {
    socket.on('error', (error) => this.#context.lines.debug({ reason: reason(error) }, 'socket error'))
    const store = url.searchParams.get('store') ?? this.#context.defaultStore
    const admission = await admit(this.#context.access, bearerToken(request, url.searchParams), store)
    if (admission.kind === 'refused') return this.#refuse(socket, admission)
    const opened = await this.#context.stores.open(store)
    if (opened.kind === 'refused') {
      const code = opened.code === 'unknown_store' ? CLOSE.badMessage : CLOSE.restart
      return new Outbox(socket, this.#countClose).close(code, opened.message)
    }
    this.#add(socket, new HtmlSession(this.#context, opened.lease, socket))
  }

  #refuse(socket: WebSocket, refused: Extract<Admission, { kind: 'refused' }>): void {
    this.#context.metrics.refused.inc({ code: refused.code })
    socket.on('error', (error) => this.#context.lines.debug({ reason: reason(error) }, 'socket error'))
    new Outbox(socket, this.#countClose).refuse(CLOSE.notAllowed, refused.code, refused.message)
  }

  readonly #countClose = (code: number) => this.#context.metrics.closed.inc({ code: String(code) })

  #add(socket: WebSocket, client: Client): void {
    const lively: Lively = { answered: true, client }
    this.#clients.set(socket, lively)
    socket.on('pong', () => {
      lively.answered = true
    })
    socket.on('close', () => this.#clients.delete(socket))
  }

  #schedulePing(): void {
    this.#cancelPing = this.#context.clock.after(PING_EVERY, () => {
      for (const [socket, lively] of this.#clients) {
        if (!lively.answered) socket.terminate()
        lively.answered = false
        socket.ping()
      }
      this.#schedulePing()
    })
  }
}

function refuseUpgrade(socket: Duplex): void {
  socket.on('error', () => socket.destroy())
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
}
