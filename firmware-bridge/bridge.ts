/** The bridge: presses from any source go to the journal, and from there to the log. */
import { reason } from '../platform/failure.ts'
import type { LogLines } from '../platform/logger.ts'
import type { Clock } from '../protocol/clock.ts'
import type { Press, PressPort, Submitted } from '../protocol/press.ts'
import type { StoreLog } from '../relay/log/port.ts'
import { type Journal, type JournalHealth, openJournal } from './journal.ts'
import { LogTime } from './log-time.ts'
import { Publisher } from './publisher.ts'
import type { PublisherCounts, PublisherStatus } from './publisher-state.ts'
import type { ButtonSource, Sink, SourceCounts, SourceStatus } from './sources/source.ts'

export type BridgeOptions = {
  /** The journal's folder, of this bridge alone; made if need be. */
  readonly journalDir: string
  /** Where presses go. The bridge does not close it. */
  readonly log: StoreLog
  readonly sources: readonly ButtonSource[]
  readonly clock: Clock
  readonly lines: LogLines
  /** Of presses whose box names none. */
  readonly language: string
  /** The store's tills; a device's press for another one is refused. Absent: every till is taken. */
  readonly tills?: readonly number[]
  /** How long `close` waits for the log to take what is pending, ms; default 2000. */
  readonly patience?: number
}

export type SourceReport = {
  readonly kind: string
  readonly address: string
  readonly status: SourceStatus
  readonly counts: SourceCounts
}

export type BridgeStatus = {
  readonly journal: JournalHealth
  readonly publisher: PublisherStatus
  readonly counts: Readonly<PublisherCounts>
  /** Presses on disk that the log does not have yet. */
  readonly pending: number
  readonly sources: readonly SourceReport[]
}

export interface Bridge extends PressPort {
  /** Presses on disk that the log does not have yet. */
  pending(): number
  status(): BridgeStatus
  /** Stops the sources, gives the log some time to take what is pending, and closes the journal. */
  close(): Promise<void>
}

const PATIENCE = 2_000

/** Rejects with `data_in_use`, `data_not_writable`, or `bad_setting` for a source that can never work. */
export async function startBridge(options: BridgeOptions): Promise<Bridge> {
  const { journalDir, clock, lines } = options
  const journal = await openJournal({ dir: journalDir, clock, lines })
  const logTime = new LogTime()
  const publisher = new Publisher({ journal, log: options.log, clock, logTime, lines })
  const bridge = new RunningBridge(options, journal, publisher, logTime)
  publisher.start()
  try {
    await bridge.startSources()
  } catch (error) {
    await bridge.close()
    throw error
  }
  return bridge
}

class RunningBridge implements Bridge {
  readonly #options: BridgeOptions
  readonly #journal: Journal
  readonly #publisher: Publisher
  readonly #logTime: LogTime
  #closing: Promise<void> | undefined

  constructor(options: BridgeOptions, journal: Journal, publisher: Publisher, logTime: LogTime) {
    this.#options = options
    this.#journal = journal
    this.#publisher = publisher
    this.#logTime = logTime
  }

  async startSources(): Promise<void> {
    for (const source of this.#options.sources) await source.start(this.#sinkOf(source))
  }

  async submit(press: Press): Promise<Submitted> {
    const logTime = this.#logTime.at(press.pressedAt)
    try {
      await this.#journal.append({ kind: 'press', press, ...(logTime !== undefined && { logTime }) })
      return { kind: 'journaled' }
    } catch (error) {
      const fields = { source: press.source, cashier: press.cashier, reason: reason(error) }
      this.#options.lines.error(fields, 'a press could not be journaled: it is lost unless it is made again')
      return { kind: 'failed', code: 'journal_failed', message: reason(error) }
    }
  }

  probe(): Promise<void> {
    return this.#journal.probe()
  }

  pending(): number {
    return this.#journal.pending()
  }

  status(): BridgeStatus {
    return {
      journal: this.#journal.health(),
      publisher: this.#publisher.status(),
      counts: { ...this.#publisher.counts },
      pending: this.#journal.pending(),
      sources: this.#options.sources.map((source) => ({
        kind: source.kind,
        address: source.address,
        status: source.status(),
        counts: source.counts(),
      })),
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const { sources, lines, patience = PATIENCE } = this.#options
    for (const source of sources) await source.stop()
    await this.#journal.flush()
    if (!(await this.#publisher.drained(patience))) {
      lines.warn({ pending: this.#journal.pending() }, 'presses are left in the journal for the next start')
    }
    this.#publisher.stop()
    await this.#journal.close()
  }

  #sinkOf(source: ButtonSource): Sink {
    const { clock, language, lines, tills } = this.#options
    const origin = source.address === '' ? source.kind : `${source.kind}:${source.address}`
    return async (press) => {
      if (!tills || tills.includes(press.cashier)) {
        return this.submit({ language, ...press, source: origin, pressedAt: clock.now() })
      }
      lines.warn({ source: origin, cashier: press.cashier }, 'this store has no such till: the press is not counted')
      return { kind: 'failed', code: 'unknown_cashier', message: `this store has no till ${press.cashier}` }
    }
  }
}
