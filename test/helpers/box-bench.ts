/**
 * A box on the table of a test: fingers on its buttons, eyes on its lamps, and hands that wait until it has answered.
 *
 * How to extend: any box joins with a `BoxRig`, whose time stands still until `advance`. It needs two buttons and two
 * lamps.
 */
import { encodeHostFrame } from '../../protocol/box/encode.ts'
import type { BoxFrame, Edge, Heartbeat, Hello, HostFrame } from '../../protocol/box/frame.ts'
import type { Lamp } from '../../protocol/box/lamp.ts'

export type BoxRig = {
  /** Events it keeps while nobody acknowledges them. */
  readonly queue: number
  /** From reset to hello, and from a finger, or a frame that is sent to it, to its answer, at most, ms. */
  readonly latency: number
  advance(ms: number): void
  down(button: number): void
  up(button: number): void
  /** The reset line: its memory stays. */
  reset(): void
  /** Bytes for the box. */
  send(text: string): void
  /** What it has said since this was last called. */
  said(): readonly BoxFrame[]
  /** Which lamps are lit at this moment, bit 0 for the first. */
  lamps(): number
}

export const isHello = (frame: BoxFrame): frame is Hello => frame.kind === 'hello'
export const isEdge = (frame: BoxFrame): frame is Edge => frame.kind === 'edge'
export const isHeartbeat = (frame: BoxFrame): frame is Heartbeat => frame.kind === 'heartbeat'

/** `2 0U`: the second event, button 0 goes up. */
export function brief(frame: BoxFrame): string {
  return frame.kind === 'edge' ? `${frame.seq} ${frame.button}${frame.edge === 'down' ? 'D' : 'U'}` : frame.kind
}

/** Each event once, in the order in which they were said first. */
function once(edges: readonly Edge[]): readonly Edge[] {
  return [...new Map(edges.map((edge) => [`${edge.boot} ${edge.seq}`, edge])).values()]
}

/** A rig with hands that wait until the box has answered. */
export class Bench {
  readonly rig: BoxRig

  constructor(rig: BoxRig) {
    this.rig = rig
  }

  /** The hello after power-on or reset. */
  started(): Hello {
    return only(this.listen().filter(isHello))
  }

  /** What the box has said by now. */
  listen(): readonly BoxFrame[] {
    this.rig.advance(this.rig.latency)
    return this.rig.said()
  }

  tell(frame: HostFrame): void {
    this.rig.send(encodeHostFrame(frame))
    this.rig.advance(this.rig.latency)
  }

  lamps(on: number, blink: number): void {
    this.tell({ kind: 'lamps', on, blink })
  }

  ask(): Hello {
    this.rig.said()
    this.tell({ kind: 'ask' })
    return only(this.listen().filter(isHello))
  }

  down(button: number): void {
    this.rig.down(button)
    this.rig.advance(this.rig.latency)
  }

  up(button: number): void {
    this.rig.up(button)
    this.rig.advance(this.rig.latency)
  }

  press(button: number, held = 60): void {
    this.rig.down(button)
    this.rig.advance(held)
    this.up(button)
  }

  /** Presses button 0 until there is no room for one more. */
  fill(): void {
    for (let i = 0; i < this.rig.queue / 2; i++) this.press(0)
  }

  /** The events that it has said since the last look. */
  edges(): readonly Edge[] {
    return once(this.listen().filter(isEdge))
  }

  /** The events that it has kept, the oldest first. */
  kept(): string[] {
    this.rig.said()
    this.tell({ kind: 'ask' })
    const said = this.listen()
    return once(said.slice(said.findIndex(isHello)).filter(isEdge)).map(brief)
  }

  heartbeat(): Heartbeat {
    this.rig.said()
    this.rig.advance(1_000 + this.rig.latency)
    const heard = this.rig.said().filter(isHeartbeat).at(-1)
    if (!heard) throw new Error('it says no heartbeat')
    return heard
  }

  /** When frames of this kind come in the next so many ms. */
  timesOf(kind: BoxFrame['kind'], ms: number): number[] {
    const times: number[] = []
    for (let time = 0; time < ms; time++) {
      for (const frame of this.rig.said()) if (frame.kind === kind) times.push(time)
      this.rig.advance(1)
    }
    return times
  }

  /** What the two lamps show, as somebody sees who looks for so long. */
  patterns(ms: number): readonly string[] {
    const changes: number[][] = [[], []]
    let before = this.rig.lamps()
    const dark = [before % 2 === 0, before < 2]
    for (let time = 1; time <= ms; time++) {
      this.rig.advance(1)
      const lit = this.rig.lamps()
      for (const [lamp, times] of changes.entries()) if (((lit ^ before) >> lamp) & 1) times.push(time)
      before = lit
    }
    return changes.map((times, lamp) => patternOf(times, dark[lamp] === true))
  }
}

/** Lamps are looked at once a millisecond, and a chip's milliseconds are its own. */
const EYE = 2

const PATTERNS: { readonly [gaps: string]: Lamp } = {
  '1000': 'slow',
  '200': 'fast',
  '100 100 100 700': 'double',
}

/** The pattern that has these changes; where in it one began to look is of no matter. */
function patternOf(times: readonly number[], dark: boolean): string {
  if (times.length === 0) return dark ? 'off' : 'lit'
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0))
  const fits = Object.entries(PATTERNS).find(([pattern]) => {
    const round = pattern.split(' ').map(Number)
    const wanted = (i: number, shift: number) => round[(i + shift) % round.length] ?? 0
    return round.some((_, shift) => gaps.every((gap, i) => Math.abs(gap - wanted(i, shift)) <= EYE))
  })
  return fits?.[1] ?? `changes after ${gaps.join(', ')} ms`
}

function only<T>(all: readonly T[]): T {
  const [first, ...others] = all
  if (first === undefined || others.length > 0) throw new Error(`${all.length} instead of one`)
  return first
}
