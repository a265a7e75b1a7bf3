/**
 * How old the edges are that a box says right after its hello: it may have kept them for hours, while nobody listened.
 *
 * An edge tells when it was by the box's own clock, and the first heartbeat after the hello what that clock says now. Of
 * an edge from before a reset nobody can tell; one that is first heard after that heartbeat has just been made.
 */
import type { BoxFrame, Edge } from '../../../protocol/box/frame.ts'
import type { Clock } from '../../../protocol/clock.ts'

/** A box says a heartbeat each second; one that has said none by then is not waited for, ms. */
export const BEAT_WITHIN = 2_000
/** More than any box keeps. */
const MOST = 64

/** `boxTime`: what the box's clock said at `at` by our own, ms. */
type Told = { readonly boxTime: number; readonly at: number } | undefined

type Kept = {
  readonly boot: number
  /** When each edge was, by the box's clock, by its number. */
  readonly edges: Map<number, number>
  readonly told: Promise<Told>
  /** Only the first counts. */
  readonly tell: (told: Told) => void
  state: 'listening' | 'told'
}

export class KeptEdges {
  readonly #clock: Clock
  #kept: Kept | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  hear(frame: BoxFrame): void {
    const kept = this.#kept
    if (frame.kind === 'hello' && !(kept?.state === 'listening' && kept.boot === frame.boot)) this.#begin(frame.boot)
    if (kept?.state !== 'listening') return
    if (frame.kind === 'heartbeat') this.#end({ boxTime: frame.ms, at: this.#clock.now() })
    if (frame.kind === 'edge' && frame.boot === kept.boot && kept.edges.size < MOST) kept.edges.set(frame.seq, frame.ms)
  }

  /** The device was closed. */
  end(): void {
    this.#end(undefined)
  }

  /** How long ago it was, ms, as soon as the box has told; undefined: just now, as far as anybody knows. */
  ageOf({ boot, seq }: Pick<Edge, 'boot' | 'seq'>): Promise<number> | undefined {
    const kept = this.#kept?.boot === boot ? this.#kept : undefined
    const ms = kept?.edges.get(seq)
    return kept && ms !== undefined ? this.#since(ms, kept.told) : undefined
  }

  async #since(ms: number, coming: Promise<Told>): Promise<number> {
    const told = await coming
    // The box's clock has 32 bits and begins anew after 49.7 days.
    return told ? Math.max(0, (told.boxTime + this.#clock.now() - told.at - ms) | 0) : 0
  }

  #begin(boot: number): void {
    this.#end(undefined)
    const { promise, resolve } = withResolvers<Told>()
    const cancel = this.#clock.after(BEAT_WITHIN, () => this.#end(undefined))
    const tell = (told: Told) => {
      cancel()
      resolve(told)
    }
    this.#kept = { boot, edges: new Map(), told: promise, tell, state: 'listening' }
  }

  #end(told: Told): void {
    if (this.#kept?.state !== 'listening') return
    this.#kept.state = 'told'
    this.#kept.tell(told)
  }
}

function withResolvers<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined
  const promise = new Promise<Value>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
