/**
 * Button boxes in real time, each on its own pseudo terminal: the real firmware at 16 MHz, in a process of its own, so
 * that neither a busy test nor a bridge that is killed makes them late.
 *
 *     const rig = await AvrRig.start(firmwareHex())
 *     const box = await rig.box({ path: join(dir, 'tty-box'), seed: 7 })
 *     await box.press(0)          // with 3 ms of bouncing; resolves when the key is at rest again
 *     await box.reset()           // as opening the port of an Uno does
 *     await box.lamps()           // which are lit at this moment, bit 0 for the first
 *     await rig.stop()
 *
 * A box speaks from its start on; what it says while nobody has opened its terminal waits there, up to some kilobytes
 * (a real port would drop it). Needs socat.
 *
 * How to extend: another thing to do to a box is a new `Ask` in avr-rig.child.ts.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PressOptions } from './avr-box.ts'
import type { Answer, Ask } from './avr-rig.child.ts'
import type { Faults } from './faulty-line.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export type RigBox = {
  /** Where a bridge finds it. */
  readonly path: string
  press(button: number, options?: PressOptions): Promise<void>
  hold(button: number): Promise<void>
  release(button: number): Promise<void>
  reset(): Promise<void>
  powerCycle(): Promise<void>
  /** Bytes under way are lost, and the path is gone. The box itself goes on, and can be pressed. */
  unplug(): Promise<void>
  plug(): Promise<void>
  lamps(): Promise<number>
  /** From now on the cable is as bad as this. */
  cable(faults: Faults): Promise<void>
}

export class AvrRig {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, { resolve: (value: number) => void; reject: (error: Error) => void }>()
  #asked = 0

  private constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', ({ ask, value }: Answer) => {
      this.#waiting.get(ask)?.resolve(value)
      this.#waiting.delete(ask)
    })
    child.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the process of the boxes has ended'))
    })
  }

  /** `hex`: the path of the image that all its boxes run. */
  static async start(hex: string): Promise<AvrRig> {
    return new AvrRig(fork(await childProgram(), [hex], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }))
  }

  async stop(): Promise<void> {
    if (!this.#child.connected) return
    const ended = once(this.#child, 'exit')
    this.#child.disconnect()
    await ended
  }

  /** How late the slowest chip was at most since the last question, ms: real time holds if that stays small. */
  lag(): Promise<number> {
    return this.#ask({ kind: 'lag' })
  }

  /** A box with an `id` was used before; one without was just flashed and takes a second to make itself a name. */
  async box({ path, seed, id = `TEST-${seed}` }: { path: string; seed: number; id?: string }): Promise<RigBox> {
    const box = await this.#ask({ kind: 'start', path, seed, id })
    const simple = async (kind: 'reset' | 'power_cycle' | 'plug' | 'unplug') => void (await this.#ask({ kind, box }))
    return {
      path,
      press: async (button, options = {}) => void (await this.#ask({ kind: 'press', box, button, options })),
      hold: async (button) => void (await this.#ask({ kind: 'hold', box, button })),
      release: async (button) => void (await this.#ask({ kind: 'release', box, button })),
      reset: () => simple('reset'),
      powerCycle: () => simple('power_cycle'),
      unplug: () => simple('unplug'),
      plug: () => simple('plug'),
      lamps: () => this.#ask({ kind: 'lamps', box }),
      cable: async (faults) => void (await this.#ask({ kind: 'faults', box, faults })),
    }
  }

  #ask(ask: Ask): Promise<number> {
    const id = this.#asked++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#child.send({ id, ask }, (error) => error && reject(error))
    })
  }
}

/** Compiled already (bench), or bundled now: Node 20 runs no TypeScript. */
async function childProgram(): Promise<string> {
  if (import.meta.url.endsWith('.js')) return fileURLToPath(new URL('./avr-rig.child.js', import.meta.url))
  const { build } = await import('vite')
  const outDir = join(ROOT, 'node_modules/.cache/cashierq-test/avr-rig')
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: {
      ssr: join(ROOT, 'test/helpers/avr-rig.child.ts'),
      outDir,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
    },
    environments: { ssr: { resolve: { external: true } } },
  })
  return join(outDir, 'avr-rig.child.js')
}
