/**
 * A button box, the line, and its host, on one clock: for stories in which anything goes wrong with any of them.
 *
 * The host does what the bridge does (firmware-bridge/sources/box/box-reader.ts), and its journal is a list. Each frame on the
 * line has a fate from the story; when the story is told, the line is good.
 *
 * How to extend: another thing that may happen is a method of `BoxLine`; what may become of a frame is a `Fate`.
 */
import {
  type BoxHost,
  type BoxPress,
  dueAt,
  elapse,
  type Heard,
  hear,
  NEW_BOX_HOST,
  settle,
} from '../../protocol/box/box-host.ts'
import { encodeHostFrame } from '../../protocol/box/encode.ts'
import type { Ack, BoxFrame, Edge, HostFrame } from '../../protocol/box/frame.ts'
import type { GestureMap } from '../../protocol/box/gesture.ts'
import { parseBoxFrame } from '../../protocol/box/parse.ts'
import { EMPTY_READER, readFrames } from '../../protocol/box/reader.ts'
import { FakeBox } from './fake-box.ts'
import { FakeTimersClock } from './fake-timers-clock.ts'

export type Fate =
  | { readonly kind: 'passes' | 'lost' | 'doubled' }
  /** One bit of it is turned; counted from its first, round and round. */
  | { readonly kind: 'flipped'; readonly bit: number }

export type Trouble = {
  readonly toHost: readonly Fate[]
  readonly toBox: readonly Fate[]
}

/** On the way, ms. */
const LATENCY = 2
/** Until a press is on disk, and until the host knows that, ms. */
const DISK = 3
const ASKED_AGAIN = 1_000

export class BoxLine {
  readonly clock = new FakeTimersClock()
  readonly box: FakeBox
  /** Each edge that the box has numbered, in that order. */
  readonly edges: Edge[] = []
  /** Presses on disk, in that order, as often as they came. */
  readonly journal: BoxPress[] = []
  /** Presses that the box had no room for. */
  lost = 0
  /** Edges that were in the box alone when its power was cut. */
  readonly cut: Edge[] = []
  /** Edges that the host has given up. */
  missed = 0
  /** How many of the next presses cannot be journaled. */
  failures = 0
  readonly #map: GestureMap
  readonly #trouble: { readonly toHost: Fate[]; readonly toBox: Fate[] }
  readonly #onAck: (ack: Ack, line: BoxLine) => void
  #host: BoxHost = NEW_BOX_HOST
  #reader = EMPTY_READER
  #state: 'closed' | 'asking' | 'greeted' = 'closed'
  #life = 0
  #cancelDue: () => void = () => undefined
  #cancelAsk: () => void = () => undefined
  readonly #held = new Set<number>()

