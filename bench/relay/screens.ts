/** The screens of one crowd in one process. */
import { createConnection } from 'node:net'
import { fullJitter, RECONNECT } from '../../protocol/backoff.ts'
import { monotonic, pause } from './clock.ts'
import { addressOf, dueIn, type Share, storeOf } from './crowd-messages.ts'
import { RawScreen, type ScreenListener } from './raw-screen.ts'

/** Handshakes out at once while a crowd is set up; that is no measurement. */
const AT_ONCE = 200
/** A crowd that is not in after so long does not come in. */
const OPEN_WITHIN = 60_000
/** As renderer/client/heartbeat.ts has it, ms. */
const QUICK = 120
const QUICK_PINGS = 4
const INTERVAL = 2_000
const TICK = 20
/** How often it is looked whether a relay that was killed answers again, ms. */
const KNOCK = 5

type Watch = { left: number; first: number; last: number; count: number; done: () => void }

export class Screens implements ScreenListener {
  readonly #screens: RawScreen[]
  readonly #share: Share
  #onReady: (screen: RawScreen) => void = () => undefined
  #onEntry: (screen: RawScreen, at: number, text: string) => void = () => undefined
  #onLost: (screen: RawScreen) => void = () => undefined
  #watch: Watch | undefined
  #ages: number[] | undefined
  #beating: NodeJS.Timeout | undefined
  #cuts = 0
  #refusal = ''
  #closed = false

  constructor(share: Share) {
    this.#share = share
    const { dialect, port, from, to } = share
    this.#screens = Array.from({ length: to - from }, (_, index) => {
      const place = { dialect, port, from: addressOf(from + index), store: storeOf(from + index, share) }
      return new RawScreen(place, this)
    })
  }

  ready(screen: RawScreen): void {
    this.#onReady(screen)
  }

  entry(screen: RawScreen, at: number, text: string): void {
    const watch = this.#watch
    if (watch !== undefined) {
      if (watch.count === 0) watch.first = at
      watch.last = at
      if (++watch.count === watch.left) watch.done()
    }
    if (this.#ages !== undefined) {
      const due = dueIn(text)
      if (due !== undefined) this.#ages.push(at - due)
    }
    this.#onEntry(screen, at, text)
  }

  refused(why: string): void {
    this.#refusal = `; the last refusal: ${why}`
  }

  lost(screen: RawScreen): void {
    if (!this.#closed) this.#onLost(screen)
  }

  async open(): Promise<void> {
    const end = monotonic() + OPEN_WITHIN
    let [next, ready] = [0, 0]
    this.#onReady = () => {
      ready++
      this.#screens[next++]?.connect()
    }
    this.#onLost = (screen) => setTimeout(() => screen.connect(), 100)
    while (next < Math.min(AT_ONCE, this.#screens.length)) this.#screens[next++]?.connect()
    while (ready < this.#screens.length) {
      if (monotonic() > end)
        throw new Error(`${ready} of ${this.#screens.length} screens were in after a minute${this.#refusal}`)
      await pause(20)
    }
    this.#onReady = () => undefined
    this.#onLost = () => undefined
  }

  /** Counts entries until each screen has one, or `within` ms have gone. */
  async watch(within: number): Promise<{ first: number; last: number; count: number }> {
    const watch: Watch = { left: this.#screens.length, first: 0, last: 0, count: 0, done: () => undefined }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, within)
      watch.done = () => {
        clearTimeout(timer)
        resolve()
      }
      this.#watch = watch
    })
    this.#watch = undefined
    return { first: watch.first, last: watch.last, count: watch.count }
  }

  beat(on: boolean): void {
    clearInterval(this.#beating)
    if (!on) return
    // Screens that have been in for long ping at their own moments.
    for (const screen of this.#screens) {
      screen.beats = QUICK_PINGS
      screen.nextBeat = screen.isReady ? monotonic() + Math.random() * INTERVAL : Number.POSITIVE_INFINITY
    }
    this.#beating = setInterval(() => {
      const now = monotonic()
      for (const screen of this.#screens) {
        if (now < screen.nextBeat) continue
        screen.beat()
        screen.nextBeat = now + (++screen.beats < QUICK_PINGS ? QUICK : INTERVAL)
      }
    }, TICK)
  }

  keepAges(): void {
    this.#ages = []
  }

  takeAges(): number[] {
    const ages = this.#ages ?? []
    this.#ages = undefined
    return ages
  }

  /** Each comes back by the page's own backoff until it has what its store's log has. */
  async settle(targets: readonly number[], end: number): Promise<{ times: number[]; missing: number }> {
    const { from, total, stores } = this.#share
    const targetOf = new Map(
      this.#screens.map((screen, index) => [screen, targets[Math.floor(((from + index) * stores) / total)] ?? 0]),
    )
    const times: number[] = []
    const check = (screen: RawScreen) => {
      if (!screen.isReady || screen.offset < (targetOf.get(screen) ?? 0) || !targetOf.delete(screen)) return
      times.push(monotonic())
    }
    const door = new Door(this.#share.port)
    this.#onEntry = check
    this.#onReady = check
    this.#onLost = (screen) => this.#comeBack(screen, door)
    for (const screen of this.#screens) if (!screen.isReady) this.#comeBack(screen, door)
    while (targetOf.size > 0 && monotonic() < end) await pause(10)
    door.close()
    this.#onEntry = () => undefined
    this.#onReady = () => undefined
    this.#onLost = () => undefined
    return { times, missing: targetOf.size }
  }

  /**
   * A try that would be refused is not made, only counted: ten thousand of them a moment are the work of ten thousand
   * machines, and would take the processors from the relay that is to start here.
   */
  #comeBack(screen: RawScreen, door: Door): void {
    setTimeout(
      () => {
        if (door.isOpen) screen.connect()
        else this.#comeBack(screen, door)
      },
      fullJitter(RECONNECT, screen.failures++, Math.random()),
    )
  }

  async drops(away: number, during: number): Promise<void> {
    const end = monotonic() + during
    this.#onLost = (screen) => setTimeout(() => screen.connect(), 50)
    await Promise.all(this.#screens.map((screen) => this.#dropAgain(screen, away, end)))
    while (this.#screens.some((screen) => !screen.isReady)) await pause(20)
    this.#onLost = () => undefined
  }

  async #dropAgain(screen: RawScreen, away: number, end: number): Promise<void> {
    for (;;) {
      await pause(500 + Math.random() * 2_000)
      if (monotonic() + away > end) return
      if (!screen.isReady) continue
      this.#cuts++
      screen.cut()
      await pause(away)
      screen.connect()
    }
  }

  countFrom(offset: number): void {
    for (const screen of this.#screens) screen.countFrom(offset)
  }

  tally(top: number): { missed: number; snapshots: number; cuts: number } {
    let [missed, snapshots] = [0, 0]
    for (const screen of this.#screens) {
      missed += screen.missed(top)
      snapshots += screen.snapshots
    }
    return { missed, snapshots, cuts: this.#cuts }
  }

  close(): void {
    this.#closed = true
    clearInterval(this.#beating)
    for (const screen of this.#screens) screen.cut()
  }
}

/** Whether anybody answers at a port. */
class Door {
  isOpen = false
  readonly #timer: NodeJS.Timeout

  constructor(port: number) {
    this.#timer = setInterval(() => {
      const socket = createConnection({ host: '127.0.0.1', port })
      socket.on('connect', () => {
        this.isOpen = true
        clearInterval(this.#timer)
        socket.destroy()
      })
      socket.on('error', () => socket.destroy())
    }, KNOCK)
  }

  close(): void {
    clearInterval(this.#timer)
  }
}
