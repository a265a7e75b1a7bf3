/**
 * The process in which boxes live in real time: each chip is moved on to where the clock is, every millisecond, and its
 * serial port is the other end of a pseudo terminal. It does what the messages from `avr-rig.ts` ask for.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { AvrBox, chanceOf, type PressOptions } from './avr-box.ts'
import { type Faults, FaultyLine } from './faulty-line.ts'

export type Ask =
  | { readonly kind: 'start'; readonly path: string; readonly seed: number; readonly id: string }
  | { readonly kind: 'press'; readonly box: number; readonly button: number; readonly options: PressOptions }
  | { readonly kind: 'hold' | 'release'; readonly box: number; readonly button: number }
  | { readonly kind: 'reset' | 'power_cycle' | 'plug' | 'unplug' | 'lamps'; readonly box: number }
  | { readonly kind: 'faults'; readonly box: number; readonly faults: Faults }
  | { readonly kind: 'lag' }
/** The number that the question asked for: a new box's, the lamps that are lit, or how late the chips were at most, ms. */
export type Answer = { readonly ask: number; readonly value: number }

const HEX = readFileSync(process.argv[2] ?? '', 'utf8')

class BoxOnPty {
  readonly box: AvrBox
  readonly line: FaultyLine
  readonly #path: string
  readonly #origin = performance.now()
  #socat: ChildProcess | undefined
  /** What the chip has said since it was last looked at. */
  #said: number[] = []

  constructor({ path, seed, id }: { path: string; seed: number; id: string }) {
    this.#path = path
    this.box = new AvrBox({ hex: HEX, seed, id })
    this.line = new FaultyLine(chanceOf(seed + 1))
    this.box.onByte = (byte) => this.#said.push(byte)
  }

  /** Moves the chip on to the present; answers how far behind it was, ms. */
  catchUp(): number {
    const behind = performance.now() - this.#origin - this.box.now
    this.box.run(behind)
    this.box.hush()
    const said = this.line.toHost(Uint8Array.from(this.#said))
    this.#said = []
    if (said.length > 0 && this.#socat) this.#socat.stdin?.write(said)
    return behind
  }

  /** The chip is powered by the USB plug, but here it lives on: so a test can press while nobody listens. */
  async plug(): Promise<void> {
    const socat = spawn('socat', [`pty,raw,echo=0,link=${this.#path}`, '-'], { stdio: ['pipe', 'pipe', 'inherit'] })
    // Killed while we write: the bytes are lost, as in a pulled cable.
    socat.stdin.on('error', () => undefined)
    socat.stdout.on('data', (bytes: Buffer) => {
      this.catchUp()
      this.box.hear(this.line.toBox(bytes))
    })
    while (!existsSync(this.#path)) await sleep(1)
    this.#socat = socat
  }

  async unplug(): Promise<void> {
    const socat = this.#socat
    this.#socat = undefined
    if (!socat) return
    const ended = once(socat, 'exit')
    socat.kill('SIGKILL')
    await ended
    rmSync(this.#path, { force: true })
  }

  /** Resolves when the chip's clock has passed this time. */
  async reached(ms: number): Promise<number> {
    while (this.box.now < ms) await sleep(1)
    return 0
  }
}

const boxes: BoxOnPty[] = []
let lag = 0

function boxOf(index: number): BoxOnPty {
  const found = boxes[index]
  if (!found) throw new Error(`there is no box ${index}`)
  found.catchUp()
  return found
}

async function answer(ask: Ask): Promise<number> {
  switch (ask.kind) {
    case 'start': {
      const started = new BoxOnPty(ask)
      await started.plug()
      return boxes.push(started) - 1
    }
    case 'press': {
      const pressed = boxOf(ask.box)
      return pressed.reached(pressed.box.press(ask.button, ask.options))
    }
    case 'hold':
    case 'release': {
      const touched = boxOf(ask.box)
      return touched.reached(touched.box[ask.kind](ask.button))
    }
    case 'reset':
      boxOf(ask.box).box.reset()
      return 0
    case 'power_cycle':
      boxOf(ask.box).box.powerCycle()
      return 0
    case 'plug':
    case 'unplug':
      await boxOf(ask.box)[ask.kind]()
      return 0
    case 'lamps':
      return boxOf(ask.box).box.lamps()
    case 'faults':
      boxOf(ask.box).line.faults = ask.faults
      return 0
    case 'lag': {
      const worst = lag
      lag = 0
      return worst
    }
  }
}

function turn(): void {
  for (const box of boxes) lag = Math.max(lag, box.catchUp())
  setTimeout(turn, 1)
}

process.on('message', ({ id, ask }: { id: number; ask: Ask }) => {
  void answer(ask).then((value) => process.send?.({ ask: id, value } satisfies Answer))
})
process.on('disconnect', () => {
  void Promise.all(boxes.map((box) => box.unplug())).finally(() => process.exit())
})
turn()
