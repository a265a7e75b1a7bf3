/** One client on `/ws/cashier/`: a page without a clock of its own, so the relay sends it each change of the view. */
import { CLOSE } from '../../protocol/message.ts'
import type { Granted } from '../access/access.ts'
import type { RelayContext } from '../http/context.ts'
import type { Lease } from '../stores.ts'
import type { Connection } from './connection.ts'
import { type LapseContext, lapsed } from './grant.ts'
import type { HtmlBoard, HtmlMember } from './html-board.ts'

type HtmlContext = Pick<RelayContext, 'clock' | 'metrics'> & LapseContext

/** What is used of `ws`. */
type Talking = { on(event: 'message' | 'ping' | 'pong', listener: () => void): unknown }

export class HtmlSession implements HtmlMember {
  readonly #context: HtmlContext
  readonly #connection: Connection
  readonly #board: HtmlBoard
  readonly #lease: Pick<Lease, 'release'>
  readonly #grant: Granted
  #isBehind = false

  constructor(
    context: HtmlContext,
    socket: Talking,
    connection: Connection,
    board: HtmlBoard,
    lease: Pick<Lease, 'release'>,
    grant: Granted,
  ) {
    this.#context = context
    this.#connection = connection
    this.#board = board
    this.#lease = lease
    this.#grant = grant
    context.metrics.clients.inc({ role: 'html' })
    const onTalk = () => this.#onTalk()
    socket.on('message', onTalk)
    socket.on('ping', onTalk)
    socket.on('pong', onTalk)
    board.join(this)
  }

  /** Of a page that reads slowly only the newest fragment matters. */
  show(frame: Buffer): void {
    if (this.#isBehind || this.#connection.offer(frame)) return
    this.#isBehind = true
    this.#connection.whenDrained(() => {
      this.#isBehind = false
      this.#context.metrics.coalesced.inc()
      this.#connection.write(this.#board.frame)
    })
  }

  restart(why: string): void {
    this.#connection.close(CLOSE.restart, why)
  }

  cut(): void {
    this.#connection.cut()
  }

  /** The connection has ended. */
  leave(): void {
    this.#board.leave(this)
    this.#lease.release()
    this.#context.metrics.clients.dec({ role: 'html' })
  }

  /** Once in a round. */
  visit(now: number): void {
    this.#closeLapsed()
    this.#connection.visit(now)
  }

  /** The token with this id has been revoked. */
  revoked(id: string): void {
    if (this.#grant.id === id) this.#closeLapsed()
  }

  /** What such a page says (htmx sends its forms) is of no interest, but may not become a flood. */
  #onTalk(): void {
    if (this.#connection.hears(this.#context.clock.now())) return
    this.#connection.close(CLOSE.tooFast, 'too many messages')
  }

  #closeLapsed(): void {
    const why = lapsed(this.#grant, this.#context)
    if (why !== undefined) this.#connection.close(CLOSE.notAllowed, why)
  }
}
