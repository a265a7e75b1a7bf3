/** Boxes to measure with: their thread, what is asked of it and what it tells. One monotonic clock serves all threads. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

export type ToBoxes =
  | { readonly kind: 'plug'; readonly paths: readonly string[] }
  | { readonly kind: 'press'; readonly box: number }
  | { readonly kind: 'load'; readonly perSecond: number; readonly count: number }
  | { readonly kind: 'flood'; readonly box: number; readonly frames: number; readonly pressEvery: number }
  | { readonly kind: 'unplug' }

/** `at`: ms on `monotonic`'s clock. */
export type FromBoxes =
  | { readonly kind: 'plugged' | 'loaded' | 'unplugged' }
  | { readonly kind: 'said' | 'acknowledged'; readonly box: number; readonly press: number; readonly at: number }
  | { readonly kind: 'flooded'; readonly box: number }

/** The same in every thread and process of this machine, ms. */
export function monotonic(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

export class Boxes {
  readonly paths: readonly string[]
  onTold: (told: FromBoxes) => void = () => undefined
  readonly #dir: string
  readonly #worker: Worker

  private constructor(dir: string, count: number) {
    this.#dir = dir
    this.paths = Array.from({ length: count }, (_, index) => join(dir, `tty-${index}`))
    this.#worker = new Worker(new URL('./box-worker.js', import.meta.url))
    this.#worker.on('message', (told: FromBoxes) => this.onTold(told))
  }

  static async plug(count: number): Promise<Boxes> {
    const boxes = new Boxes(await mkdtemp(join(tmpdir(), 'cashierq-boxes-')), count)
    await boxes.#ask({ kind: 'plug', paths: boxes.paths }, 'plugged')
    return boxes
  }

  /** As `--source` names them: box 0 is till 1. */
  sources(): string[] {
    return this.paths.map((path, index) => `serial:${path}=${index + 1}`)
  }

  press(box: number): void {
    this.#worker.postMessage({ kind: 'press', box } satisfies ToBoxes)
  }

  /** Presses box after box, whether or not those before are done; resolves when every press is acknowledged. */
  load(perSecond: number, count: number): Promise<void> {
    return this.#ask({ kind: 'load', perSecond, count }, 'loaded')
  }

  /** Resolves when the box has said so many frames. */
  flood(frames: number, pressEvery: number): Promise<void> {
    return this.#ask({ kind: 'flood', box: 0, frames, pressEvery }, 'flooded')
  }

  async unplug(): Promise<void> {
    await this.#ask({ kind: 'unplug' }, 'unplugged')
    await this.#worker.terminate()
    await rm(this.#dir, { recursive: true, force: true })
  }

  #ask(ask: ToBoxes, answer: FromBoxes['kind']): Promise<void> {
    return new Promise((resolve) => {
      const listen = (told: FromBoxes) => {
        if (told.kind !== answer) return
        this.#worker.off('message', listen)
        resolve()
      }
      this.#worker.on('message', listen)
      this.#worker.postMessage(ask)
    })
  }
}
