/** `cashierq bridge --assign`: asks for each till's button to be pressed, and notes which box it was. */
import { createInterface, type Interface } from 'node:readline'
import { loadPaired, savePaired } from '../firmware-bridge/assignments.ts'
import type { Desks } from '../firmware-bridge/desks.ts'
import { boxPressed, type Pairing, skipTill, startPairing, type Told, withoutBox } from '../firmware-bridge/pairing.ts'
import type { SourceHost } from '../firmware-bridge/sources/source.ts'
import { lockFolder } from '../platform/folder-lock.ts'
import { DEFAULT_SETTINGS } from '../protocol/settings.ts'
import type { RunContext, Running } from './run.ts'
import { openSources } from './sources.ts'
import { journalDir, makeFolder, tillNumbers } from './store.ts'

export async function runAssign({ settings, lines }: RunContext): Promise<Running> {
  await makeFolder(journalDir(settings))
  // Two that read the same ports would each miss presses.
  const lock = await lockFolder(journalDir(settings))
  const tills = tillNumbers(settings)
  const { sources, close } = await openSources(settings, lines, undefined)
  const session = new PairingSession(settings.dataDir, startPairing(tills, await loadPaired(settings.dataDir)), tills)
  for (const source of sources) await source.start(session.host)
  return {
    ended: session.run(),
    async stop() {
      for (const source of sources) await source.stop()
      await close()
      await lock.release()
    },
  }
}

class PairingSession {
  readonly #dataDir: string
  readonly #tills: readonly number[]
  readonly #terminal: Interface
  readonly #watchers = new Set<() => void>()
  #pairing: Pairing
  /** The till of the box that was pressed last: its lamp says so. */
  #newest: number | undefined
  #saving: Promise<void> = Promise.resolve()
  #end: (ending: 'done') => void = () => undefined

  constructor(dataDir: string, pairing: Pairing, tills: readonly number[]) {
    this.#dataDir = dataDir
    this.#pairing = pairing
    this.#tills = tills
    this.#terminal = createInterface({ input: process.stdin })
  }

  readonly host: SourceHost = {
    submit: async ({ box = [] }) => {
      this.#pressed(box)
      return { kind: 'journaled' }
    },
    tillOf: (box) => {
      const name = box.find((known) => Object.hasOwn(this.#pairing.paired, known))
      return name === undefined ? undefined : this.#pairing.paired[name]
    },
    desks: this.#desks(),
  }

  async run(): Promise<'done'> {
    const ended = new Promise<'done'>((resolve) => {
      this.#end = resolve
    })
    this.#terminal.on('line', (line) => this.#typed(line.trim()))
    this.#terminal.on('close', () => this.#end('done'))
    this.#ask()
    await ended
    this.#terminal.close()
    await this.#saving
    this.#summary()
    return 'done'
  }

  #pressed(box: readonly string[]): void {
    const { pairing, told } = boxPressed(this.#pairing, box)
    this.#pairing = pairing
    this.#tell(told)
    if (told.kind !== 'paired') return
    this.#newest = told.cashier
    const { paired } = pairing
    this.#saving = this.#saving.then(() => savePaired(this.#dataDir, paired))
    for (const watcher of this.#watchers) watcher()
    this.#ask()
  }

  #typed(line: string): void {
    if (line === 'q') return this.#end('done')
    this.#pairing = skipTill(this.#pairing)
    this.#ask()
  }

  #ask(): void {
    const [till] = this.#pairing.asking
    if (till === undefined) return this.#end('done')
    say(`Till ${till}: press its button now (Enter: skip, q and Enter: end)`)
  }

  #tell(told: Told): void {
    if (told.kind === 'belongs') say(`  ${told.name} is till ${told.cashier} already. To move it, press it again.`)
    if (told.kind !== 'paired') return
    const moved = told.before === undefined ? '' : ` (it was till ${told.before})`
    say(`  till ${told.cashier} is ${told.name}${moved}`)
  }

  #summary(): void {
    const missing = withoutBox(this.#pairing.paired, this.#tills)
    say('')
    for (const [name, till] of Object.entries(this.#pairing.paired)) say(`till ${till}  ${name}`)
    if (missing.length > 0) say(`without a box: till ${missing.join(', ')}`)
  }

  /** Assigned boxes are lit, the one that was just pressed blinks. */
  #desks(): Desks {
    return {
      lamp: (cashier) => (cashier === this.#newest ? 'slow' : 'lit'),
      desk: () => ({ kind: 'idle' }),
      isClosed: () => false,
      wantsHelp: () => false,
      tills: () => DEFAULT_SETTINGS.tills,
      onChange: (listener) => {
        this.#watchers.add(listener)
        return () => this.#watchers.delete(listener)
      },
    }
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
