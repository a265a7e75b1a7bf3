/**
 * When each follower looks at its log without having been called: all of them in turn, spread evenly over a round, and
 * no more of them each second than a Redis hardly feels. Whoever is in a hurry comes before.
 */
import type { Clock } from '../../protocol/clock.ts'

export type Visited = { visit(): void }

/** A round takes this long, ms, and longer where there are more than a thousand to visit. */
const ROUND = 1_000
/** Visits a second. */
const USUAL = 1_000
/** After an outage everybody wants to know at once. */
const HURRIED = 5_000
/** No timer is shorter, ms; none that was held up makes a burst. */
const TICK = 10
const LONGEST = 5 * TICK

export class Rounds {
  readonly #clock: Clock
  /** In the order of their turns. */
  readonly #members = new Set<Visited>()
  readonly #hurried = new Set<Visited>()
  #cancel: (() => void) | undefined
  #before = 0
  #planned = 0
  /** Parts of a visit that are due. */
  #owed = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(member: Visited): void {
    this.#members.add(member)
    // The pause was chosen when there were fewer.
    if (this.#pause() * 2 < this.#planned) this.#restart()
    else this.#start()
  }

  remove(member: Visited): void {
    this.#members.delete(member)
    this.#hurried.delete(member)
    if (this.#members.size > 0) return
    this.#cancel?.()
    this.#cancel = undefined
  }

  /** As soon as can be, in the order of the asking. */
  hurry(...members: readonly Visited[]): void {
    for (const member of members) if (this.#members.has(member)) this.#hurried.add(member)
    this.#hasten()
  }

  hurryAll(): void {
    for (const member of this.#members) this.#hurried.add(member)
    this.#hasten()
  }

  /** A turn that is due soon stays due: whoever hurries again and again would put it off for ever. */
  #hasten(): void {
    if (this.#pause() < this.#planned) this.#restart()
    else this.#start()
  }

  #restart(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#start()
  }

  #start(): void {
    if (this.#cancel || this.#members.size === 0) return
    this.#before = this.#clock.now()
    this.#planned = this.#pause()
    this.#cancel = this.#clock.after(this.#planned, () => this.#tick())
  }

  #pause(): number {
    return this.#hurried.size > 0 ? TICK : Math.max(TICK, ROUND / this.#members.size)
  }

  #tick(): void {
    const passed = Math.min(this.#clock.now() - this.#before, Math.max(LONGEST, this.#planned))
    this.#cancel = undefined
    const haste = Math.ceil((passed * HURRIED) / 1_000)
    for (const member of take(this.#hurried, haste)) this.#visit(member)
    this.#owed += (passed * Math.min(USUAL, (this.#members.size * 1_000) / ROUND)) / 1_000
    const due = Math.floor(this.#owed)
    this.#owed -= due
    for (const member of take(this.#members, due)) this.#visit(member)
    this.#start()
  }

  #visit(member: Visited): void {
    this.#hurried.delete(member)
    // The visit of another may have been its end.
    if (!this.#members.delete(member)) return
    this.#members.add(member)
    member.visit()
  }
}

/** The first ones. */
function take<T>(from: ReadonlySet<T>, count: number): T[] {
  const taken: T[] = []
  for (const one of from) {
    if (taken.length >= count) break
    taken.push(one)
  }
  return taken
}
