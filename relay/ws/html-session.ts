/** One client on `/ws/cashier/`: a page without a clock of its own, so the relay sends it each change of the view. */
import type { WebSocket } from 'ws'
import { reason } from '../../platform/failure.ts'
import { CLOSE } from '../../protocol/message.ts'
import { view } from '../../protocol/view.ts'
import type { RelayContext } from '../http/context.ts'
import type { FeedListener, StoreFeed } from '../store-feed.ts'
import type { Lease } from '../stores.ts'
import { fragment } from './fragment.ts'
import { Outbox } from './outbox.ts'

export class HtmlSession implements FeedListener {
  readonly #context: RelayContext
  readonly #lease: Lease
  readonly #feed: StoreFeed
  readonly #outbox: Outbox
  #cancelTurn: () => void = () => {}
  #sent = ''

  constructor(context: RelayContext, lease: Lease, socket: WebSocket) {
    const { feed } = lease
    this.#context = context
    this.#lease = lease
    this.#feed = feed
    this.#outbox = new Outbox(socket, (code) => context.metrics.closed.inc({ code: String(code) }))
    context.metrics.clients.inc({ role: 'html' })
    socket.on('close', () => this.#leave())
    socket.on('error', (error) => context.lines.debug({ reason: reason(error) }, 'socket error'))
    feed.join(undefined, this)
    this.entries()
  }

  /** Sends the view of now, and again when it changes by itself. */
  entries(): void {
    const now = this.#feed.now()
    const current = view(this.#feed.state, now)
    const text = fragment(this.#feed.state, current)
    if (text !== this.#sent) this.#outbox.sendText(text)
    this.#sent = text
    this.#cancelTurn()
    if (current.changesAt !== null) {
      this.#cancelTurn = this.#context.clock.after(Math.max(1, current.changesAt - now), () => this.entries())
    }
  }

  reset(): void {
    this.entries()
  }

  restart(why: string): void {
    this.#outbox.close(CLOSE.restart, why)
  }

  #leave(): void {
    this.#cancelTurn()
    this.#feed.leave(this)
    this.#lease.release()
    this.#context.metrics.clients.dec({ role: 'html' })
  }
}
