/** `cashierq bridge --assign`: asks for each till's button to be pressed, and notes which box it was. */
import { createInterface, type Interface } from 'node:readline'
import { loadPaired, savePaired } from '../firmware-bridge/assignments.ts'
import { boxPressed, type Pairing, skipTill, startPairing, tillOfBox } from '../firmware-bridge/pairing.ts'
import { NO_TILL, PairingDesks } from '../firmware-bridge/pairing-desks.ts'
import type { BoxReport, ButtonSource, SourceHost, SourcePress } from '../firmware-bridge/sources/source.ts'
import { Failure, isFailure } from '../platform/failure.ts'
import { type FolderLock, lockFolder } from '../platform/folder-lock.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Settings } from '../platform/settings-schema.ts'
import { systemClock } from '../platform/system-clock.ts'
import type { Submitted } from '../protocol/press.ts'
import { DEFAULT_SETTINGS } from '../protocol/settings.ts'
import { answer, question, summary } from './assign-words.ts'
import type { RunContext, Running } from './run.ts'
import { openSources } from './sources.ts'
import { journalDir, makeFolder, tillNumbers } from './store.ts'

export async function runAssign({ settings, lines }: RunContext): Promise<Running> {
  if (settings.sources.length === 0) {
    throw new Failure(
      'bad_usage',
      'there are no boxes to assign: name them with --source, such as --source serial:auto',
    )
  }
  const lock = await lockBoxes(settings)
  const { sources, close } = await openSources(settings, withoutNews(lines), undefined)
  const pairing = startPairing(tillNumbers(settings), await loadPaired(settings.dataDir), settings.boxes)
  const session = new PairingSession(settings, sources, pairing)
  for (const source of sources) await source.start(session.host)
  return {
    ended: session.run(),
    async stop() {
      session.end()
      for (const source of sources) await source.stop()
      await close()
      await lock.release()
    },
  }
}

/** Of two that read the same boxes, each would hear half. */
async function lockBoxes(settings: Settings): Promise<FolderLock> {
  const dir = journalDir(settings)
  await makeFolder(dir)
  try {
    return await lockFolder(dir)
  } catch (error) {
    if (!isFailure(error, 'data_in_use')) throw error
    const message = `store ${settings.store} is running (cashierq up, bridge or relay): stop it while boxes are assigned`
    throw new Failure('data_in_use', message, error)
  }
}

/** Between question and answer only what is wrong is worth a line. */
function withoutNews(lines: LogLines): LogLines {
  return {
    debug() {},
    info() {},
    warn: (fields, text) => lines.warn(fields, text),
    error: (fields, text) => lines.error(fields, text),
  }
}

class PairingSession {
  readonly #settings: Settings
  readonly #sources: readonly ButtonSource[]
  readonly #desks: PairingDesks
  readonly #terminal: Interface = createInterface({ input: process.stdin })
  #pairing: Pairing
  /** One press after the other: each answer is on disk before the next question. */
  #answering: Promise<unknown> = Promise.resolve()
  #finish: (failure?: unknown) => void = () => undefined

  constructor(settings: Settings, sources: readonly ButtonSource[], pairing: Pairing) {
    this.#settings = settings
    this.#sources = sources
    this.#pairing = pairing
    this.#desks = new PairingDesks(settings.tills ?? DEFAULT_SETTINGS.tills)
  }

  get host(): SourceHost {
    return {
      submit: (press) => this.#hear(press),
      tillOf: (box) => tillOfBox(this.#pairing, box) ?? NO_TILL,
      desks: this.#desks,
    }
  }

  /** Resolves when every till was asked for, or nobody wants to be asked any more. Rejects if an answer was lost. */
  async run(): Promise<'done'> {
    const finished = new Promise<void>((resolve, reject) => {
      this.#finish = (failure) => (failure === undefined ? resolve() : reject(failure))
    })
    this.#terminal.on('line', (line) => {
      this.#answering = this.#answering.then(() => this.#typed(line.trim()))
    })
    this.#terminal.on('close', () => this.#finish())
    this.#ask()
    await finished
    await this.#answering
    say(['', ...summary(this.#pairing, tillNumbers(this.#settings), this.#boxes())])
    return 'done'
  }

  end(): void {
    this.#terminal.close()
  }

  /** A box has its press acknowledged when the answer is on disk. */
  #hear(press: SourcePress): Promise<Submitted> {
    const answered = this.#answering.then(() => this.#answer(press))
    this.#answering = answered
    return answered
  }

  async #answer({ box: names = [], cashier: own }: SourcePress): Promise<Submitted> {
    const boxes = this.#boxes()
    const connected = boxes.flatMap((box) => (box.status.kind === 'open' ? box.names.slice(0, 1) : []))
    const since = openSince(boxes, names)
    const now = systemClock.now()
    const press = { names, now, connected, ...(own !== undefined && { own }), ...(since !== undefined && { since }) }
    const { pairing, told } = boxPressed(this.#pairing, press)
    if (told.kind === 'paired') {
      try {
        await savePaired(this.#settings.dataDir, pairing.paired)
      } catch (error) {
        this.#finish(error)
        return { kind: 'failed', code: 'journal_failed', message: `box not assigned: ${String(error)}` }
      }
    }
    this.#pairing = pairing
    const words = answer(told, boxes)
    if (words !== undefined) say([words])
    if (told.kind === 'paired') {
      this.#desks.paired(told.cashier)
      this.#ask()
    }
    return { kind: 'journaled' }
  }

  #typed(line: string): void {
    if (line === 'q') return this.#finish()
    if (line === '') this.#pairing = skipTill(this.#pairing)
    this.#ask()
  }

  #ask(): void {
    const words = question(this.#pairing)
    if (words === undefined) this.#finish()
    else say([words])
  }

  #boxes(): BoxReport[] {
    return this.#sources.flatMap((source) => source.boxes())
  }
}

function openSince(boxes: readonly BoxReport[], names: readonly string[]): number | undefined {
  const [name] = names
  const status = boxes.find((box) => name !== undefined && box.names.includes(name))?.status
  return status?.kind === 'open' ? status.since : undefined
}

function say(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`)
}