  constructor(map: GestureMap, trouble: Trouble, onAck: (ack: Ack, line: BoxLine) => void) {
    this.#map = map
    this.#trouble = { toHost: [...trouble.toHost], toBox: [...trouble.toBox] }
    this.#onAck = onAck
    this.box = new FakeBox({ clock: this.clock, say: (text) => this.#boxSays(text) })
    this.box.powerOn()
    this.open()
  }

  /** Nothing is on its way any more: neither in the box nor in the host. */
  get isSettled(): boolean {
    return this.box.queued === 0 && this.#host.unsettled.length === 0 && this.#held.size === 0
  }

  /** How long the button of this press was down, by the box's clock; undefined: the box was reset meanwhile. */
  heldFor(press: BoxPress): number | undefined {
    const from = this.edges.findIndex((edge) => isSame(edge, press))
    const [down, ...after] = this.edges.slice(from)
    const up = after.find(({ boot, button }) => boot === press.boot && button === press.button)
    return down && up && up.ms - down.ms
  }

  /** A finger; one that is on the button already stays there. */
  press(button: number, ms: number): void {
    if (this.#held.has(button)) return
    const before = this.box.lost
    this.#held.add(button)
    this.box.down(button)
    if (this.box.lost > before) this.lost++
    this.clock.after(ms, () => {
      this.#held.delete(button)
      this.box.up(button)
    })
  }

  /** Unplugged and plugged in again: what is in the box alone is gone. */
  cutPower(): void {
    this.cut.push(...this.edges.filter((edge) => !this.journal.some((press) => isSame(press, edge))))
    this.box.powerOn()
    this.open()
  }

  /** The host opens the port, and knows what it knew. */
  open(): void {
    this.close()
    this.#state = 'asking'
    this.#ask()
  }

  close(): void {
    this.#state = 'closed'
    this.#reader = EMPTY_READER
    this.#cancelAsk()
    this.#cancelDue()
  }

  /** The host's process is killed and comes again: it knows nothing. */
  restart(): void {
    this.#life++
    this.#host = NEW_BOX_HOST
    this.open()
  }

  ask(): void {
    this.#send({ kind: 'ask' })
  }

  /** The story is told, and the line is good: runs until nothing is on its way. */
  end(): void {
    this.#trouble.toHost.length = this.#trouble.toBox.length = this.failures = 0
    if (this.#state === 'closed') this.open()
    for (let seconds = 0; seconds < 60 && !(seconds > 2 && this.isSettled); seconds++) this.clock.advance(1_000)
  }

  #ask(): void {
    this.ask()
    this.#cancelAsk = this.clock.after(ASKED_AGAIN, () => this.#ask())
  }

  #boxSays(text: string): void {
    for (const frame of readFrames(EMPTY_READER, latin1(text), parseBoxFrame).frames) {
      if (frame.kind === 'edge' && !this.edges.some((edge) => isSame(edge, frame))) this.edges.push(frame)
    }
    this.#carry(text, this.#trouble.toHost, (bytes) => this.#take(bytes))
  }

  #send(frame: HostFrame): void {
    if (this.#state === 'closed') return
    this.#carry(encodeHostFrame(frame), this.#trouble.toBox, (bytes) => this.box.hear(bytes))
  }

  #carry(text: string, fates: Fate[], arrive: (bytes: Uint8Array) => void): void {
    for (const bytes of undergo(latin1(text), fates.shift() ?? { kind: 'passes' })) {
      this.clock.after(LATENCY, () => arrive(bytes))
    }
  }

  #take(bytes: Uint8Array): void {
    if (this.#state === 'closed') return
    const { reader, frames } = readFrames(this.#reader, bytes, parseBoxFrame)
    this.#reader = reader
    for (const frame of frames) this.#hear(frame)
  }

  #hear(frame: BoxFrame): void {
    if (frame.kind === 'hello') {
      this.#state = 'greeted'
      this.#cancelAsk()
    }
    if (this.#state !== 'greeted' || frame.kind === 'lamps_applied' || frame.kind === 'refused') return
    const heard = hear(this.#host, frame, this.#map, this.clock.now())
    if (heard.verdict?.kind === 'new') this.missed += heard.verdict.missed
    this.#apply(heard)
  }

  #apply({ host, presses, acks }: Heard): void {
    this.#host = host
    for (const press of presses) this.#write(press)
    for (const ack of acks) {
      this.#onAck(ack, this)
      this.#send(ack)
    }
    this.#cancelDue()
    const due = dueAt(host, this.#map)
    if (due === null || this.#state !== 'greeted') return
    const delay = Math.max(1, due - this.clock.now())
    this.#cancelDue = this.clock.after(delay, () => this.#apply(elapse(this.#host, this.#map, this.clock.now())))
  }

  /** A process that is killed meanwhile may have written the press without knowing it. */
  #write(press: BoxPress): void {
    const life = this.#life
    this.clock.after(DISK, () => {
      const outcome = this.failures > 0 ? 'failed' : 'taken'
      if (outcome === 'taken') this.journal.push(press)
      else this.failures--
      this.clock.after(DISK, () => {
        if (life === this.#life) this.#apply(settle(this.#host, press, outcome))
      })
    })
  }
}

export function isSame(one: { boot: number; seq: number }, other: { boot: number; seq: number }): boolean {
  return one.boot === other.boot && one.seq === other.seq
}

function undergo(bytes: Uint8Array, fate: Fate): readonly Uint8Array[] {
  switch (fate.kind) {
    case 'passes':
      return [bytes]
    case 'lost':
      return []
    case 'doubled':
      return [bytes, bytes]
    case 'flipped': {
      const at = Math.floor(fate.bit / 8) % bytes.length
      return [bytes.map((byte, index) => (index === at ? byte ^ (1 << (fate.bit % 8)) : byte))]
    }
  }
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}
