/**
 * A player on a clock turned by hand, with pieces that load, end and fail when the test says so.
 *
 *     const easel = new Easel(picture('a'), video('b'))
 *     easel.load('a')                       // it is ready now
 *     easel.clock.advance(10_000)
 *
 * How to extend: what a piece can do by itself is a method that finds it by its name among those that are alive.
 */
import type { Hours, MediaItem } from '../../../../protocol/screen-setup.ts'
import type { Piece, PieceEvents } from '../../../../renderer/screen/media/piece.ts'
import { Player } from '../../../../renderer/screen/media/player.ts'
import { FakeTimersClock } from '../../../helpers/fake-timers-clock.ts'

export const picture = (name: string, more: Partial<MediaItem> = {}): MediaItem => ({
  src: `media/${name}`,
  name,
  kind: 'picture',
  seconds: 10,
  hours: [],
  ...more,
})
export const video = (name: string): MediaItem => picture(name, { kind: 'video' })
export const only = (...hours: Hours[]) => ({ hours })

export class FakePiece implements Piece {
  readonly name: string
  readonly events: PieceEvents
  freed = false
  plays = 0

  constructor({ name }: MediaItem, events: PieceEvents) {
    this.name = name
    this.events = events
  }

  size = () => ({ width: 16, height: 9 })
  pause(): void {}
  resume(): void {}
  play(): void {
    this.plays += 1
  }
  free(): void {
    this.freed = true
  }
}

export class Easel {
  readonly clock: FakeTimersClock
  readonly opened: FakePiece[] = []
  /** What was seen, in order; `null` is nothing. */
  readonly seen: (string | null)[] = []
  readonly problems: string[] = []
  readonly player: Player<FakePiece>
  /** The most that were alive at once. */
  most = 0
  /** By how much the time of day was set, ms. */
  set = 0
  /** Every piece is ready as soon as it is opened. */
  quick = false

  constructor(items: readonly MediaItem[] = [], clock = new FakeTimersClock()) {
    this.clock = clock
    this.player = new Player<FakePiece>({
      clock,
      today: () => new Date(clock.now() + this.set),
      open: (item, events) => this.#open(item, events),
      swap: (shown) => this.seen.push(shown?.name ?? null),
      problem: (name, problem) => this.problems.push(`${name} ${problem}`),
    })
    this.player.setItems(items)
  }

  /** Alive, in the order in which they were opened. */
  get alive(): FakePiece[] {
    return this.opened.filter(({ freed }) => !freed)
  }

  load(name: string): void {
    this.#piece(name).events.ready()
  }
  end(name: string): void {
    this.#piece(name).events.ended()
  }
  fail(name: string, problem = 'is damaged'): void {
    this.#piece(name).events.failed(problem)
  }
  /** The one that is seen has faded in, and the one before it is gone. */
  settle(): void {
    this.clock.advance(400)
  }

  #piece(name: string): FakePiece {
    const piece = this.alive.findLast((other) => other.name === name)
    if (!piece) throw new Error(`"${name}" is not there, only ${this.alive.map((other) => other.name)}`)
    return piece
  }

  #open(item: MediaItem, events: PieceEvents): FakePiece {
    const piece = new FakePiece(item, events)
    this.opened.push(piece)
    this.most = Math.max(this.most, this.alive.length)
    if (this.quick) this.clock.after(1, () => piece.freed || events.ready())
    return piece
  }
}
