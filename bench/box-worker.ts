/** The thread in which the measured boxes live, each on a pseudo terminal of its own, so that the bridge has its own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { systemClock } from '../platform/system-clock.ts'
import { encodeBoxFrame } from '../protocol/box/encode.ts'
import { FakeBox } from '../test/helpers/fake-box.ts'
import { type FromBoxes, monotonic, type ToBoxes } from './boxes.ts'

const HEARTBEAT = encodeBoxFrame({ kind: 'heartbeat', ms: 1_000, bitmap: 0, queued: 0, lost: 0 })

class BenchBox {
  readonly #index: number
  readonly #cable: ChildProcessWithoutNullStreams
  readonly #box: FakeBox
  /** Presses that the bridge has not acknowledged. */
  #open: { readonly press: number; readonly done: () => void }[] = []
  #made = 0

  constructor(index: number, path: string) {
    this.#index = index
    this.#cable = spawn('socat', [`pty,raw,echo=0,link=${path}`, '-'])
    this.#box = new FakeBox({
      clock: systemClock,
      id: `BENCH-${index}`,
      say: (text) => void this.#cable.stdin.write(text),
    })
    this.#cable.stdout.on('data', (bytes: Buffer) => this.#hear(bytes))
  }

  powerOn(): void {
    this.#box.powerOn()
  }

  press(): void {
    void this.pressed()
  }

  /** Down and up at once: the last byte of the "up" is the instant that counts. Resolves when it is acknowledged. */
  pressed(): Promise<void> {
    const press = this.#made++
    const acknowledged = new Promise<void>((done) => this.#open.push({ press, done }))
    this.#box.press()
    tell({ kind: 'said', box: this.#index, press, at: monotonic() })
    return acknowledged
  }

  /** Heartbeats as fast as the line takes them, and a press among each `pressEvery`. */
  async flood(frames: number, pressEvery: number): Promise<void> {
    for (let frame = 1; frame <= frames; frame++) {
      if (frame % pressEvery === 0) this.press()
      if (!this.#cable.stdin.write(HEARTBEAT)) await new Promise((resolve) => this.#cable.stdin.once('drain', resolve))
      // The box must hear its acknowledgements meanwhile.
      if (frame % 256 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    tell({ kind: 'flooded', box: this.#index })
  }

  unplug(): void {
    this.#box.powerOff()
    this.#cable.kill('SIGKILL')
  }

  #hear(bytes: Buffer): void {
    this.#box.hear(bytes)
    if (this.#box.queued > 0) return
    const at = monotonic()
    for (const { press, done } of this.#open.splice(0)) {
      tell({ kind: 'acknowledged', box: this.#index, press, at })
      done()
    }
  }
}

function tell(told: FromBoxes): void {
  parentPort?.postMessage(told)
}

let boxes: readonly BenchBox[] = []

async function plug(paths: readonly string[]): Promise<void> {
  boxes = paths.map((path, index) => new BenchBox(index, path))
  while (!paths.every((path) => existsSync(path))) await sleep(5)
  for (const box of boxes) box.powerOn()
  tell({ kind: 'plugged' })
}

/**
 * Round and round the boxes, whether or not the presses before are done. It sleeps in between, to the millisecond: a
 * press counts from the instant when it is said, and a loop that turns would take a core from the bridge.
 */
async function load(perSecond: number, count: number): Promise<void> {
  const begin = monotonic()
  const made: (Promise<void> | undefined)[] = []
  while (made.length < count) {
    const due = Math.min(count, Math.floor(((monotonic() - begin) * perSecond) / 1_000))
    while (made.length < due) made.push(boxes[made.length % boxes.length]?.pressed())
    await sleep(1)
  }
  await Promise.all(made)
  tell({ kind: 'loaded' })
}

parentPort?.on('message', (asked: ToBoxes) => {
  switch (asked.kind) {
    case 'plug':
      return void plug(asked.paths)
    case 'press':
      return boxes[asked.box]?.press()
    case 'load':
      return void load(asked.perSecond, asked.count)
    case 'flood':
      return void boxes[asked.box]?.flood(asked.frames, asked.pressEvery)
    case 'unplug':
      for (const box of boxes) box.unplug()
      tell({ kind: 'unplugged' })
  }
})
