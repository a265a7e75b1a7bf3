/**
 * A box on a real serial line, in real time: `FakeBox` behind a pseudo terminal.
 *
 * How to extend: `toHost` and `toBox` see each chunk that goes by, and may change or drop it.
 */
import { onTestFinished } from 'vitest'
import { systemClock } from '../../platform/system-clock.ts'
import { FakeBox, type FakeBoxOptions } from './fake-box.ts'
import { PtyPair } from './pty-pair.ts'

export class PtyBox {
  readonly box: FakeBox
  readonly pty: PtyPair
  toHost: (bytes: Buffer) => Buffer = (bytes) => bytes
  toBox: (bytes: Buffer) => Buffer = (bytes) => bytes
  #isPlugged = false

  private constructor(dir: string, options: Omit<FakeBoxOptions, 'clock' | 'say'>) {
    this.pty = PtyPair.in(dir)
    this.box = new FakeBox({ ...options, clock: systemClock, say: (text) => this.#say(text) })
    this.pty.onHeard = (bytes) => this.box.hear(this.toBox(bytes))
  }

  static in(dir: string, options: Omit<FakeBoxOptions, 'clock' | 'say'> = {}): PtyBox {
    const made = new PtyBox(dir, options)
    onTestFinished(() => made.unplug())
    return made
  }

  /** Where the bridge looks for it. */
  get path(): string {
    return this.pty.path
  }

  /** The box starts when it gets power, which is before anybody can have opened it. */
  async plug(): Promise<void> {
    await this.pty.plug()
    this.#isPlugged = true
    this.box.powerOn()
  }

  async unplug(): Promise<void> {
    this.#isPlugged = false
    this.box.powerOff()
    await this.pty.unplug()
  }

  #say(text: string): void {
    if (this.#isPlugged) void this.pty.say(this.toHost(Buffer.from(text, 'latin1')))
  }
}
