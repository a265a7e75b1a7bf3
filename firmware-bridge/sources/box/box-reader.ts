/**
 * One box as the bridge hears it: bytes become frames, frames become presses, and what is journaled is acknowledged.
 *
 * All thinking is in protocol/box/box-host.ts; here is what needs a clock, the bridge and a way back to the box. A
 * reader outlives the openings of its device: a box that was cut off in the middle of a press goes on where it was.
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
} from '../../../protocol/box/box-host.ts'
import {
  BOX_PROTOCOL,
  type BoxFrame,
  type Edge,
  type Heartbeat,
  type Hello,
  type HostFrame,
} from '../../../protocol/box/frame.ts'
import type { GestureMap } from '../../../protocol/box/gesture.ts'
import { parseBoxFrame } from '../../../protocol/box/parse.ts'
import { EMPTY_READER, type FrameReader, readFrames } from '../../../protocol/box/reader.ts'
import type { Clock } from '../../../protocol/clock.ts'
import { gestureMapOf } from '../../models/gesture-maps.ts'
import { type BoxCounts, NO_BOX_COUNTS } from '../source.ts'
import { KeptEdges } from './kept-edges.ts'

export type BoxReaderOptions = {
  readonly clock: Clock
  /**
   * `age`: how long ago it was made, ms. `taken`: it is on disk, or refused for good. `failed`: the box has to say it
   * again. Never rejects.
   */
  readonly submit: (press: BoxPress, of: Hello, age: number) => Promise<'taken' | 'failed'>
  readonly send: (frame: HostFrame) => void
  /** Every frame, before anything is made of it. */
  readonly heard: (frame: BoxFrame) => void
}

export class BoxReader {
  readonly #options: BoxReaderOptions
  readonly #kept: KeptEdges
  #frames: FrameReader = EMPTY_READER
  #host: BoxHost = NEW_BOX_HOST
  /** Who it is, since the device was opened: before its hello, no edge can be placed. */
  #hello: Hello | undefined
  /** Whose edges `host` knows. */
  #known: Hello | undefined
  readonly #counts: { -readonly [name in keyof BoxCounts]: number } = { ...NO_BOX_COUNTS }
  #cancel: () => void = () => undefined

  constructor(options: BoxReaderOptions) {
    this.#options = options
    this.#kept = new KeptEdges(options.clock)
  }

  counts(): BoxCounts {
    return { ...this.#counts }
  }

  take(chunk: Uint8Array): void {
    const { reader, frames, discarded, crcErrors } = readFrames(this.#frames, chunk, parseBoxFrame)
    this.#frames = reader
    this.#counts.frames += frames.length
    this.#counts.crcErrors += crcErrors
    this.#counts.discardedBytes += discarded
    for (const frame of frames) this.#hear(frame)
  }

  /** The device was closed: what has not ended will never do, and the next hello may be another box's. */
  closed(): void {
    this.#counts.discardedBytes += this.#frames.held.length
    this.#frames = EMPTY_READER
    this.#hello = undefined
    this.#kept.end()
    this.#cancel()
  }

  #hear(frame: BoxFrame): void {
    this.#options.heard(frame)
    this.#kept.hear(frame)
    if (frame.kind === 'refused') this.#counts.refused++
    if (frame.kind === 'hello') this.#greet(frame)
    // What comes before the hello is not lost: the box keeps its edges and says them again.
    if (this.#hello && (frame.kind === 'edge' || frame.kind === 'heartbeat')) this.#follow(frame, this.#hello)
  }

  #greet(hello: Hello): void {
    this.#hello = hello.version === BOX_PROTOCOL ? hello : undefined
    if (!this.#hello) return
    if (hello.id !== this.#known?.id) this.#host = NEW_BOX_HOST
    this.#known = hello
    this.#follow(hello, hello)
  }

  #follow(frame: Hello | Edge | Heartbeat, { model }: Hello): void {
    const map = gestureMapOf(model)
    const heard = hear(this.#host, frame, map, this.#options.clock.now())
    if (heard.verdict?.kind === 'repeated') this.#counts.repeated++
    if (heard.verdict?.kind === 'new') this.#counts.missed += heard.verdict.missed
    this.#apply(heard, map)
  }

  #apply({ host, presses, acks }: Heard, map: GestureMap): void {
    this.#host = host
    const of = this.#known
    if (of) for (const press of presses) void this.#give(press, of)
    for (const ack of acks) this.#options.send(ack)
    this.#wait(map)
  }

  async #give(press: BoxPress, of: Hello): Promise<void> {
    const kept = this.#kept.ageOf(press)
    const outcome = await this.#options.submit(press, of, kept ? await kept : 0)
    if (outcome === 'taken') this.#counts.presses++
    // Another box may have come in its place, which must not be told that it can forget its own presses.
    if (of.id === this.#known?.id) this.#apply(settle(this.#host, press, outcome), gestureMapOf(of.model))
  }

  /** A button that stays down becomes a long press without another word from the box. */
  #wait(map: GestureMap): void {
    const { clock } = this.#options
    this.#cancel()
    const due = this.#hello ? dueAt(this.#host, map) : null
    if (due === null) return
    this.#cancel = clock.after(Math.max(1, due - clock.now()), () =>
      this.#apply(elapse(this.#host, map, clock.now()), map),
    )
  }
}
