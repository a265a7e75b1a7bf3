/**
 * The page as a whole: from presses and the log to what stands on the keys.
 *
 * What is asked of it is asked of an instant (`now`, log time): all keys and `changesAt` of one picture must be of the
 * same one. A change between the two would be neither in the picture nor still to come, and the keys would stand still.
 */
import type { Clock } from '../../protocol/clock.ts'
import { type Entry, isPress } from '../../protocol/event.ts'
import type { Catalogue } from '../../protocol/language/index.ts'
import { tillName, tillPhrase } from '../../protocol/language/index.ts'
import { tillOf, view } from '../../protocol/view.ts'
import type { BoardClient } from '../client/board-client.ts'
import { isAway, type KeyState, keyState, keyWords, linkChangesAt } from './key-state.ts'
import type { KeyPicture } from './key-view.ts'
import type { Mode } from './mode.ts'
import type { PagePress, SendOutcome } from './press-sender.ts'
import {
  answered,
  moved,
  type PressTrack,
  pressed,
  SETTLED,
  seen,
  snapshotCame,
  trackChangesAt,
} from './press-track.ts'

type Board = Pick<BoardClient, 'now' | 'link' | 'state'>

/** What became of the presses of this page, till by till. */
export class DeskPage {
  readonly #client: Board
  readonly #tracks = new Map<number, PressTrack>()
  /** The newest entry that came by itself; a state beyond it came as a snapshot. */
  #readTo = 0
  /** Entries that the state does not hold yet: the page is still catching up with the log. */
  #early: Entry[] = []
  readonly #clock: Pick<Clock, 'now'>
  /** By how much log time is ahead of the page's own clock, ms. Until the first connection nobody knows. */
  #lead: number

  /** `clock` is the one that `client` makes log time of. */
  constructor(client: Board, clock: Pick<Clock, 'now'>) {
    this.#client = client
    this.#clock = clock
    this.#lead = client.now() - clock.now()
  }

  async press(press: PagePress, send: (press: PagePress) => Promise<SendOutcome>): Promise<void> {
    const { cashier, id, action } = press
    this.#tracks.set(cashier, pressed(id, action, this.#client.now()))
    const outcome = await send(press)
    this.#tracks.set(cashier, answered(this.#track(cashier), id, outcome, this.#client.now()))
  }

  /** Counts from when the state holds it: until then the log does not show what became of its press. */
  read(entry: Entry): void {
    this.#early.push(entry)
    this.#readUpTo(this.#client.state().offset)
  }

  /** To be called with each change of the state. */
  stateChanged(): void {
    this.#followClock()
    const { offset, at } = this.#client.state()
    // The log has begun a new life: what was read of the old one never happened.
    if (offset < this.#readTo) this.#early = []
    this.#readUpTo(offset)
    if (offset === this.#readTo) return
    this.#readTo = offset
    this.#change((track) => snapshotCame(track, at))
  }

  keyOf(cashier: number, now: number): KeyState {
    const { state, link } = this.#client
    return keyState(state(), cashier, this.#track(cashier), link(), now)
  }

  pictureOf(cashier: number, mode: Mode, catalogue: Catalogue, now: number): KeyPicture {
    return { key: this.keyOf(cashier, now), help: this.needsHelp(cashier), mode, catalogue }
  }

  /** What a screen reader is told of a till: its name and how it stands. */
  sentence(cashier: number, catalogue: Catalogue, now: number): string {
    const name = tillName(catalogue, tillOf(this.#client.state(), cashier))
    const words = keyWords(this.keyOf(cashier, now), this.needsHelp(cashier), catalogue)
    return `${tillPhrase(catalogue, name)}: ${words}`
  }

  needsHelp(cashier: number): boolean {
    return this.#client.state().help.includes(cashier)
  }

  isAway(now: number): boolean {
    return isAway(this.#client.link(), now)
  }

  /** Log time, ms, at which the picture of `now` changes if nothing happens; null: it will not. */
  changesAt(now: number): number | null {
    const { changesAt } = view(this.#client.state(), now)
    const tracks = [...this.#tracks.values()].map((track) => trackChangesAt(track, now))
    const next = Math.min(changesAt ?? Infinity, linkChangesAt(this.#client.link(), now), ...tracks)
    return Number.isFinite(next) ? next : null
  }

  /** The first word of a relay may move log time by hours: this machine's clock may be wrong by years. */
  #followClock(): void {
    const lead = this.#client.now() - this.#clock.now()
    const by = lead - this.#lead
    this.#lead = lead
    this.#change((track) => moved(track, by))
  }

  #readUpTo(offset: number): void {
    const held = this.#early.filter((entry) => entry.offset <= offset)
    if (held.length === 0) return
    this.#early = this.#early.slice(held.length)
    for (const entry of held) this.#take(entry)
  }

  #take(entry: Entry): void {
    this.#readTo = entry.offset
    if (!isPress(entry.event)) return
    const { cashier } = entry.event
    const { staleAfter } = this.#client.state().settings.board
    this.#tracks.set(cashier, seen(this.#track(cashier), entry, staleAfter))
  }

  #change(next: (track: PressTrack) => PressTrack): void {
    for (const [cashier, track] of this.#tracks) this.#tracks.set(cashier, next(track))
  }

  #track(cashier: number): PressTrack {
    return this.#tracks.get(cashier) ?? SETTLED
  }
}
