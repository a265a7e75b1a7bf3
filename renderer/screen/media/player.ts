/**
 * Turns through pictures and videos: the one that is seen, and the next one held ready. Knows no document.
 *
 * At most two pieces live at any time. While one gives way to the next these two are they; only when the old one is
 * freed is another opened. A piece that is not ready keeps the one before it on the screen, never an empty place.
 */
import type { Clock } from '../../../protocol/clock.ts'
import type { MediaItem } from '../../../protocol/screen-setup.ts'
import type { OpenPiece, Piece } from './piece.ts'
import { mayShow, nextIndex, placeIn, REST } from './playlist.ts'

/** One gives way to the next in this time, ms. */
export const FADE = 400
/** A file that is not ready after this long, ms, is given up for now. */
const LOADING = 20_000
/** How often the schedule is looked at where nothing else makes a turn, ms. */
const LOOK = 15_000
/** No turn comes sooner after another, or after a call, ms: two full changes in a second are the most there may be. */
const LEAST = 2_000

export type PlayerPort<P extends Piece> = {
  /** Never steps, so it says how long, and nothing of the time of day: a machine that slept or began in 1970. */
  readonly clock: Clock
  readonly today: () => Date
  readonly open: OpenPiece<P>
  /** `shown` is to be seen from now on, in place of `gone`; null: nothing. */
  swap(shown: P | null, gone: P | null): void
  problem(name: string, problem: string): void
}

type Held<P> = { readonly item: MediaItem; readonly index: number; readonly piece: P }
type Next<P> = Held<P> & { ready: boolean; readonly stopWaiting: () => void }

export class Player<P extends Piece> {
  readonly #port: PlayerPort<P>
  readonly #resting = new Map<string, number>()
  #items: readonly MediaItem[] = []
  #current: Held<P> | null = null
  #next: Next<P> | null = null
  #gone: P | null = null
  /** The current one has had its time. */
  #due = true
  /** When a picture's time is over, ms; a video has its own. */
  #turnAt: number | null = null
  /** While a call is up: what is left of the picture's time, ms. */
  #held: { readonly left: number | null } | null = null
  #shownAt = 0
  #cancelTurn = () => {}
  #cancelLook = () => {}

  constructor(port: PlayerPort<P>) {
    this.#port = port
  }

  /** What is seen now. */
  current(): P | null {
    return this.#current?.piece ?? null
  }

  /** Another list. What is shown stays if the list still has it. */
  setItems(items: readonly MediaItem[]): void {
    if (JSON.stringify(items) === JSON.stringify(this.#items)) return
    this.#items = items
    for (const src of this.#resting.keys()) if (!items.some((item) => item.src === src)) this.#resting.delete(src)
    this.#current = this.#current && placed(items, this.#current)
    this.#dropNext()
    this.#look()
  }

  /** A call is up: nothing turns. */
  hold(): void {
    if (this.#held) return
    this.#cancelTurn()
    this.#held = { left: this.#turnAt === null ? null : this.#turnAt - this.#port.clock.now() }
  }

  /** The call is over. What was there comes back for a moment at least. */
  go(): void {
    if (!this.#held) return
    const left = this.#due ? 0 : this.#held.left
    this.#held = null
    if (!this.#current) this.#turn()
    else if (left !== null) this.#turnIn(Math.max(LEAST, left))
  }

  #look(): void {
    const { clock } = this.#port
    this.#cancelLook()
    this.#cancelLook = this.#items.length > 0 ? clock.after(LOOK, () => this.#look()) : () => {}
    if (this.#current && !this.#fits(this.#current.item)) this.#due = true
    this.#prepare()
    this.#turn()
  }

  #fits(item: MediaItem): boolean {
    const { clock, today } = this.#port
    return this.#items.some(({ src }) => src === item.src) && mayShow(item, this.#resting, clock.now(), today())
  }

  /** Opens the next one, if there is another than the one shown. */
  #prepare(): void {
    if (this.#next || this.#gone) return
    const { clock, open } = this.#port
    const shown = this.#current
    const index = nextIndex(this.#items, shown?.index ?? -1, (item) => item.src !== shown?.item.src && this.#fits(item))
    const item = index === null ? undefined : this.#items[index]
    if (index === null || !item) return
    const stopWaiting = clock.after(LOADING, () => this.#failed(item, 'does not load'))
    const piece = open(item, {
      ready: () => this.#ready(item),
      ended: () => this.#ended(item),
      failed: (problem) => this.#failed(item, problem),
    })
    this.#next = { item, index, piece, ready: false, stopWaiting }
  }

  #ready({ src }: MediaItem): void {
    if (this.#next?.item.src !== src) return
    this.#next.stopWaiting()
    this.#next.ready = true
    this.#turn()
  }

  #ended({ src }: MediaItem): void {
    if (this.#current?.item.src === src) this.#timeOver()
  }

  #failed(item: MediaItem, problem: string): void {
    const { clock } = this.#port
    this.#resting.set(item.src, clock.now() + REST)
    this.#port.problem(item.name, problem)
    if (this.#next?.item.src === item.src) this.#dropNext()
    this.#look()
  }

  #dropNext(): void {
    this.#next?.stopWaiting()
    this.#next?.piece.free()
    this.#next = null
  }

  #turnIn(delay: number): void {
    const { clock } = this.#port
    this.#cancelTurn()
    this.#turnAt = clock.now() + delay
    this.#cancelTurn = clock.after(delay, () => this.#timeOver())
  }

  #timeOver(): void {
    this.#due = true
    // What was opened a while ago may be out of its hours by now.
    if (this.#next && !this.#fits(this.#next.item)) this.#dropNext()
    this.#prepare()
    this.#turn()
  }

  /** To the next one, if the time has come and it is ready. */
  #turn(): void {
    if (!this.#due || this.#held) return
    const early = this.#current ? this.#shownAt + LEAST - this.#port.clock.now() : 0
    if (early > 0) this.#turnIn(early)
    else if (this.#next) this.#show(this.#next)
    else if (this.#current && this.#fits(this.#current.item)) this.#begin(this.#current)
    else this.#clear()
  }

  #show(next: Next<P>): void {
    if (!next.ready) return
    this.#next = null
    this.#begin(next)
    this.#replace(next, this.#current)
  }

  /** Also of the only one there is: its picture stays, its video begins anew. */
  #begin({ item, piece }: Held<P>): void {
    const { clock } = this.#port
    this.#due = false
    this.#shownAt = clock.now()
    this.#cancelTurn()
    this.#turnAt = null
    piece.play()
    if (item.kind === 'picture') this.#turnIn(item.seconds * 1_000)
  }

  #clear(): void {
    if (!this.#current) return
    this.#cancelTurn()
    this.#replace(null, this.#current)
  }

  #replace(shown: Held<P> | null, old: Held<P> | null): void {
    this.#current = shown
    this.#gone = old?.piece ?? null
    this.#port.swap(shown?.piece ?? null, this.#gone)
    if (!old) return this.#prepare()
    this.#port.clock.after(FADE, () => {
      old.piece.free()
      this.#gone = null
      this.#look()
    })
  }
}

function placed<P>(items: readonly MediaItem[], held: Held<P>): Held<P> {
  const index = placeIn(items, held.item, held.index)
  const item = items[index]
  return { ...held, index, item: item?.src === held.item.src ? item : held.item }
}
