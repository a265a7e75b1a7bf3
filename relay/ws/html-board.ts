/** A store's board as fragments: made once for all pages that watch it, and again when it changes by itself. */
import type { Clock } from '../../protocol/clock.ts'
import { view } from '../../protocol/view.ts'
import type { FeedListener, StoreFeed } from '../store-feed.ts'
import { fragment } from './fragment.ts'
import { textFrame } from './frame.ts'

export type HtmlMember = { show(frame: Buffer): void }

export class HtmlBoard implements FeedListener {
  readonly #feed: StoreFeed
  readonly #clock: Clock
  readonly #members = new Set<HtmlMember>()
  #text = ''
  #frame = textFrame('')
  #cancelTurn: () => void = () => {}

  constructor(feed: StoreFeed, clock: Clock) {
    this.#feed = feed
    this.#clock = clock
  }

  /** What it shows now. */
  get frame(): Buffer {
    return this.#frame
  }

  join(member: HtmlMember): void {
    if (this.#members.size === 0) {
      this.#feed.join(undefined, this)
      this.entries()
    }
    this.#members.add(member)
    member.show(this.#frame)
  }

  leave(member: HtmlMember): void {
    if (!this.#members.delete(member) || this.#members.size > 0) return
    this.#cancelTurn()
    this.#feed.leave(this)
  }

  /** Sends the view of now, and again when it changes by itself. */
  entries(): void {
    const now = this.#feed.now()
    const current = view(this.#feed.state, now)
    this.#show(fragment(this.#feed.state, current))
    this.#cancelTurn()
    if (current.changesAt === null) return
    this.#cancelTurn = this.#clock.after(Math.max(1, current.changesAt - now), () => this.entries())
  }

  reset(): void {
    this.entries()
  }

  #show(text: string): void {
    if (text === this.#text) return
    this.#text = text
    this.#frame = textFrame(text)
    for (const member of this.#members) member.show(this.#frame)
  }
}
